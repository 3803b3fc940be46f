"""The MDN HTTP Observatory itself looks at the portal, as production serves it, behind TLS of an authority of ours."""

import contextlib
import datetime
import ipaddress
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from .production import ENVIRONMENT

SCANNER = settings.BASE_DIR / "var" / "observatory"
PINNED = Path(__file__).with_name("observatory")
pytestmark = pytest.mark.django_db  # else, run alone, pytest-django makes no database for its portal
HOST = "localhost"
PATIENCE = 60  # seconds for a start


def need(what):
    """Locally a missing tool skips with one line; in CI it is a failure."""
    reason = f"The Observatory needs {what}."
    pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@pytest.fixture(scope="module")
def scanner():
    if not shutil.which("npm"):
        need("npm and node on PATH")
    marker = SCANNER / "package-lock.json"
    if not marker.exists() or marker.read_text() != (PINNED / "package-lock.json").read_text():
        install()
    return SCANNER / "node_modules" / "@mdn" / "mdn-http-observatory"


def install():
    SCANNER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINNED / name, SCANNER / f"{name}")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=SCANNER, timeout=300, check=False).returncode:
        (SCANNER / "package-lock.json").unlink()
        need("a registry of npm packages that answers")
    # The list of preloaded hosts is fetched by a script that we do not run: ours is on none.
    conf = SCANNER / "node_modules" / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json"
    conf.write_text("{}")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """Files of a certificate for localhost: (chain, key); it signs itself, and is trusted by name."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(
        now + datetime.timedelta(days=1)
    )
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, secret


@pytest.fixture(scope="module")
def portal(django_db_setup, authority, tmp_path_factory):
    """The port where production's settings answer over TLS, on the test's own database."""
    chain, key = authority
    database = settings.DATABASES["default"]
    host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 5432
    where = f":{port}/{host}" if host.startswith("/") else f"{host}:{port}"  # a socket stands in the path
    address = f"postgres://{database['USER']}:{database['PASSWORD']}@{where}/{database['NAME']}"
    folder, port = tmp_path_factory.mktemp("portal"), free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("PUNTO_ENV", "MAKELEVEL")}
    environment |= ENVIRONMENT | {"DATABASE_URL": address, "VAR_DIR": str(folder), "CACHE_URL": "locmemcache://"}
    environment |= {"ALLOWED_HOSTS": HOST, "SITE_URL": f"https://{HOST}"}
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0", "--ignore=rest_framework"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "puntocomunita.wsgi", f"--bind=127.0.0.1:{port}", "--threads=4"]
    command += [f"--certfile={chain}", f"--keyfile={key}", "--log-level=error", "--no-control-socket"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as server:
        wait_for(port, chain, server)
        yield port
        server.terminate()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, chain, server):
    context = ssl.create_default_context(cafile=chain)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname=HOST),
        ):
            return
        time.sleep(0.2)
    pytest.fail("The portal did not start over TLS.")


@pytest.mark.parametrize("path", ["/", "/account/accedi/", "/servizi/"])
def test_observatory_gives_its_best_grade(scanner, portal, authority, path):
    environment = os.environ | {"NODE_EXTRA_CA_CERTS": str(authority[0])}
    command = ["node", str(scanner / "src" / "scan.js"), f"{HOST}:{portal}{path}"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    report = json.loads(done.stdout)
    failed = {name: test["result"] for name, test in report.get("tests", {}).items() if not test["pass"]}
    scan = report.get("scan", report)
    assert (scan.get("grade"), failed, scan.get("score", 0) >= 120) == ("A+", {}, True), report
