"""How many hours a desk plans and keeps, a week and a person."""

import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from helpdesk.models import Shift, ShiftAssignment
from helpdesk.models.rota import HOURS_A_WEEK

from .weeks import COMING, midnight, monday_of

BEFORE, AFTER = 4, 4  # weeks
State = ShiftAssignment.State


class Week(NamedTuple):
    """`planned` are the hours of all shifts; `covered` those with somebody who comes; `kept` those with who came."""

    monday: datetime.date
    planned: float
    covered: float
    kept: float

    @property
    def is_short(self):
        """Less than a Punto Comunità promises."""
        return self.covered < HOURS_A_WEEK


def weeks_around(desk, day) -> list:
    """Of four weeks before and four after that of the day; one query."""
    first = monday_of(day) - datetime.timedelta(weeks=BEFORE)
    mondays = [first + datetime.timedelta(weeks=number) for number in range(BEFORE + AFTER + 1)]
    span = midnight(first), midnight(mondays[-1] + datetime.timedelta(days=7))
    rows = {monday: [] for monday in mondays}
    for shift in counted(desk).filter(during__startswith__gte=span[0], during__startswith__lt=span[1]):
        rows[monday_of(timezone.localdate(shift.during.lower))].append(shift)
    return [week_of(monday, shifts) for monday, shifts in rows.items()]


def counted(desk):
    """The desk's standing shifts, each with how many people come and came."""
    coming = Count("assignments", filter=Q(assignments__state__in=COMING))
    came = Count("assignments", filter=Q(assignments__state=State.ATTENDED))
    return Shift.objects.filter(community_point=desk).standing().annotate(coming=coming, came=came)


def week_of(monday, shifts) -> Week:
    covered = [each for each in shifts if each.coming]
    kept = [each for each in shifts if each.came]
    return Week(monday, total(shifts), total(covered), total(kept))


def total(rows) -> float:
    """Hours of what has a `during`; whole ones without a point."""
    seconds = sum((each.during.upper - each.during.lower).total_seconds() for each in rows)
    hours = round(seconds / 3600, 1)
    return int(hours) if hours.is_integer() else hours


class Hours(NamedTuple):
    """Of one person at a desk: done this year, and planned from now on."""

    done: float = 0
    planned: float = 0


def hours_of_people(desk, day) -> dict:
    """Hours by the id of the person; one query."""
    new_year = midnight(day.replace(month=1, day=1))
    rows = ShiftAssignment.objects.filter(shift__community_point=desk, during__startswith__gte=new_year)
    by_person = {}
    for row in rows.filter(state__in=COMING).only("volunteer", "during", "state"):
        by_person.setdefault(row.volunteer_id, []).append(row)
    return {person: hours_of(held) for person, held in by_person.items()}


def hours_of(held) -> Hours:
    now = timezone.now()
    done = [each for each in held if each.state == State.ATTENDED]
    planned = [each for each in held if each.state == State.CONFIRMED and each.during.upper > now]
    return Hours(total(done), total(planned))
