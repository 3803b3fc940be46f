"""The SQL rule against a slow oracle: dateutil's recurrences and a walk through the minutes."""

import datetime
import itertools

import pytest
from dateutil import rrule
from django.db import connection
from hypothesis import HealthCheck, assume, example, given, note, settings
from hypothesis import strategies as st

from organizations import hours
from organizations.hours import compiling
from organizations.models import Closure, Schedule, Timetable
from territory.holidays import ensure_holidays
from territory.models import Holiday
from tests.factories import MunicipalityFactory

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST, LAST = datetime.date(2026, 9, 1), datetime.date(2027, 4, 30)  # two years' ends, both changes of the clock
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
FEWER = settings(SETTINGS, max_examples=50)

days = st.dates(FIRST, LAST)
times = st.builds(datetime.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
weekdays = st.lists(st.sampled_from(WEEKDAYS), unique=True, max_size=5)
ordinals = st.builds("{}{}".format, st.sampled_from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5]), st.sampled_from(WEEKDAYS))
numbers = {
    "bymonthday": st.sampled_from([1, 8, 15, 28, 31, -1, -3, -31]),
    "byyearday": st.sampled_from([1, 46, 100, 300, 365, -1, -30, -365]),
    "byweekno": st.sampled_from([1, 2, 14, 40, 47, 52, 53, -1]),
}


@st.composite
def schedules(draw):
    """A line as somebody might write it: mostly a plain week, sometimes with every limit at once."""
    schedule = Schedule(freq=draw(st.sampled_from(Schedule.Freq.values)), opens_at=draw(times), closes_at=draw(times))
    monthly = schedule.freq == Schedule.Freq.MONTHLY
    schedule.byday = draw(weekdays | st.lists(ordinals, unique=True, max_size=3)) if monthly else draw(weekdays)
    for name, number in numbers.items():
        if draw(st.integers(0, 5)) == 0:
            setattr(schedule, name, draw(st.lists(number, min_size=1, max_size=4, unique=True)))
    for name in ("valid_from", "valid_to", "dtstart", "until"):
        if draw(st.integers(0, 3)) == 0:
            setattr(schedule, name, draw(days))
    schedule.interval = draw(st.sampled_from([1, 1, 1, 2, 3]))
    schedule.count = draw(st.sampled_from([None, None, None, 1, 4, 9]))
    schedule.wkst = draw(st.sampled_from(["", "MO", "WE", "SU"]))
    return schedule


@st.composite
def closures(draw):
    first = draw(days)
    return Closure(first_day=first, last_day=first + draw(st.integers(0, 20)) * DAY)


hours_of_somebody = st.tuples(
    st.lists(schedules(), min_size=1, max_size=3),
    st.lists(closures(), max_size=2),
    st.sampled_from(["open", "closed", "unknown"]),
)
moments = st.builds(datetime.datetime.combine, days, times)


def occurrences(schedule, until):
    """{date: whether it is certain} of the days on which an opening of the line begins, as dateutil has them."""
    start = schedule.dtstart or schedule.valid_from
    anchored = start or (schedule.interval == 1 and not schedule.count)
    by = {name: getattr(schedule, name) for name in numbers if getattr(schedule, name)}
    nothing = not schedule.byday and not by
    if nothing and not schedule.dtstart and schedule.freq == Schedule.Freq.WEEKLY:
        by["byweekday"] = range(7)
    known = not (nothing and not schedule.dtstart and schedule.freq == Schedule.Freq.MONTHLY)
    if not known:
        by["byweekday"] = range(7)
    if schedule.byday:
        by["byweekday"] = [getattr(rrule, text[-2:])(int(text[:-2]) if text[:-2] else None) for text in schedule.byday]
    begin = start or datetime.date(2026, 1, 1)
    rule = rrule.rrule(
        getattr(rrule, schedule.freq),
        dtstart=datetime.datetime.combine(begin, datetime.time()),
        interval=schedule.interval if anchored and known else 1,
        until=midnight(until),
        wkst=WEEKDAYS.index(schedule.wkst) if schedule.wkst else 0,
        **by,
    )
    counted = itertools.islice(rule, schedule.count if anchored and known else None)
    found = [moment.date() for moment in counted]
    return {day: bool(anchored and known) for day in found if is_valid(schedule, day)}


