"""What the portal writes of a request names no address: it may hold a link that opens something, or a person."""

import io
import logging

import pytest
from django.test import Client
from gunicorn.glogging import Logger

from puntocomunita.management.commands.serve import Portal
from tests.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET, NAME = "s3gr3tiss1m0", "Mario-Rossi"
LINK = f"/conferma/{SECRET}/?q={NAME}"
SIGN_IN = f"/account/accedi/?next=/{SECRET}/{NAME}"
REQUESTS = {
    "no such page": (lambda client: client.get(f"/{NAME}/{SECRET}/?q={NAME}"), 404),
    "no such link": (lambda client: client.get(LINK), 410),
    "not asked that way": (lambda client: client.put(LINK), 405),
    "too many fields": (lambda client: client.post(SIGN_IN, dict.fromkeys(range(1001), NAME)), 400),
    "another host": (lambda client: client.get(LINK, headers={"host": f"{NAME}.example"}), 400),
    "another site": (lambda client: from_elsewhere(Client(enforce_csrf_checks=True)), 403),
    "not theirs": (lambda client: signed_in(client).get(f"/organizzazioni/{NAME.lower()}/modifica/?q={SECRET}"), 403),
    "it breaks": (lambda client: client.get(f"/?q={NAME}&come={SECRET}"), 500),
}


def from_elsewhere(client):
    return client.post(LINK, headers={"referer": f"https://x.example/{SECRET}"}, secure=True)


def signed_in(client):
    OrganizationFactory(slug=NAME.lower())
    client.force_login(UserFactory())
    return client


@pytest.fixture
def written(monkeypatch):
    """What the handler of standard error has written."""
    (console,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    stream = io.StringIO()
    monkeypatch.setattr(console, "stream", stream)
    return stream


@pytest.mark.parametrize("what", REQUESTS)
def test_log_names_the_pattern_of_a_page_and_never_its_address(what, written, monkeypatch):
    ask, status = REQUESTS[what]
    monkeypatch.setattr("services.views.home.HomeView.get", lambda *args: 1 / 0)

    answer = ask(Client(raise_request_exception=False))

    lines = written.getvalue()
    assert answer.status_code == status
    assert f": {status} " in lines
    assert [word for word in (SECRET, NAME, NAME.lower(), "x.example") if word in lines] == []
    assert ("ZeroDivisionError" in lines) == (status == 500)


def test_server_before_the_portal_writes_neither_address_nor_who_asked(monkeypatch):
    cfg = Portal(0, on_ready=lambda server: None).cfg
    logger, stream = Logger(cfg), io.StringIO()
    monkeypatch.setattr(logger.error_log.handlers[0], "stream", stream)

    logger.warning(f"Invalid request from ip=192.0.2.7: GET {LINK}")
    logger.error("Error handling request %s %s", "GET", LINK)
    logger.error("Worker was sent SIGKILL!")

    assert cfg.accesslog is None
    assert [line.split("] ")[-1] for line in stream.getvalue().splitlines()] == [
        "Invalid request", "Error handling request", "Worker was sent SIGKILL!",
    ]  # fmt: skip
