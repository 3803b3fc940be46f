"""The rule of opening hours, case by case: badge, filters and their words say the same."""

import datetime

import pytest

from organizations import hours
from organizations.models import Timetable
from territory.holidays import ensure_holidays
from tests.factories import MunicipalityFactory

from .hours_cases import CASES, HOLIDAY_YEARS


@pytest.fixture
def municipalities(db):
    """{name: id}, with holidays filled for `HOLIDAY_YEARS`."""
    brescia = MunicipalityFactory()
    bergamo = MunicipalityFactory(name="Bergamo", istat_code="016024", patron_month=8, patron_day=26)
    ensure_holidays(HOLIDAY_YEARS)
    return {"Brescia": brescia.id, "Bergamo": bergamo.id, "": None}


def test_table_is_long_enough_and_says_every_case_once():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_badge_and_filters_say(case, municipalities):
    at = hours.parse_local_time(case.at)
    values = hours.timetable_values(case.lines, case.closures, case.on_holidays, municipalities[case.municipality])
    (timetable_id,) = hours.timetables_for([values])

    state = hours.states([timetable_id], at).get(timetable_id, hours.UNKNOWN)

    filtered = {
        "open": set(Timetable.objects.open_at(at)),
        "unknown": set(Timetable.objects.unconfirmed_at(at)),
    }
    theirs = set(Timetable.objects.filter(pk=timetable_id))
    assert (state.state, state.label(at)) == (case.state, case.label)
    assert filtered == {name: theirs if name == case.state else set() for name in filtered}


def test_states_of_many_take_one_query(municipalities, django_assert_num_queries):
    at = datetime.datetime(2026, 11, 9, 10, 30)
    all_values = [hours.timetable_values(case.lines, case.closures, case.on_holidays) for case in CASES]
    ids = hours.timetables_for(all_values)

    with django_assert_num_queries(1):
        states = hours.states(ids, at)

    assert states.keys() == {each for each in ids if each}
    assert hours.states([], at) == {}