def midnight(day):
    return datetime.datetime.combine(day, datetime.time())


def is_valid(schedule, day):
    since, last = (schedule.valid_from, schedule.dtstart), (schedule.valid_to, schedule.until)
    return all(day >= each for each in since if each) and all(day <= each for each in last if each)


def openings(schedule, day):
    """(first minute, minute after the last) of the opening that begins that day."""
    opens = datetime.datetime.combine(day, schedule.opens_at)
    closes = datetime.datetime.combine(day, schedule.closes_at)
    closes += MINUTE if schedule.closes_at == datetime.time(23, 59) else 0 * MINUTE
    return opens, closes if closes > opens else closes + DAY


class Oracle:
    """The answer for every minute between two days, by asking every opening of every line."""

    def __init__(self, lines, closed, on_holidays, first, last):
        feasts = set(Holiday.objects.filter(municipality=None).values_list("date", flat=True))
        self.spans = []
        for line in lines:
            for day, certain in occurrences(line, last).items():
                shut = any(each.first_day <= day <= each.last_day for each in closed)
                shut = shut or (day in feasts and on_holidays == "closed")
                if not shut and day >= first:
                    certain = certain and not (day in feasts and on_holidays == "unknown")
                    self.spans.append((*openings(line, day), certain))

    def state(self, at):
        here = [certain for opens, closes, certain in self.spans if opens <= at < closes]
        return "open" if any(here) else "unknown" if here else "closed"

    def until(self, at):
        """The first minute from `at` on that is not certainly open; jumps from end to end of openings."""
        ends = [closes for opens, closes, certain in self.spans if certain and opens <= at < closes]
        return self.until(max(ends)) if ends else at

    def opens(self, at):
        return min((opens for opens, _, certain in self.spans if certain and opens > at), default=None)


@pytest.fixture
def holidays(db, monkeypatch):
    """Of a rule that no day keeps, dateutil would look for the first one until the year 9999."""
    monkeypatch.setattr(datetime, "MAXYEAR", compiling._END.year)
    ensure_holidays(range(2026, 2028))


def timetable_of(said):
    lines, closed, _ = said
    for row in [*lines, *closed]:
        note({name: value for name, value in vars(row).items() if value not in ("", None, []) and name[0] != "_"})
    Timetable.objects.all().delete()  # the rule answers for all there are, and here one is asked about
    return hours.timetables_for([hours.timetable_values(*said)])[0]


@SETTINGS
@given(hours_of_somebody, moments)
@example(
    ([Schedule(freq="WEEKLY", byday=["SU"], opens_at=datetime.time(22), closes_at=datetime.time(3))], [], "open"),
    datetime.datetime(2026, 11, 16, 2, 59),
)
def test_state_is_that_of_the_oracle(holidays, said, at):
    oracle = Oracle(*said, at.date() - 2 * DAY, at.date() + 2 * DAY)

    minutes = [at - MINUTE, at, at + MINUTE]

    assert states_through(timetable_of(said), minutes) == [oracle.state(minute) for minute in minutes]


@SETTINGS
@given(hours_of_somebody, moments)
def test_until_and_opens_are_those_of_the_oracle(holidays, said, at):
    oracle = Oracle(*said, at.date() - 2 * DAY, at.date() + 16 * DAY)
    horizon = midnight(at.date() + 15 * DAY)

    (state,) = hours.states([timetable_of(said)], at).values()

    until, opens = oracle.until(at), oracle.opens(at)
    is_open = oracle.state(at) == "open"
    assert state.until == (until if is_open and until < horizon else None)
    assert state.opens == (opens if not is_open and opens and opens < horizon else None)


