import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from organizations import hours
from organizations.models import OnHolidays, OpeningHours
from services.listings import refresh_all
from tests.factories import CommunityPointFactory, OpeningHoursFactory, QuarterFactory, ScheduleFactory, TermFactory

TUESDAY = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)  # 10:30 in Brescia


@pytest.fixture(autouse=True)
def now():
    with travel(TUESDAY, tick=False):
        yield


def desk(name, *, opens, closes):
    opening_hours = OpeningHoursFactory(on_holidays=OnHolidays.OPEN)
    ScheduleFactory(
        opening_hours=opening_hours, byday=["TU"], opens_at=datetime.time(opens), closes_at=datetime.time(closes)
    )
    point = CommunityPointFactory(name=name, opening_hours=opening_hours)
    hours.compile_all(OpeningHours.objects.all())
    refresh_all()
    return point


def test_home_shows_needs_in_their_order_and_the_discreet_one_apart(client, db):
    TermFactory(name="Casa e bollette", position=2)
    food = TermFactory(name="Mangiare e spesa", position=1)
    TermFactory(name="Mense", parent=food)
    TermFactory(taxonomy__slug="target", name="Ragazzi")
    TermFactory(name="Mi sento in pericolo", position=3, discreet=True)

    context = client.get("/").context

    assert [need.name for need in context["needs"]] == ["Mangiare e spesa", "Casa e bollette"]
    assert [need.name for need in context["discreet_needs"]] == ["Mi sento in pericolo"]


def test_home_offers_the_desks_open_at_this_minute(client, db):
    desk("Punto Comunità Chiuso", opens=15, closes=18)
    desk("Punto Comunità Aperto", opens=9, closes=12)

    response = client.get("/")

    offered = [(thing.name, state.label()) for thing, _, state in response.context["points"]]
    assert offered == [("Punto Comunità Aperto", "Aperto ora, fino alle 12:00")]
    assert "Aperti adesso" in response.content.decode()


def test_home_offers_the_desk_that_opens_first_while_all_are_closed(client, db):
    desk("Punto Comunità Tardi", opens=16, closes=18)
    desk("Punto Comunità Presto", opens=14, closes=18)

    response = client.get("/")

    offered = [(thing.name, state.label()) for thing, _, state in response.context["points"]]
    assert offered == [("Punto Comunità Presto", "Chiuso, apre alle 14:00")]


def test_home_with_an_empty_directory_still_has_its_three_doors(client, db):
    page = client.get("/").content.decode()

    doors = ["Non so da dove cominciare", "Il Punto Comunità più vicino", "Partecipa, dai una mano"]
    assert [door in page for door in doors] == [True, True, True]


def test_home_names_the_quarters_to_choose_from(client, db):
    QuarterFactory(name="Fiumicello")

    assert '<option value="Fiumicello"></option>' in client.get("/").content.decode()


def test_home_asks_as_much_for_three_desks_as_for_one(client, db):
    desk("Punto Comunità Uno", opens=9, closes=12)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get("/")
    desk("Punto Comunità Due", opens=9, closes=12)
    desk("Punto Comunità Tre", opens=9, closes=12)
    client.get("/")

    with CaptureQueriesContext(connection) as three:
        client.get("/")

    assert len(three) == len(one)
