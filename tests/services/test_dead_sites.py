"""Websites that answer no more: on the page of the entry, and the list where each is decided."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services import links
from services.editing import apply
from services.freshness import dead_sites
from services.models import LinkCheck, Verification
from tests.factories import (
    AssetFactory,
    LocationFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceFactory,
    ZoneFactory,
)

from .test_review import at, coordinator_of

LIST = "/redazione/siti/"
SITE = "https://morto.example/"
DAY = datetime.date(2026, 11, 3)


def dead(url=SITE, since=DAY):
    return LinkCheck.objects.create(url=url, reason="gone", status=404, failures=3, failing_since=since)


def answers(monkeypatch, reason, status=None):
    """Whatever site is asked, this is what comes of it."""
    monkeypatch.setattr(links, "asked", lambda urls: [(url, links.Answer(reason, status)) for url in urls])


@pytest.fixture
def quarter(db):
    return QuarterFactory()


@pytest.fixture
def coordinator(quarter):
    return coordinator_of(quarter)


@pytest.fixture
def organization(quarter):
    organization = OrganizationFactory(name="Emporio", website=SITE)
    LocationFactory(quarter=quarter, organization=organization)
    return organization


@pytest.fixture
def check(organization):
    return dead()


def decide(client, check, decision, **said):
    return client.post(f"{LIST}{check.pk}/", {"decision": decision, **said})


def site_of(organization):
    organization.refresh_from_db()
    return organization.website


@pytest.mark.parametrize("failures", [3, 2])
def test_the_page_of_an_organisation_says_that_its_site_is_dead(client, organization, failures):
    LinkCheck.objects.create(url=SITE, reason="gone", failures=failures, failing_since=DAY)

    html = client.get(organization.get_absolute_url()).content.decode()

    assert ("Il sito non risponde da martedì 3 novembre 2026." in html, "vai al sito" in html) == (
        failures == 3,
        failures < 3,
    )


def test_a_site_is_one_row_with_all_that_name_it(client, quarter, organization, coordinator, check):
    service = at(quarter, name="Pacco", url=SITE)
    asset = AssetFactory(name="Forno", organization=None, location=None, quarter=quarter, url=SITE)
    at(quarter, name="Chiuso", url=SITE, status="defunct")
    client.force_login(coordinator)

    (row,) = client.get(LIST).context["rows"]

    assert (row.check, [tuple(each) for each in row.entries]) == (
        check,
        [(each.name, each.get_absolute_url()) for each in (organization, asset, service)],
    )


def test_the_list_holds_the_entries_one_may_review_dead_longest_first(client, quarter, coordinator, check):
    far = QuarterFactory(name="Buffalora", zone=ZoneFactory(name="Est"))
    older = dead("https://vecchio.example/", DAY - datetime.timedelta(days=9))
    at(quarter, url=older.url)
    at(far, url=dead("https://altrove.example/").url)
    at(quarter, url=LinkCheck.objects.create(url="https://vivo.example/", reason="answers").url)
    dead("https://di-nessuno.example/")
    client.force_login(coordinator)

    assert [row.check for row in client.get(LIST).context["rows"]] == [older, check]


def test_the_list_goes_on_after_the_last_one_shown(client, quarter, coordinator):
    made = [dead(f"https://{number}.example/") for number in range(25)]
    for each in made:
        at(quarter, url=each.url)
    client.force_login(coordinator)

    first = client.get(LIST)
    second = client.get(f"{LIST}?dopo={first.context['following']}")

    assert [row.check for each in (first, second) for row in each.context["rows"]] == made
    assert second.context["following"] is None


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_list_asks_as_much_for_one_as_for_twenty(client, quarter, coordinator, number):
    for position in range(number):
        at(quarter, url=dead(f"https://{position}.example/").url)
    client.force_login(coordinator)
    client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)

    assert len(queries) == 6


def test_a_site_that_is_back_loses_its_mark_at_once(client, monkeypatch, organization, coordinator, check):
    answers(monkeypatch, "answers", 200)
    client.force_login(coordinator)

    decide(client, check, "try")

    check.refresh_from_db()
    assert (check.reason, check.failures, client.get(LIST).context["rows"]) == ("answers", 0, [])
    assert "vai al sito" in client.get(organization.get_absolute_url()).content.decode()


def test_one_that_is_still_dead_says_why(client, monkeypatch, coordinator, check):
    answers(monkeypatch, "unknown_host")
    client.force_login(coordinator)

    response = decide(client, check, "try")

    assert "Ancora no: il nome del sito non esiste." in response.content.decode()


def test_taken_away_it_is_gone_from_every_entry_that_named_it(client, quarter, organization, coordinator, check):
    service = at(quarter, url=SITE)
    client.force_login(coordinator)

    decide(client, check, "take_away")

    service.refresh_from_db()
    assert (site_of(organization), service.url, client.get(LIST).context["rows"]) == ("", "", [])


def test_changed_the_new_one_is_written_as_checked_on_the_web(client, organization, coordinator, check):
    client.force_login(coordinator)

    decide(client, check, "change", url="nuovo.example")

    (checked,) = Verification.objects.about(organization)
    assert site_of(organization) == "https://nuovo.example"
    assert (checked.by, checked.how, checked.field) == (coordinator, "web", "website")


@pytest.mark.parametrize(
    ("decision", "url", "problem"),
    [
        ("change", "", "Scrivi l’indirizzo del sito nuovo"),
        ("change", "non un sito", "Scrivi l’indirizzo del sito nuovo"),
        ("", "", "Scegli che cosa fare."),
    ],
)
def test_what_cannot_be_done_is_said_on_its_row_and_nothing_written(
    client, organization, coordinator, check, decision, url, problem
):
    client.force_login(coordinator)

    response = decide(client, check, decision, url=url)

    assert (response.status_code, site_of(organization)) == (422, SITE)
    assert problem in response.content.decode()


def test_an_edit_at_the_same_moment_is_not_overwritten(client, organization, coordinator, check, monkeypatch):
    def apply_late(**said):
        type(organization).objects.filter(pk=organization.pk).update(website="https://altro.example/")
        return apply(**said)

    monkeypatch.setattr(dead_sites, "apply", apply_late)
    client.force_login(coordinator)

    response = decide(client, check, "take_away")

    assert response.status_code == 409
    assert "Niente è stato scritto." in response.content.decode()


def test_of_two_who_decide_the_second_is_told(client, organization, coordinator, check):
    client.force_login(coordinator)
    decide(client, check, "take_away")

    late = client.post(f"{LIST}{check.pk}/", {"decision": "change", "url": "https://nuovo.example"}, follow=True)

    assert "Nel frattempo qualcuno l’ha già cambiato." in late.content.decode()
    assert site_of(organization) == ""


def test_a_stranger_decides_nothing(client, organization, check):
    stranger = coordinator_of(QuarterFactory(name="Buffalora", zone=ZoneFactory(name="Est")))
    client.force_login(stranger)

    response = decide(client, check, "take_away")

    assert (response.status_code, site_of(organization), client.get(LIST).context["rows"]) == (403, SITE, [])


def test_what_each_may_decide_is_what_the_roles_of_the_thing_say(quarter):
    """The filter in the database and `roles_of` of each entry say the same."""
    far = QuarterFactory(name="Buffalora", zone=ZoneFactory(name="Est"))
    for each in (quarter, far):
        place = LocationFactory(quarter=each, organization=OrganizationFactory(website=SITE))
        ServiceFactory(organization=place.organization, url=SITE)
        at(each, url=SITE)
        AssetFactory(location=place, organization=None, url=SITE)
        AssetFactory(location=None, quarter=each, organization=None, url=SITE)
    OrganizationFactory(website=SITE)
    entries = [each for rows in dead_sites.naming([SITE]) for each in rows]

    for user in (coordinator_of(quarter), coordinator_of(far)):
        allowed = {each.pk for each in entries if "coordinator" in each.roles_of(user)}
        assert {each.pk for rows in dead_sites.naming_in_reach(user, [SITE]) for each in rows} == allowed