@FEWER
@given(hours_of_somebody, days)
def test_next_change_is_what_a_walk_through_the_minutes_meets(holidays, said, day):
    timetable_id, start = timetable_of(said), midnight(day)
    (state,) = hours.states([timetable_id], start).values()
    change = state.until or state.opens
    assume(change and change - start < DAY)

    walked = [start + n * MINUTE for n in range((change - start) // MINUTE + 1)]
    seen = states_through(timetable_id, walked)

    if state.state == "open":
        assert set(seen[:-1]) == {"open"}
        assert seen[-1] != "open"
    else:
        assert "open" not in seen[:-1]
        assert seen[-1] == "open"


def states_through(timetable_id, minutes):
    sql = (
        "SELECT s.state FROM unnest(%s::timestamp[]) WITH ORDINALITY AS m (at, n), opening_states(m.at) s"
        " WHERE s.timetable_id = %s ORDER BY m.n"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [minutes, timetable_id])
        return [state for (state,) in cursor.fetchall()]


@FEWER
@given(hours_of_somebody, days)
def test_day_of_the_week_page_is_what_the_rule_says_minute_by_minute(holidays, said, day):
    timetable_id, start = timetable_of(said), midnight(day)
    oracle = Oracle(*said, day - 2 * DAY, day + 2 * DAY)

    today = hours.week(timetable_id, day)[0]

    begins = {
        f"{opens.hour}:{opens.minute:02d}" for opens, _, certain in oracle.spans if certain and opens.date() == day
    }
    shown = {"0:00" if text == "tutto il giorno" else text.split("–")[0] for text in today.intervals}
    assert shown <= begins
    assert bool(shown) == bool(begins)
    assert today.date == start.date()


@FEWER
@given(hours_of_somebody, st.sampled_from(WEEKDAYS), st.integers(0, 1380), st.integers(1, 600))
def test_weekday_slot_is_open_when_one_of_five_weeks_is(holidays, time_machine, said, weekday, start, length):
    time_machine.move_to("2026-11-24T10:00+01:00", tick=False)
    end = min(start + length, 1440)
    first = datetime.date(2026, 11, 24) + (WEEKDAYS.index(weekday) - 1) % 7 * DAY
    slots = [
        (midnight(first + 7 * n * DAY) + start * MINUTE, midnight(first + 7 * n * DAY) + end * MINUTE) for n in range(5)
    ]
    oracle = Oracle(*said, first - 2 * DAY, first + 30 * DAY)
    timetable_id = timetable_of(said)

    found = Timetable.objects.open_on(weekday, start, end).filter(pk=timetable_id).exists()

    assert found == any(
        certain and opens < slot_end and closes > slot_start
        for opens, closes, certain in oracle.spans
        for slot_start, slot_end in slots
    )


@FEWER
@given(hours_of_somebody)
def test_compiling_the_same_again_gives_the_same_timetable(holidays, said):
    lines, closed, on_holidays = said

    values = hours.timetable_values(lines, closed, on_holidays)
    again = hours.timetable_values(reversed(lines), reversed(closed), on_holidays)

    assert values == again
    assert hours.timetables_for([values, again]) == [hours.timetable_for(values).pk] * 2
    assert hours.timetable_for(values).rules == values["rules"]


def test_municipality_matters_only_where_its_holidays_do(db):
    brescia = MunicipalityFactory()
    lines = [Schedule(byday=["MO"], opens_at=datetime.time(9), closes_at=datetime.time(12))]

    kept = {
        each: hours.timetable_values(lines, (), each, brescia.id)["municipality_id"]
        for each in ("open", "closed", "unknown")
    }

    assert kept == {"open": None, "closed": brescia.id, "unknown": brescia.id}
