"""The rota as its pages show it: a week of days, each with its shifts and who comes. Two queries."""

import datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from helpdesk.models import Shift, ShiftAssignment

State = ShiftAssignment.State
COMING = [State.CONFIRMED, State.ATTENDED]


class Turn(NamedTuple):
    """A shift as one person sees it."""

    shift: Shift
    people: list  # who has a seat, in the order of seats
    mine: ShiftAssignment | None
    free: int
    missing: int  # free, or of somebody who cannot come
    begun: bool
    over: bool

    @property
    def free_seats(self):
        return range(self.free)


class Day(NamedTuple):
    date: datetime.date
    turns: list


def monday_of(day):
    return day - datetime.timedelta(days=day.weekday())


def midnight(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def with_people(shifts):
    held = ShiftAssignment.objects.holding().select_related("volunteer").order_by("seat")
    return shifts.prefetch_related(Prefetch("assignments", held, to_attr="held"))


def shifts_of_week(desk, monday):
    days = midnight(monday), midnight(monday + datetime.timedelta(days=7))
    shifts = Shift.objects.filter(community_point=desk, during__startswith__gte=days[0], during__startswith__lt=days[1])
    return with_people(shifts).order_by("during")


def week_of(desk, monday, user) -> list:
    """Seven days, also those without shifts."""
    now = timezone.now()
    turns = [turn_of(shift, user, now) for shift in shifts_of_week(desk, monday)]
    by_day = {}
    for turn in turns:
        by_day.setdefault(timezone.localdate(turn.shift.during.lower), []).append(turn)
    days = [monday + datetime.timedelta(days=number) for number in range(7)]
    return [Day(day, by_day.get(day, [])) for day in days]


def turn_of(shift, user, now) -> Turn:
    """Of a shift `with_people`."""
    people = shift.held
    mine = next((each for each in people if each.volunteer_id == user.pk), None)
    coming = sum(each.state in COMING for each in people)
    begun, over = shift.during.lower <= now, shift.during.upper <= now
    return Turn(shift, people, mine, shift.seats - len(people), shift.seats - coming, begun, over)
