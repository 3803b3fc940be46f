"""Secrets come from the environment: nothing that the repository keeps looks like one."""

import re
import subprocess

import pytest
from django.conf import settings

LOOKS = {
    "private key": r"-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY",
    "key of a cloud": r"\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b",
    "key of a code host": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b",
    "key of a messenger": r"\bxox[abprs]-[\w-]{10,}",
    "personal key of ours": r"\bpunto_[\w-]{43}\b",
    "signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "address with a password": r"\b(?:postgres|smtp\+tls|redis|https?)://[\w.-]+:(?!check@|password@|…)[^@\s{}/'\"]{3,}@[\w.-]+\.\w",
}
KEPT = [
    ".py",
    ".md",
    ".in",
    ".toml",
    ".html",
    ".js",
    ".css",
    ".json",
    ".csv",
    ".txt",
    ".yml",
    ".yaml",
    ".env",
    ".sh",
    "",
]
# Values that are for anybody to see: the demo's, and those that satisfy production's own checks.
SHOWN = {"Makefile", "tests/security/production.py"}


def kept_files():
    listed = subprocess.run(["git", "ls-files"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("Only a clone knows which files it keeps.")
    paths = [settings.BASE_DIR / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in KEPT and path.is_file()]


def found_in(text):
    return sorted(name for name, pattern in LOOKS.items() if re.search(pattern, text))


def test_nothing_in_the_repository_looks_like_a_secret():
    texts = {str(path.relative_to(settings.BASE_DIR)): path.read_text(errors="replace") for path in kept_files()}

    assert {name: found for name, text in texts.items() if name not in SHOWN and (found := found_in(text))} == {}


def test_no_file_of_settings_is_kept():
    assert [path.name for path in kept_files() if path.name.startswith(".env") or path.suffix in {".pem", ".key"}] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-----BEGIN EC " + "PRIVATE KEY-----", ["private key"]),
        ("AKIA" + "ABCDEFGHIJKLMNOP", ["key of a cloud"]),
        ("punto_" + "a" * 43, ["personal key of ours"]),
        ("postgres://punto:" + "hunter2@db.example", ["address with a password"]),
        ("postgres://role:password@host/name", []),
    ],
)
def test_what_looks_like_one_is_found(text, found):
    assert found_in(text) == found
