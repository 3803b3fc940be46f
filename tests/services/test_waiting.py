"""The one list of what waits for who coordinates: everything that does, how much of it, since when."""

import datetime

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.models import Claim, Organization
from services import waiting
from services.listings import refresh_listings
from services.models import Change, LinkCheck, MappingCampaign, Report, SuspectedPair
from tests.factories import MemberFactory, QuarterFactory, ServiceFactory, UserFactory, ZoneFactory

from .test_review import at, coordinator_of

DESK = "/redazione/"
EVERYTHING = {
    "Segnalazioni": ("/redazione/segnalazioni/", 1),
    "Chi chiede la sua scheda": ("/redazione/richieste/", 1),
    "Modifiche in attesa": ("/redazione/modifiche/", 1),
    "Forse ci sono due volte": ("/redazione/doppioni/", 1),
    "Siti che non rispondono": ("/redazione/siti/", 1),
    "Servizi e risorse da confermare": ("/redazione/da-confermare/", 1),
    "Organizzazioni da confermare": ("/redazione/da-confermare/?che=organizzazioni", 1),
    "Chi può pubblicare senza aspettare": ("/redazione/fiducia/", 1),
    "Giri in corso": ("/giri/", 1),
    "Le tue bozze": ("/redazione/bozze/", 1),
}


@pytest.fixture
def quarter(db):
    return QuarterFactory()


@pytest.fixture
def coordinator(quarter):
    return coordinator_of(quarter)


def pair_with(service):
    """Of a service and its twin at the same place."""
    twin = ServiceFactory(organization=service.organization, status="defunct")
    first, second = sorted([service.pk, twin.pk])
    return {"kind": "service", "first": first, "second": second, "why": ["NAME"], "weight": 5}


def something_of_each(quarter, coordinator, number=1):
    """So many things waiting of every kind; the first of each is two days old."""
    old, today = timezone.localtime() - datetime.timedelta(days=2), timezone.localdate()
    for position in range(number):
        service = at(quarter, url=f"https://{position}.example/")
        about = {"kind": "service", "service": service, "created_at": old}
        LinkCheck.objects.create(url=service.url, reason="gone", failures=3, failing_since=today)
        refresh_listings(services=[service.pk])
        Report.objects.create(service=service, topic="other", words=str(position), created_at=old)
        SuspectedPair.objects.create(**pair_with(service), created_at=old)
        member = MemberFactory(organization=service.organization)
        applied = {"author": member.user, "state": "applied", "decided_at": old}
        Change.objects.bulk_create(Change(**about | applied) for _each in range(5))
        Change.objects.create(author=member.user, state="waiting", **about)
        Change.objects.create(author=coordinator, state="draft", **about)
        Claim.objects.create(organization=service.organization, claimant=UserFactory(), words="La tengo io")
        point = coordinator.mandates.get().community_point
        period = DateRange(today, today + datetime.timedelta(days=9))
        MappingCampaign.objects.create(name="Giro", community_point=point, period=period)
    point.lead_organization.locations.update(organization=service.organization)


def counts(told):
    return {str(each.kind.label): (each.kind.url, each.count) for each in told}


def test_everything_that_waits_is_there_with_where_it_is_decided(quarter, coordinator):
    something_of_each(quarter, coordinator)

    assert counts(waiting.waiting_for(coordinator)) == EVERYTHING


def test_the_desk_leads_to_each(client, quarter, coordinator):
    something_of_each(quarter, coordinator)
    client.force_login(coordinator)

    html = client.get(DESK).content.decode()

    assert [url for url, _count in EVERYTHING.values() if f'href="{url}"' not in html] == []
    assert [f"{label}: {count}" in html for label, (_url, count) in EVERYTHING.items()] == [True] * 10
    assert "Da 2 giorni." in html


def test_to_who_coordinates_elsewhere_it_is_nothing(client, quarter, coordinator):
    something_of_each(quarter, coordinator)
    stranger = coordinator_of(QuarterFactory(name="Buffalora", zone=ZoneFactory(name="Est")))
    Organization.objects.update(verified_on=timezone.localdate())
    client.force_login(stranger)

    response = client.get(DESK)

    assert [each.count for each in waiting.waiting_for(stranger)] == [0] * 10
    assert "Non aspetta niente" in response.content.decode()


def test_what_nobody_ever_confirmed_has_no_day(quarter, coordinator):
    something_of_each(quarter, coordinator)
    Organization.objects.update(verified_on=datetime.date(2020, 1, 1))

    dated = {str(each.kind.label): (each.undated, each.since) for each in waiting.waiting_for(coordinator)}

    assert dated["Servizi e risorse da confermare"] == (1, None)
    assert dated["Organizzazioni da confermare"] == (0, datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))


def test_beyond_a_thousand_it_says_more(client, quarter, coordinator, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 3)
    monkeypatch.setattr("services.views.review.MOST", 3)
    something_of_each(quarter, coordinator, number=5)
    client.force_login(coordinator)

    html = client.get(DESK).content.decode()

    assert "Segnalazioni: oltre 3" in html


@pytest.mark.parametrize("number", [0, 1, 3])
def test_it_is_one_query_beside_what_one_is(client, quarter, coordinator, number):
    for _each in range(bool(number)):
        something_of_each(quarter, coordinator, number=number)
    client.force_login(coordinator)
    client.get(DESK)

    with CaptureQueriesContext(connection) as queries:
        client.get(DESK)

    assert len(queries) == 5
