"""The portal as `make run` serves it, from nothing, on a database and a port of its own."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]


@pytest.fixture
def var_dir():
    with tempfile.TemporaryDirectory(prefix="punto-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o755)
        yield Path(name) / "var"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(var_dir, port):
    """Starts the portal and answers when it says that it is up, with the lines it told until then."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAKELEVEL")}
    environment |= {"VAR_DIR": str(var_dir), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with contextlib.ExitStack() as stack:

        def start():
            command = [sys.executable, "manage.py", "serve"]
            process = subprocess.Popen(
                command, cwd=BASE_DIR, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            stack.enter_context(process)
            stack.callback(process.terminate)
            told = []
            for line in process.stdout:
                told.append(line.rstrip())
                if f"http://127.0.0.1:{port}" in line:
                    break
            return process, told

        yield start


def health(port):
    """The socket listens when the address is told; the first worker may still be on its way."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", "/salute/")
        response = connection.getresponse()
        return response.status, json.load(response)


def test_serve_starts_from_nothing_survives_a_kill_and_ends_clean(serve, var_dir, port):
    well = (200, {"alive": True, "ready": True, "database": True, "migrations": True, "mail": True, "disk": True})

    process, first_told = serve()
    first = health(port)
    process.kill()
    process.wait()
    process, second_told = serve()
    second = health(port)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)

    assert (first, second) == (well, well)
    assert any("carico i dati di prova" in line for line in first_told)
    assert not any("carico i dati di prova" in line for line in second_told)
    assert process.returncode == 0
    assert not (var_dir / "postgres/data/postmaster.pid").exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_serve_says_in_one_line_that_the_port_is_taken(serve, port):
    with socket.create_server(("127.0.0.1", port)):
        process, told = serve()
        told += process.stdout.read().splitlines()

    assert process.wait() == 1
    assert told == [
        f"· La porta {port} è occupata: aspetto qualche secondo …",
        f"CommandError: La porta {port} è occupata da un altro programma: prova con PORT={port + 1}",
    ]
