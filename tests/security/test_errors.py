"""What is shown when something breaks says nothing of the inside."""

import json

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db
PLANTED = "hunter2 SELECT secret FROM /srv/puntocomunita/settings.py"
INSIDE = ["hunter2", "SELECT", "/srv/", "Traceback", "Django", "psycopg", "Error", "SECRET_KEY"]
FAILURES = {
    "a programming error": (RuntimeError, 500),
    "a database error": (DatabaseError, 500),
    "a database that is away": (OperationalError, 503),
    "something suspicious": (SuspiciousOperation, 400),
    "a permission": (PermissionError, 500),
}


@pytest.fixture
def breaking(monkeypatch):
    def break_with(error):
        def fail(*args, **kwargs):
            raise error(PLANTED)

        monkeypatch.setattr("services.views.home.HomeView.get", fail)
        monkeypatch.setattr("services.api.directory.Root.get", fail)
        return Client(raise_request_exception=False)

    return break_with


def said_of_the_inside(response):
    text = response.content.decode() + str(response.headers)
    return [word for word in INSIDE if word in text]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_page_that_breaks_says_what_to_do_and_nothing_else(breaking, failure):
    error, status = FAILURES[failure]

    response = breaking(error).get("/")

    assert (response.status_code, said_of_the_inside(response)) == (status, [])
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("failure", FAILURES)
def test_an_api_view_that_breaks_answers_json_with_one_sentence(breaking, failure):
    error, status = FAILURES[failure]

    response = breaking(error).get("/api/")

    assert (response.status_code, said_of_the_inside(response)) == (status, [])
    assert list(json.loads(response.content)) == ["detail"]


def test_a_database_that_is_away_says_when_to_come_back(breaking):
    client = breaking(OperationalError)

    assert [client.get(path).headers["Retry-After"] for path in ("/", "/api/")] == ["60", "60"]


def test_a_form_without_its_token_says_what_to_do(person):
    response = Client(enforce_csrf_checks=True).post("/account/accedi/", {"login": person.email, "password": "x"})

    assert (response.status_code, "ricarica la pagina" in response.content.decode()) == (403, True)
    assert said_of_the_inside(response) == []


def test_every_error_page_stands_without_a_database(django_assert_num_queries, rf):
    from puntocomunita import errors

    with django_assert_num_queries(0):
        pages = {status: errors.told(rf.get("/"), status) for status in errors.PAGES}

    assert {status: page.status_code for status, page in pages.items()} == {status: status for status in errors.PAGES}


@pytest.mark.parametrize("path", ["/", "/api/", "/nulla/", "/account/accedi/", "/salute/", "/static/css/base.css"])
def test_no_answer_names_what_runs_behind(client, path):
    response = client.get(path)
    response.getvalue()

    assert {"Server", "X-Powered-By", "Via"} & set(response.headers) == set()


def test_security_txt_says_whom_to_tell(client, settings):
    settings.SECURITY_CONTACT, settings.SITE_URL = "mailto:sicurezza@portal.example", "https://portal.example"

    response = client.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = lines.pop("Expires")
    assert (response.headers["Content-Type"], len(expires)) == ("text/plain; charset=utf-8", 20)
    assert lines == {
        "Contact": "mailto:sicurezza@portal.example",
        "Preferred-Languages": "it, en",
        "Canonical": "https://portal.example/.well-known/security.txt",
    }


def test_robots_are_kept_out_of_what_is_not_public(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /account/", "Disallow: /amministrazione/"} <= set(lines)
