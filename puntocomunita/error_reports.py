"""Errors told to a Sentry (or GlitchTip, Bugsink) where `SENTRY_DSN` names one, by its protocol of envelopes.

Only where in the code it happened leaves the machine: kinds of exceptions and lines of the program, and the pattern of
the address. No words of an exception, no values, no address that was asked, nothing of who asked: they speak of people.
"""

import json
import linecache
import logging
import threading
import time
import traceback
import urllib.request
import uuid
from collections import deque
from contextlib import suppress
from http.client import HTTPException
from itertools import islice
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

AT_MOST = 20  # a minute and process: the first ones of a flood say enough
PATIENCE = 5  # seconds
DEEPEST = 10  # exceptions, of those that led to one another
NOISE = "django.security"  # what strangers try is in the security log


def handler(dsn: str, environment: str) -> dict:
    """The entry of LOGGING."""
    parts = urlsplit(dsn)
    project = parts.path.rpartition("/")[2]
    if not (parts.scheme in ("https", "http") and parts.username and parts.hostname and project):
        raise ImproperlyConfigured("Set SENTRY_DSN: https://key@host/number, as the project's page shows it.")
    where = (
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.removesuffix(project)}api/{project}/envelope/"
    )
    said = {"url": where, "key": parts.username, "environment": environment}
    return {"class": "puntocomunita.error_reports.Reporter", "level": "ERROR"} | said


class Reporter(logging.Handler):
    def __init__(self, url, key, environment, level=logging.ERROR):
        super().__init__(level)
        self.url, self.key, self.environment = url, key, environment
        self.sent = deque(maxlen=AT_MOST)

    def emit(self, record):
        if record.name.startswith(NOISE) or not self.has_room(time.monotonic()):
            return
        event = {"environment": self.environment} | event_of(record)
        threading.Thread(target=self.send, args=[event], daemon=True).start()  # nobody's page waits for it

    def has_room(self, now):
        if len(self.sent) == AT_MOST and now - self.sent[0] < 60:
            return False
        self.sent.append(now)
        return True

    def send(self, event):
        lines = [{"event_id": event["event_id"]}, {"type": "event"}, event]
        auth = f"Sentry sentry_version=7, sentry_client=puntocomunita/1, sentry_key={self.key}"
        headers = {"Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": auth}
        asked = urllib.request.Request(self.url, "\n".join(map(json.dumps, lines)).encode(), headers)
        with suppress(OSError, HTTPException):  # the log on standard error has it all the same
            urllib.request.urlopen(asked, timeout=PATIENCE).close()


def event_of(record) -> dict:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    event = {
        "event_id": uuid.uuid4().hex,
        "timestamp": record.created,
        "platform": "python",
        "level": record.levelname.lower(),
        "logger": record.name,
        "logentry": {"message": str(record.msg)},  # as it stands in the code, without what is put into it
        "transaction": match.route if match else "",
    }
    error = record.exc_info[1] if record.exc_info else None
    return (
        event | {"exception": {"values": [told(each) for each in reversed(list(islice(chain(error), DEEPEST)))]}}
        if error
        else event
    )


def chain(error):
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def told(error) -> dict:
    frames = [frame(*each) for each in traceback.walk_tb(error.__traceback__)]
    return {"type": type(error).__name__, "module": type(error).__module__, "stacktrace": {"frames": frames}}


def frame(code_frame, line) -> dict:
    code = code_frame.f_code
    return {
        "filename": code.co_filename,
        "module": code_frame.f_globals.get("__name__", ""),
        "function": code.co_name,
        "lineno": line,
        "context_line": linecache.getline(code.co_filename, line).rstrip(),
        "in_app": "site-packages" not in code.co_filename,
    }
