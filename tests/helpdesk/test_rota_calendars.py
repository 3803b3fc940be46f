"""Shifts in calendar programs."""

import datetime

import pytest
from icalendar import Calendar

from helpdesk.models import CalendarLink, ShiftAssignment
from helpdesk.rota.actions import cannot_come, come_after_all
from organizations.hours.local_time import ROME
from tests.factories import CommunityPointFactory, LocationFactory

from .factories import ShiftAssignmentFactory, ShiftFactory, make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 30, 8, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(db):
    place = LocationFactory(address="Via Milano 2")
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", location=place)


@pytest.fixture
def anna(desk):
    return make_volunteer(desk, name="Anna")


def events(response):
    """{uid: (summary, start, status, sequence)}, as a calendar program reads them."""
    book = Calendar.from_ical(response.content)
    return {
        str(each["uid"]): (str(each["summary"]), each["dtstart"].dt, str(each["status"]), each["sequence"])
        for each in book.walk("VEVENT")
    }


def test_calendar_of_a_person_holds_their_shifts_at_the_hour_of_the_desk(client, anna, desk):
    held = ShiftAssignmentFactory(shift=ShiftFactory(community_point=desk, start=NOW + DAY), volunteer=anna)
    ShiftAssignmentFactory(shift=held.shift, seat=2)
    secret = CalendarLink.new_for(anna)

    response = client.get(f"/calendario/{secret}.ics")

    start = datetime.datetime(2026, 12, 1, 9, tzinfo=ROME)
    assert events(response) == {
        f"{held.pk}@puntocomunita": ("Turno: Punto Fiumicello", start, "CONFIRMED", 0),
    }
    assert (response["Content-Type"], "no-store" in response["Cache-Control"]) == ("text/calendar; charset=utf-8", True)
    text = response.content.decode()
    assert ("BEGIN:VTIMEZONE\r\nTZID:Europe/Rome" in text, "DTSTART;TZID=Europe/Rome:20261201T090000" in text) == (
        True,
        True,
    )


def test_what_changes_has_a_higher_number(client, anna, desk):
    held = ShiftAssignmentFactory(shift=ShiftFactory(community_point=desk, start=NOW + DAY), volunteer=anna)
    link = f"/calendario/{CalendarLink.new_for(anna)}.ics"

    cannot_come(by=anna, assignment=held)
    seeking = events(client.get(link))
    come_after_all(by=anna, assignment=held)
    back = events(client.get(link))
    ShiftAssignment.objects.all().moved_to("cancelled")
    off = events(client.get(link))

    assert [next(iter(each.values()))[2:] for each in (seeking, back, off)] == [
        ("TENTATIVE", 1),
        ("CONFIRMED", 2),
        ("CANCELLED", 3),
    ]


def test_calendar_of_a_desk_says_how_many_and_no_name(client, anna, desk):
    held = ShiftAssignmentFactory(shift=ShiftFactory(community_point=desk, start=NOW + DAY), volunteer=anna)

    response = client.get(f"/calendario/fiumicello/{CalendarLink.new_for(anna)}.ics")

    assert [each[0] for each in events(response).values()] == ["Punto Fiumicello: 1 su 2"]
    assert ("Anna" in response.content.decode(), list(events(response))) == (False, [f"{held.shift.pk}@puntocomunita"])


def test_calendar_of_another_desk_is_not_there(client, anna):
    CommunityPointFactory(slug="altrove")

    assert client.get(f"/calendario/altrove/{CalendarLink.new_for(anna)}.ics").status_code == 404


def test_address_taken_back_or_made_anew_says_nothing_more(client, anna, desk):
    client.force_login(anna)
    page = "/sportello/fiumicello/turni/calendario/"
    first, second = (client.post(page, {"step": "new"}).context["addresses"][0][1] for _time in range(2))
    answers = [client.get(first).status_code, client.get(second).status_code]

    client.post(page, {"step": "take_back"})

    assert (answers, client.get(second).status_code, CalendarLink.objects.count()) == ([404, 200], 404, 0)
    assert client.get(page).context["addresses"] == ""
