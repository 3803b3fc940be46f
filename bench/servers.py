"""The programs that are measured: the portal as `make run` serves it, and an empty Django view beside it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from . import databases

PATIENCE = 90  # seconds for a start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def portal(size, *, workers=2):
    """`manage.py serve` on the database of that size; gives (port, process id)."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": databases.url_of(size),
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        "THROTTLES": "off",
    }
    environment.pop("MAKELEVEL", None)
    with running([sys.executable, "manage.py", "serve"], port, environment) as process:
        yield port, process.pid


@contextlib.contextmanager
def empty_view():
    """The same web server with nothing behind it: what Python and gunicorn alone can do here."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4", "--worker-class=gthread"]
    command += ["--no-control-socket", "--log-level=warning", f"--bind=127.0.0.1:{port}", "bench.empty:application"]
    with running(command, port, dict(os.environ)):
        yield port


@contextlib.contextmanager
def running(command, port, environment=None):
    """A program that listens on the port, ended at the end of the block."""
    log = Path(settings.VAR_DIR) / "bench-server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=out, stderr=out)
    try:
        wait_for(port, process, log)
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()


def wait_for(port, process, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"The server did not start: see {log}")


def children(pid) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def resident_megabytes(pid) -> float:
    """Of the largest worker of the server; Linux only."""
    sizes = []
    for child in children(pid) or [pid]:
        status = Path(f"/proc/{child}/status").read_text()
        sizes.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
    return max(sizes)
