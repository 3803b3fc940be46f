"""What a Sentry of ours is told: where in the code it broke, and nothing that speaks of a person."""

import gzip
import json
import logging
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import pytest
import sentry_sdk
from django.conf import settings
from django.utils.module_loading import import_string

from puntocomunita import error_reports
from services.views.reports import ReportStatusView

SOURCE = ("pre_context", "context_line", "post_context")
PERSONAL = ("Maria", "maria@esempio.it", "AB2CD-EF3GH", "030123456")


@pytest.fixture
def sentry():
    """(its DSN, the queue of what it was sent: (path, key, event))."""
    received = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            lines = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))).decode().split("\n")
            key = re.search(r"sentry_key=([^,]+)", self.headers["X-Sentry-Auth"])[1]
            received.put((self.path, key, json.loads(lines[2])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://a-key@127.0.0.1:{server.server_port}/watch/7", received
    server.shutdown()
    server.server_close()


@contextmanager
def telling(dsn):
    """The root logger, with the handler that settings give it."""
    root, entry = logging.getLogger(), error_reports.handler(dsn, "production")
    reporter = import_string(entry["class"])(level=entry["level"])
    root.addHandler(reporter)
    yield root
    root.removeHandler(reporter)
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


@pytest.fixture
def reporting(sentry):
    """(the root logger while it tells the Sentry, the queue of what that was sent)."""
    dsn, received = sentry
    with telling(dsn) as root:
        yield root, received


def test_page_that_breaks_is_told_without_a_word_of_anybody(client, db, reporting, monkeypatch):
    _root, received = reporting
    client.raise_request_exception = False

    def break_down(view, request, **kwargs):
        try:
            raise KeyError("maria@esempio.it")
        except KeyError as error:
            raise ValueError("Maria, 030123456") from error

    monkeypatch.setattr(ReportStatusView, "get", break_down)

    page = client.get("/segnalazioni/AB2CD-EF3GH/?q=Maria", headers={"user-agent": "Maria"})

    path, key, event = received.get(timeout=5)
    causes = [(each["type"], each["stacktrace"]["frames"][-1]["function"]) for each in event["exception"]["values"]]
    assert (page.status_code, path, key) == (500, "/watch/api/7/envelope/", "a-key")
    assert causes == [("KeyError", "break_down"), ("ValueError", "break_down")]
    assert {name: event[name] for name in ("environment", "level", "logger", "transaction")} == {
        "environment": "production",
        "level": "error",
        "logger": "django.request",
        "transaction": "segnalazioni/<slug:code>/",
    }
    frames = [frame for each in event["exception"]["values"] for frame in each["stacktrace"]["frames"]]
    program = [[frame.pop(name) for name in SOURCE] for frame in frames]  # as whoever has the code reads it
    assert program[0][1].strip() == 'raise KeyError("maria@esempio.it")'
    assert [word for word in PERSONAL if word in json.dumps(event)] == []


def test_what_strangers_try_is_not_told(reporting):
    root, received = reporting

    root.handle(logging.LogRecord("django.security.DisallowedHost", logging.ERROR, "", 1, "Maria", (), None))
    root.handle(logging.LogRecord("django.request", logging.WARNING, "", 1, "Maria", (), None))
    root.handle(logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("Error", "/maria"), None))

    _path, _key, event = received.get(timeout=5)
    assert (event["logentry"], event["transaction"], received.empty()) == ({"message": "%s: %s"}, "", True)


def test_watcher_that_is_away_breaks_nothing():
    with telling("http://a-key@127.0.0.1:9/7") as root:
        root.error("broken")

        assert sentry_sdk.get_client().flush(timeout=5) is None


def test_address_of_the_watcher_that_is_none_stops_the_start_in_one_line():
    asked = {"SENTRY_DSN": "https://watch.example/7", "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}

    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", "pass"],
        env=os.environ | asked,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    said = "Set SENTRY_DSN: https://key@host/number, as the project's page shows it.\n"
    assert (answer.returncode, answer.stderr) == (1, said)
