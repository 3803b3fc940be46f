"""Opening hours as calendar programs repeat them: what the rule says, no more and no less."""

import datetime

import pytest
import recurring_ical_events
from hypothesis import given, settings
from icalendar import Calendar

from organizations import hours
from organizations.hours.calendars import hours_of_point
from organizations.hours.openings import openings
from organizations.models import Closure, CommunityPoint, Location, OpeningHours
from territory.holidays import ensure_holidays
from tests.factories import CommunityPointFactory, LocationFactory, OpeningHoursFactory, ScheduleFactory

from .test_hours_oracle import FEWER, days, hours_of_somebody, timetable_of

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 30)
DAY = datetime.timedelta(days=1)
EIGHT_WEEKS = datetime.timedelta(weeks=8)


@pytest.fixture(autouse=True)
def now(db, time_machine):
    ensure_holidays(range(2026, 2029))
    time_machine.move_to(datetime.datetime(2026, 11, 30, 8, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def point(db):
    place = LocationFactory(address="Via Milano 2")
    return CommunityPointFactory(
        name="Punto Fiumicello",
        slug="fiumicello",
        location=place,
        opening_hours=OpeningHoursFactory(on_holidays="closed"),
    )


def line(point, days, opens, closes, **more):
    at = {"opens_at": datetime.time(opens), "closes_at": datetime.time(closes)}
    ScheduleFactory(opening_hours=point.opening_hours, byday=days, **at, **more)
    hours.compile_opening_hours(point.opening_hours)


def spans_in(content, first, last):
    """[(start, end)] of what a program shows from one day to another, both included, in order."""
    book = recurring_ical_events.of(Calendar.from_ical(content))
    found = [(each["dtstart"].dt, each["dtend"].dt) for each in book.between(first, last + DAY)]
    utc = datetime.UTC
    return sorted((start.astimezone(utc), end.astimezone(utc)) for start, end in found if start.date() >= first)


def test_point_has_its_week_with_what_is_closed_left_out(client, point):
    Closure.objects.create(opening_hours=point.opening_hours, first_day=MONDAY + 7 * DAY, last_day=MONDAY + 13 * DAY)
    line(point, ["MO", "TU"], 9, 12)

    response = client.get("/punti/fiumicello/orari.ics")

    expected = openings(point.opening_hours.timetable_id, MONDAY, MONDAY + EIGHT_WEEKS).spans
    (monday, _tuesday) = Calendar.from_ical(response.content).walk("VEVENT")
    assert spans_in(response.content, MONDAY, MONDAY + EIGHT_WEEKS) == expected
    assert (len(expected), response["Content-Type"]) == (15, "text/calendar; charset=utf-8")
    assert (str(monday["summary"]), str(monday["location"])) == (
        "Punto Fiumicello: aperto",
        "Punto Fiumicello, Via Milano 2",
    )
    assert (monday["rrule"]["freq"], monday["rrule"]["interval"]) == (["WEEKLY"], [1])
    assert [each.dt.date() for each in monday["exdate"].dts][0] == MONDAY + 7 * DAY
    assert 'href="/punti/fiumicello/orari.ics"' in client.get("/punti/fiumicello/").content.decode()


def test_every_second_week_is_said_so_and_first_tuesdays_are_days(point):
    OpeningHours.objects.update(on_holidays="open")
    line(point, ["WE"], 15, 18, interval=2, dtstart=MONDAY + 2 * DAY)
    line(point, ["1TU"], 9, 11, freq="MONTHLY")

    content = hours_of_point(point, MONDAY)

    tuesday, wednesday = Calendar.from_ical(content).walk("VEVENT")
    assert (wednesday["rrule"]["interval"], "exdate" in wednesday, "rrule" in tuesday) == ([2], False, False)
    assert (
        spans_in(content, MONDAY, MONDAY + EIGHT_WEEKS)
        == openings(point.opening_hours.timetable_id, MONDAY, MONDAY + EIGHT_WEEKS).spans
    )


def test_whole_days_on_which_the_clock_changes_stand_beside_the_others(point):
    OpeningHours.objects.update(on_holidays="open")  # in 2027 the first of them is Easter
    line(point, ["SU"], 0, 0)

    events = Calendar.from_ical(hours_of_point(point, MONDAY)).walk("VEVENT")

    lasting = sorted(str(each["uid"]).partition("@")[0].rpartition(".")[2] for each in events)
    assert lasting == [str(hours * 3600) for hours in (23, 24, 25)]


def test_hours_that_nobody_knows_are_an_empty_calendar_that_is_not_offered(client):
    CommunityPointFactory(slug="fiumicello", opening_hours=None)

    book = Calendar.from_ical(client.get("/punti/fiumicello/orari.ics").content)

    assert (len(book.walk("VTIMEZONE")), book.walk("VEVENT")) == (1, [])
    assert "orari.ics" not in client.get("/punti/fiumicello/").content.decode()


@settings(FEWER, max_examples=20)
@given(hours_of_somebody, days)
def test_programs_show_what_the_rule_says_for_eight_weeks(said, today):
    timetable_id = timetable_of(said)
    point = CommunityPoint(
        name="Punto", slug="punto", location=Location(), opening_hours=OpeningHours(timetable_id=timetable_id)
    )

    content = hours_of_point(point, today)

    assert spans_in(content, today, today + EIGHT_WEEKS) == openings(timetable_id, today, today + EIGHT_WEEKS).spans
