"""`POST /api/reports`: the same report as on the pages, from any site, with no cookie and within a limit."""

import pytest
from django.core.cache import cache

from services.models import Report
from tests.factories import ServiceFactory

SAID = {"kind": "service", "slug": "compiti", "topic": "phone", "suggestion": "030 222"}


@pytest.fixture(autouse=True)
def service(db):
    cache.clear()
    return ServiceFactory(slug="compiti")


def send(client, **said):
    return client.post("/api/reports", SAID | said, content_type="application/json")


def test_a_report_gets_a_code_and_the_address_of_its_page(client, service, settings):
    response = send(client, words="Risponde un altro", email="anna@example.org")

    report = Report.objects.get()
    url = f"{settings.SITE_URL}/segnalazioni/{report.code}/"
    assert (response.status_code, response.json()) == (201, {"code": report.code, "state": "received", "url": url})
    assert (report.entry, report.topic, report.suggestion, report.words) == (
        service,
        "phone",
        "030 222",
        "Risponde un altro",
    )
    assert "anna" not in report.contact


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"kind": "person"}, ["kind"]),
        ({"kind": {}}, ["kind"]),
        ({"topic": {}}, ["topic"]),
        ({"topic": "weather"}, ["topic"]),
        ({"topic": "new"}, ["topic"]),
        ({"suggestion": ""}, ["suggestion"]),
        ({"email": "anna"}, ["email"]),
    ],
)
def test_what_is_wrong_is_said_field_by_field(client, said, wrong):
    response = send(client, **said)

    assert (response.status_code, list(response.json()["errors"])) == (400, wrong)
    assert Report.objects.count() == 0


def test_an_entry_that_is_not_there_is_404(client):
    assert send(client, slug="altro").status_code == 404


def test_a_new_place_needs_no_entry(client):
    client.post("/api/reports", {"topic": "new", "suggestion": "Circolo"}, content_type="application/json")

    assert Report.objects.values_list("topic", "suggestion").get() == ("new", "Circolo")


def test_any_site_may_send_and_no_cookie_counts(client):
    asked = client.options("/api/reports")
    sent = send(client)

    assert [each["Access-Control-Allow-Methods"] for each in (asked, sent)] == ["POST, OPTIONS"] * 2
    assert (sent["Access-Control-Allow-Origin"], sent.headers.get("Access-Control-Allow-Credentials")) == ("*", None)
    assert sent["Cache-Control"] == "no-store"


def test_nothing_is_read_there(client):
    assert client.get("/api/reports").status_code == 405


def test_one_address_sends_ten_in_ten_minutes(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [send(client, suggestion=f"030 {number}00").status_code for number in range(11)]

    assert answers == [201] * 10 + [429]
