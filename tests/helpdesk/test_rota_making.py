"""From the hours of a desk to its shifts."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from helpdesk.models import DeskSchedule, Shift, ShiftAssignment
from helpdesk.rota.making import make_shifts, misplaced, pieces
from organizations import hours
from organizations.hours.openings import openings
from organizations.models import Closure, OnHolidays, Schedule
from territory.models import Holiday
from tests.factories import CommunityPointFactory, OpeningHoursFactory, ScheduleFactory, UserFactory

from .factories import ShiftAssignmentFactory, ShiftFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 30, 8, tzinfo=datetime.UTC)  # a Monday
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


def desk_open(*lines, **values):
    """A desk's schedule; a line is (days, from, to)."""
    opening_hours = OpeningHoursFactory(**{"on_holidays": OnHolidays.OPEN} | values)
    for days, opens_at, closes_at in lines:
        given = {"byday": days, "opens_at": datetime.time(opens_at), "closes_at": datetime.time(closes_at)}
        ScheduleFactory(opening_hours=opening_hours, **given)
    hours.compile_opening_hours(opening_hours)
    point = CommunityPointFactory(slug="fiumicello", opening_hours=opening_hours)
    return DeskSchedule.objects.create(community_point=point, weeks_ahead=1)


def change_hours(schedule, *schedules, closures=()):
    hours.replace_schedules(schedule.community_point.opening_hours, list(schedules), closures)


def line(days, opens_at, closes_at):
    return Schedule(byday=days, opens_at=datetime.time(opens_at), closes_at=datetime.time(closes_at))


def said(schedule):
    """["30/11 14-18", …] of the shifts that stand, by the clock of the desk."""
    shifts = Shift.objects.filter(community_point=schedule.community_point).standing().order_by("during")
    ends = [(timezone.localtime(each.during.lower), timezone.localtime(each.during.upper)) for each in shifts]
    return [f"{start:%d/%m %H:%M}-{end:%H:%M}" for start, end in ends]


def person_in(schedule):
    shift = Shift.objects.filter(community_point=schedule.community_point).earliest("during")
    return ShiftAssignmentFactory(shift=shift, volunteer=UserFactory(email="anna@example.org"))


def test_hours_become_shifts_and_long_ones_are_split():
    schedule = desk_open((["TU"], 9, 12), (["MO"], 13, 19), (["WE"], 8, 18))

    made = make_shifts(schedule=schedule)

    assert (made, said(schedule)) == (
        (6, 0, 0),
        ["30/11 13:00-16:00", "30/11 16:00-19:00", "01/12 09:00-12:00"]
        + ["02/12 08:00-11:30", "02/12 11:30-15:00", "02/12 15:00-18:00"],
    )


def test_made_again_nothing_changes():
    schedule = desk_open((["TU"], 9, 12))
    make_shifts(schedule=schedule)
    before = list(Shift.objects.values_list("pk", flat=True))

    made = make_shifts(schedule=schedule)

    assert (made, list(Shift.objects.values_list("pk", flat=True))) == ((0, 0, 0), before)


def test_what_has_begun_is_left_alone():
    schedule = desk_open((["MO"], 8, 12), (["TU"], 9, 12))

    make_shifts(schedule=schedule)

    assert said(schedule) == ["01/12 09:00-12:00"]


def test_empty_shifts_follow_the_hours_and_those_with_people_wait_for_a_decision():
    schedule = desk_open((["TU", "TH"], 9, 12))
    make_shifts(schedule=schedule)
    taken = person_in(schedule)
    change_hours(schedule, line(["TU", "TH"], 10, 13))

    made = make_shifts(schedule=schedule)

    assert (made, said(schedule)) == ((1, 1, 0), ["01/12 09:00-12:00", "03/12 10:00-13:00"])
    span = tuple(timezone.make_aware(datetime.datetime(2026, 12, 1, hour)) for hour in (10, 13))
    assert misplaced(schedule) == [(taken.shift, span)]


def test_closure_cancels_and_people_are_told(mailoutbox, django_capture_on_commit_callbacks):
    schedule = desk_open((["TU", "TH"], 9, 12))
    make_shifts(schedule=schedule)
    taken = person_in(schedule)
    day = datetime.date(2026, 12, 1)
    closure = Closure(first_day=day, last_day=day)
    change_hours(schedule, line(["TU", "TH"], 9, 12), closures=[closure])

    with django_capture_on_commit_callbacks(execute=True):
        made = make_shifts(schedule=schedule)

    taken.refresh_from_db()
    assert (made, said(schedule), taken.state) == ((0, 0, 1), ["03/12 09:00-12:00"], "cancelled")
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["anna@example.org"], "Il tuo turno è annullato")]


def test_holidays_have_no_shifts():
    Holiday.objects.create(date=datetime.date(2026, 12, 1), name="Festa")
    schedule = desk_open((["TU", "TH"], 9, 12), on_holidays=OnHolidays.CLOSED)

    make_shifts(schedule=schedule)

    assert said(schedule) == ["03/12 09:00-12:00"]


