"""What a Sentry of ours is told: where in the code it broke, and nothing that speaks of a person."""

import json
import logging
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from types import SimpleNamespace

import pytest
from django.conf import settings

from puntocomunita import error_reports
from puntocomunita.error_reports import Reporter
from services.views.reports import ReportStatusView

PERSONAL = ("Maria", "maria@esempio.it", "AB2CD-EF3GH", "030123456")


@pytest.fixture
def sentry():
    """(its DSN, the queue of what it was sent: (path, key, event))."""
    received = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            lines = self.rfile.read(int(self.headers["Content-Length"])).decode().split("\n")
            received.put((self.path, self.headers["X-Sentry-Auth"].rpartition("=")[2], json.loads(lines[2])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://a-key@127.0.0.1:{server.server_port}/watch/7", received
    server.shutdown()
    server.server_close()


class AtOnce:
    def __init__(self, target, args, daemon):
        self.start = lambda: target(*args)


def reporter_for(dsn):
    said = error_reports.handler(dsn, "production")
    return Reporter(said["url"], said["key"], said["environment"])


@pytest.fixture
def root():
    logger = logging.getLogger()
    before = list(logger.handlers)
    yield logger
    logger.handlers = before


def test_page_that_breaks_is_told_without_a_word_of_anybody(client, db, sentry, root, monkeypatch):
    dsn, received = sentry
    root.addHandler(reporter_for(dsn))
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
    lines = [
        frame.pop("context_line") for each in event["exception"]["values"] for frame in each["stacktrace"]["frames"]
    ]
    assert (
        lines[0].strip() == 'raise KeyError("maria@esempio.it")'
    )  # the program itself, as whoever has the code reads it
    assert [word for word in PERSONAL if word in json.dumps(event)] == []


def test_flood_of_errors_is_told_by_its_first_and_strangers_tries_not_at_all(monkeypatch):
    sent = []
    monkeypatch.setattr(error_reports, "threading", SimpleNamespace(Thread=AtOnce))
    monkeypatch.setattr(Reporter, "send", lambda reporter, event: sent.append(event["logentry"]["message"]))
    reporter = reporter_for("https://a-key@watch.example/7")

    for name in ["django.security.DisallowedHost", *["django.request"] * 30]:
        reporter.handle(logging.LogRecord(name, logging.ERROR, "", 1, "%s: %s", ("Error", "/maria"), None))

    assert sent == ["%s: %s"] * error_reports.AT_MOST


def test_watcher_that_is_away_breaks_nothing():
    reporter = reporter_for("http://a-key@127.0.0.1:9/7")
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "broken", (), None)

    assert reporter.send(error_reports.event_of(record)) is None


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
