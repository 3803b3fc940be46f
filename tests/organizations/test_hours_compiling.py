"""From schedules to a shared timetable: what is kept, once for all, whoever comes first."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection

from organizations import hours
from organizations.hours import compiling
from organizations.models import Closure, OpeningHours, Schedule, Timetable
from tests.factories import ClosureFactory, MunicipalityFactory, OpeningHoursFactory, ScheduleFactory

from .hours_cases import OFFICE, closed, line, monthly


def test_values_of_an_ordinary_week_with_closures():
    values = hours.timetable_values(
        [line("MO,SU", "9:00-12:00"), line("SU", "22:00-3:00"), line("MO", "12:00-13:00")],
        [closed("2026-08-10", "2026-08-21"), closed("2026-08-22")],
        "closed",
        7,
    )

    assert values == {
        "municipality_id": 7,
        "same_day": ((540, 780), (9180, 9360), (9960, 10080)),
        "past_midnight": ((0, 180),),
        "closed_on": ((datetime.date(2026, 8, 10), datetime.date(2026, 8, 23)),),
        "on_holidays": "closed",
        "rules": [],
    }


def test_values_of_limited_lines_are_rules_with_their_limits_only():
    values = hours.timetable_values(
        [
            monthly("1TU,-1FR", "21:00-2:00"),
            line("MO", interval=2, dtstart="2026-11-02", valid_to="2027-06-04", until="2027-05-31"),
            line("MO", interval=2),
        ]
    )

    assert values["same_day"] == values["past_midnight"] == ()
    assert values["rules"] == [
        {"byday": ["-1FR", "1TU"], "closes": 1560, "degree": 2, "opens": 1260},
        {"byday": ["MO"], "closes": 720, "degree": 1, "opens": 570},
        {
            "byday": ["MO"],
            "closes": 720,
            "degree": 2,
            "dtstart": "2026-11-02",
            "every": "week",
            "first": "2026-11-02",
            "interval": 2,
            "last": "2027-05-31",
            "opens": 570,
            "wkst": 0,
        },
    ]


def test_values_are_none_where_no_line_says_times():
    assert hours.timetable_values([]) is None
    assert hours.timetable_values([Schedule(byday=["MO"], description="Su appuntamento")]) is None


def test_line_that_never_comes_leaves_known_hours_that_are_never_open():
    values = hours.timetable_values([line("MO", valid_from="2026-09-01", until="2026-08-01")])

    assert (values["same_day"], values["rules"]) == ((), [])


def test_count_of_a_line_without_days_counts_every_day():
    values = hours.timetable_values([line(count=4, valid_from="2026-09-01")])

    assert values["rules"][0]["last"] == "2026-09-04"


@pytest.mark.parametrize("days", ["XX", "6TU", "0MO", "MO,lunedì"])
def test_day_that_cannot_be_read_makes_the_line_uncertain(days):
    assert [rule["degree"] for rule in hours.timetable_values([line(days)])["rules"]] == [1]


@pytest.mark.django_db
def test_compiling_gives_the_owner_a_timetable_and_compiling_again_the_same():
    opening_hours = ScheduleFactory().opening_hours
    ClosureFactory(opening_hours=opening_hours)

    first = hours.compile_opening_hours(opening_hours)
    second = hours.compile_opening_hours(opening_hours)

    assert first == second == OpeningHours.objects.get(pk=opening_hours.pk).timetable
    assert Timetable.objects.count() == 1
    assert first.closed_on == ((datetime.date(2026, 8, 10), datetime.date(2026, 8, 22)),)


@pytest.mark.django_db
def test_compiling_follows_a_change_and_forgets_hours_that_are_gone():
    schedule = ScheduleFactory()
    before = hours.compile_opening_hours(schedule.opening_hours)

    schedule.closes_at = datetime.time(13)
    schedule.save()
    after = hours.compile_opening_hours(schedule.opening_hours)
    schedule.delete()

    assert (before.same_day, after.same_day) == (((540, 720),), ((540, 780),))
    assert hours.compile_opening_hours(schedule.opening_hours) is None


@pytest.mark.django_db
def test_equal_hours_share_a_timetable_and_few_queries_compile_many(django_assert_num_queries):
    for _ in range(3):
        ScheduleFactory()
    ScheduleFactory(byday=["TU"])
    OpeningHoursFactory()

    with django_assert_num_queries(7):  # rows, lines, closures; known, write, known again; owners
        changed = hours.compile_all(OpeningHours.objects.all())

    assert changed == 4
    assert Timetable.objects.count() == 2
    assert OpeningHours.objects.filter(timetable=None).count() == 1
    assert hours.compile_all(OpeningHours.objects.all()) == 0


@pytest.mark.django_db
def test_replacing_schedules_and_closures_leaves_only_the_new_ones():
    opening_hours = ScheduleFactory(byday=["SA"]).opening_hours
    ClosureFactory(opening_hours=opening_hours)

    timetable = hours.replace_schedules(opening_hours, [line("MO")], [closed("2026-12-24", "2027-01-06")])

    assert list(opening_hours.schedules.values_list("byday", flat=True)) == [["MO"]]
    assert list(opening_hours.closures.values_list("first_day", flat=True)) == [datetime.date(2026, 12, 24)]
    assert timetable == opening_hours.timetable == Timetable.objects.get()
    assert timetable.same_day == ((570, 720),)


@pytest.mark.django_db
def test_timetables_of_many_keep_their_order_and_none():
    office, tuesday = hours.timetable_values(OFFICE), hours.timetable_values([line("TU")])

    ids = hours.timetables_for([office, None, tuesday, office])

    assert ids == [hours.timetable_for(office).pk, None, hours.timetable_for(tuesday).pk, ids[0]]
    assert Timetable.objects.count() == 2


def race(*, writers, write):
    """What each of several threads got from `write`, all let go together."""
    got, gate = [], threading.Barrier(writers)

    def run():
        gate.wait()
        try:
            got.append(write())
        except IntegrityError as error:
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_timetable_at_once_get_one_row(monkeypatch):
    values = hours.timetable_values(OFFICE)
    gate, looked = threading.Barrier(2), threading.local()
    look = compiling._ids_of

    def look_and_wait(digests):
        found = look(digests)
        if not hasattr(looked, "once"):
            looked.once = found
            gate.wait()  # neither writes before both have found nothing
        return found

    monkeypatch.setattr(compiling, "_ids_of", look_and_wait)

    got = race(writers=2, write=lambda: hours.timetables_for([values])[0])

    assert got == [Timetable.objects.get().pk] * 2


@pytest.mark.django_db(transaction=True)
def test_without_giving_way_the_race_is_lost():
    values = hours.timetable_values(OFFICE)
    gate = threading.Barrier(2)

    def write_naively():
        Timetable.objects.filter(digest=hours.digest(values)).first()
        gate.wait()
        return Timetable.objects.create(digest=hours.digest(values), **values).pk

    got = race(writers=2, write=write_naively)

    assert sorted(type(each) is int for each in got) == [False, True]


@pytest.mark.django_db
def test_timetables_that_differ_only_in_the_municipality_are_two():
    brescia = MunicipalityFactory()

    ids = hours.timetables_for([hours.timetable_values(OFFICE, (), "closed", each) for each in (None, brescia.id)])

    assert len(set(ids)) == 2


@pytest.mark.django_db
def test_closure_and_multiranges_come_back_as_they_were_written():
    values = hours.timetable_values(
        OFFICE, [Closure(first_day=datetime.date(1, 1, 1), last_day=datetime.date(1, 1, 2))]
    )

    timetable = hours.timetable_for(values)

    assert {name: getattr(timetable, name) for name in values} == values
