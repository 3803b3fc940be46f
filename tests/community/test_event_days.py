"""The days of an event and its calendar, against the recurrence rules and the time zones of another library."""

import datetime

import icalendar
import pytest
from dateutil import rrule, tz
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE
from hypothesis import example, given, settings
from hypothesis import strategies as some

from community.events.calendars import entry_of, feed_of
from community.events.repeating import FORTNIGHTLY, MONTHLY, ONCE, WEEKLY, days_of
from community.models import Event, EventDate
from community.spaces.repeating import moment
from network.models import Network
from organizations.hours.calendars import book

from .events_factories import EventFactory
from .factories import in_days

ROME = tz.gettz("Europe/Rome")
WEEKDAYS = [MO, TU, WE, TH, FR, SA, SU]
DAY = datetime.timedelta(days=1)
NOON = datetime.time(12)


def rule_of(first, until, rhythm):
    """Each day at noon, as nobody writes it twice: RFC 5545 by dateutil."""
    place = (first.day - 1) // 7 + 1
    same = WEEKDAYS[first.weekday()](place if place < 5 else -1)
    said = {
        ONCE: {"freq": rrule.DAILY, "count": 1},
        WEEKLY: {"freq": rrule.WEEKLY},
        FORTNIGHTLY: {"freq": rrule.WEEKLY, "interval": 2},
        MONTHLY: {"freq": rrule.MONTHLY, "byweekday": same},
    }[rhythm]
    end = {} if rhythm == ONCE else {"until": datetime.datetime.combine(until, NOON)}
    return rrule.rrule(dtstart=datetime.datetime.combine(first, NOON), **said, **end)


def in_universal_time(day, clock):
    """By dateutil; what the jump to summer leaves out is an hour later."""
    wall = datetime.datetime.combine(day, clock).replace(tzinfo=ROME)
    return tz.resolve_imaginary(wall).astimezone(datetime.UTC)


@settings(max_examples=25, deadline=None)
@given(
    first=some.dates(datetime.date(2025, 1, 1), datetime.date(2030, 12, 31)),
    length=some.integers(0, 366),
    rhythm=some.sampled_from([ONCE, WEEKLY, FORTNIGHTLY, MONTHLY]),
    clock=some.times().map(lambda time: time.replace(second=0, microsecond=0)),
    off=some.sets(some.integers(0, 60)),
)
@example(datetime.date(2027, 3, 28), 0, ONCE, datetime.time(2, 30), set())
@example(datetime.date(2027, 10, 31), 14, WEEKLY, datetime.time(2, 30), {0})
@example(datetime.date(2028, 1, 31), 366, MONTHLY, datetime.time(18), {1})
def test_calendar_has_each_day_of_the_rule_and_what_is_called_off(first, length, rhythm, clock, off):
    until = first + length * DAY
    event = Event(pk=1, network=Network(slug="brescia"), title="Festa", address="Piazza Loggia", state="published")
    days = days_of(first, until, rhythm)
    dates = [EventDate(pk=n, event=event, starts_at=moment(day, clock)) for n, day in enumerate(days)]
    for number, date in enumerate(dates):
        date.ends_at = date.starts_at + datetime.timedelta(hours=1)
        date.called_off_at = date.starts_at if number in off else None

    written = book("Festa", "eventi", [entry_of(date, event) for date in dates])

    entries = icalendar.Calendar.from_ical(written).walk("VEVENT")
    found = [(entry["dtstart"].dt.astimezone(datetime.UTC), str(entry["status"])) for entry in entries]
    expected = [each.date() for each in rule_of(first, until, rhythm)]
    assert found == [
        (in_universal_time(day, clock), "CANCELLED" if number in off else "CONFIRMED")
        for number, day in enumerate(expected)
    ]
    assert len({str(entry["uid"]) for entry in entries}) == len(days)
    assert written.count(b"DTSTART;TZID=Europe/Rome:") == len(days)
    assert b"BEGIN:VTIMEZONE" in written


@pytest.mark.django_db
def test_calendar_of_a_city_goes_from_four_weeks_ago_to_a_year_ahead():
    event = EventFactory(days=[in_days(each, 18) for each in (-29, -27, 1, 365, 370)])

    entries = icalendar.Calendar.from_ical(feed_of(event.network)).walk("VEVENT")

    assert [entry["dtstart"].dt for entry in entries] == [in_days(each, 18) for each in (-27, 1, 365)]