def test_what_somebody_cancelled_is_not_made_again():
    schedule = desk_open((["TU"], 9, 12))
    make_shifts(schedule=schedule)
    Shift.objects.update(cancelled_at=NOW, reason="Riunione")

    assert make_shifts(schedule=schedule) == (0, 0, 0)


def test_extra_shift_stays_and_nothing_is_made_over_it():
    schedule = desk_open((["TU"], 9, 12))
    start = timezone.make_aware(datetime.datetime(2026, 12, 1, 11))
    ShiftFactory(community_point=schedule.community_point, start=start, is_extra=True)

    assert (make_shifts(schedule=schedule), said(schedule)) == ((0, 0, 0), ["01/12 11:00-14:00"])


def test_more_seats_come_and_fewer_wait_for_who_has_one():
    schedule = desk_open((["TU", "TH"], 9, 12))
    make_shifts(schedule=schedule)
    first, second = Shift.objects.order_by("during")
    ShiftAssignmentFactory(shift=first, seat=2)
    DeskSchedule.objects.update(seats=1)

    make_shifts(schedule=schedule)

    assert list(Shift.objects.order_by("during").values_list("pk", "seats")) == [(first.pk, 2), (second.pk, 1)]


@pytest.mark.parametrize(
    ("moment", "lasts"),
    [
        (datetime.datetime(2027, 3, 25, 12, tzinfo=datetime.UTC), {26: 4, 27: 4, 28: 3, 29: 4}),
        (datetime.datetime(2026, 10, 22, 12, tzinfo=datetime.UTC), {23: 4, 24: 4, 25: 5, 26: 4}),
    ],
    ids=["spring", "autumn"],
)
def test_clocks_that_change_leave_hours_where_people_read_them(time_machine, moment, lasts):
    time_machine.move_to(moment, tick=False)
    schedule = desk_open((["FR", "SA", "SU", "MO"], 0, 4))
    DeskSchedule.objects.update(longest=12)
    schedule.refresh_from_db()

    make_shifts(schedule=schedule)

    shifts = Shift.objects.order_by("during")[:4]
    found = {timezone.localtime(each.during.lower).day: each.during.upper - each.during.lower for each in shifts}
    assert {day: hour.total_seconds() / 3600 for day, hour in found.items()} == lasts
    assert {timezone.localtime(each.during.upper).hour for each in shifts} == {4}


def test_job_excuses_who_found_nobody_and_prepares_every_desk():
    schedule = desk_open((["TU"], 9, 12))
    over = ShiftFactory(community_point=schedule.community_point, start=NOW - datetime.timedelta(days=1))
    ShiftAssignmentFactory(shift=over)
    ShiftAssignment.objects.update(state="seeking_cover")
    out = StringIO()

    call_command("make_shifts", stdout=out)

    assert (said(schedule)[1:], ShiftAssignment.objects.get().state) == (["01/12 09:00-12:00"], "excused")
    assert "1 nuovi" in out.getvalue()


quarters = st.integers(0, 95)
lines = st.lists(st.tuples(st.sets(st.sampled_from(DAYS), min_size=1), quarters, quarters), max_size=4)


class AnyHours(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(lines=lines, longest=st.integers(1, 12))
    def test_shifts_fill_the_hours_without_overlap_and_none_is_too_long(self, lines, longest):
        opening_hours = OpeningHoursFactory(on_holidays=OnHolidays.OPEN)
        for days, opens, closes in lines:
            at = {"opens_at": clock(opens), "closes_at": clock(closes)}
            ScheduleFactory(opening_hours=opening_hours, byday=sorted(days), **at)
        timetable = hours.compile_opening_hours(opening_hours)
        point = CommunityPointFactory(opening_hours=opening_hours)
        schedule = DeskSchedule.objects.create(community_point=point, longest=longest, weeks_ahead=2)

        make_shifts(schedule=schedule, now=NOW)

        spans = [(each.during.lower, each.during.upper) for each in Shift.objects.order_by("during")]
        first = datetime.date(2026, 11, 30)
        whole = openings(timetable and timetable.pk, first, first + datetime.timedelta(days=13)).spans
        assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
        assert after_a_day(spans) == after_a_day(whole)
        assert all(end - start <= datetime.timedelta(hours=longest) for start, end in spans)


def clock(quarter):
    return datetime.time(quarter // 4, quarter % 4 * 15)


def after_a_day(spans):
    """How long they last together, once what had begun at first is over."""
    since = NOW + datetime.timedelta(days=2)
    return sum((max(end, since) - max(start, since) for start, end in spans), datetime.timedelta())


def test_pieces_are_alike_and_end_where_the_opening_ends():
    start = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)

    spans = pieces(start, start + datetime.timedelta(hours=5, minutes=20), 4)

    assert [(each[0].strftime("%H:%M"), each[1].strftime("%H:%M")) for each in spans] == [
        ("09:00", "11:45"),
        ("11:45", "14:20"),
    ]
