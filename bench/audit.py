"""`make audit`: known vulnerabilities of what the portal is made of, where a source of them can be reached.

A mirror of packages answers pip-audit with "nothing known" about everything, so a package that is known to be
vulnerable is asked first: if nobody knows that one, nobody was asked.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

CANARY = "jinja2==2.4.1"  # CVE-2014-1402 and others
SECONDS = {"canary": 10, "audit": 120}
ROOT = Path(__file__).resolve().parent.parent


def main():
    if not known_of_the_canary():
        print(f"· Audit skipped: no source of vulnerabilities answers (it would know {CANARY}).")
        return 0
    return subprocess.run(audit_of(ROOT / "requirements.txt"), timeout=SECONDS["audit"], check=False).returncode


def known_of_the_canary():
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(CANARY + "\n")
        wanted.flush()
        command = [*audit_of(wanted.name), "--no-deps", "--format=json"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS["canary"], check=False)
            return bool(json.loads(done.stdout)["dependencies"][0].get("vulns"))
        except (subprocess.TimeoutExpired, ValueError, LookupError):
            return False


def audit_of(requirements):
    basis = ["--progress-spinner=off", "--disable-pip", "--timeout=5"]
    return [sys.executable, "-m", "pip_audit", *basis, "--requirement", str(requirements)]


if __name__ == "__main__":
    sys.exit(main())
