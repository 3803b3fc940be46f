"""From the hours of a desk to its shifts: made ahead, and made again as the hours change."""

import datetime
import math
from typing import NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from helpdesk.models import DeskSchedule, Shift, ShiftAssignment
from organizations.hours.openings import openings

from .letters import tell_of_cancelled

QUARTER_HOUR = datetime.timedelta(minutes=15)
CLOSED = "chiusura"


class Made(NamedTuple):
    """How many shifts were made, taken away because nobody was in them, cancelled with people told."""

    new: int = 0
    gone: int = 0
    cancelled: int = 0


def pieces(start, end, longest):
    """[(start, end)] of equal length, to the quarter of an hour, none longer than `longest` hours."""
    most = datetime.timedelta(hours=longest)
    count = math.ceil((end - start) / most)
    step = math.ceil((end - start) / count / QUARTER_HOUR) * QUARTER_HOUR
    cuts = [min(start + number * step, end) for number in range(count + 1)]
    return [span for span in zip(cuts, cuts[1:], strict=False) if span[0] < span[1]]


def made_ahead(schedule, now):
    """(the spans that should be shifts, the days closed) from now to as many weeks ahead as the desk says."""
    opening_hours = schedule.community_point.opening_hours
    timetable = opening_hours and opening_hours.timetable_id
    first = timezone.localdate(now)
    found = openings(timetable, first, last_day(schedule, now))
    spans = [piece for span in found.spans for piece in pieces(*span, schedule.longest)]
    return [span for span in spans if span[0] > now], found.closed


def last_day(schedule, now):
    return timezone.localdate(now) + datetime.timedelta(days=7 * schedule.weeks_ahead - 1)


@transaction.atomic
def make_shifts(*, schedule, now=None) -> Made:
    """Makes what is missing and takes away what is no longer; again it does nothing. Two at once wait here."""
    now = now or timezone.now()
    schedule = held_for_making(schedule, now)
    wanted, closed = made_ahead(schedule, now)
    gone = take_empty_away(schedule, wanted, now)
    cancelled = cancel_closed(schedule, wanted, closed, now)
    change_seats(schedule, now)
    new = Shift.objects.bulk_create(shifts_to_make(schedule, wanted, now))
    schedule.generated_until = last_day(schedule, now)
    schedule.save(update_fields=["generated_until"])
    return Made(len(new), gone, cancelled)


def held_for_making(schedule, now):
    """Nobody adds a shift to the desk meanwhile, or takes a place of one that may go."""
    points = "community_point__opening_hours", "community_point__location"
    rows = DeskSchedule.objects.select_related(*points).select_for_update(no_key=True, of=["self", "community_point"])
    schedule = rows.get(pk=schedule.pk)
    list(coming_by_rule(schedule, now).select_for_update(no_key=True).order_by("during").values_list("pk"))
    return schedule


def coming_by_rule(schedule, now):
    """The shifts made from the hours that have not begun."""
    return Shift.objects.filter(
        community_point=schedule.community_point_id, is_extra=False, during__startswith__gt=now
    ).standing()


def out_of(shifts, wanted):
    """Those of them that are not one of the wanted spans."""
    return [each for each in shifts if (each.during.lower, each.during.upper) not in set(wanted)]


def take_empty_away(schedule, wanted, now):
    empty = coming_by_rule(schedule, now).exclude(assignments__state__in=ShiftAssignment.HOLDING)
    out = [each.pk for each in out_of(empty, wanted)]
    Shift.objects.filter(pk__in=out).delete()
    return len(out)


def cancel_closed(schedule, wanted, closed, now):
    """Those of a day that a closure or a holiday shuts; their people are told."""
    shut = [
        each
        for each in out_of(coming_by_rule(schedule, now), wanted)
        if timezone.localdate(each.during.lower) in closed
    ]
    for shift in shut:
        cancel_shift(shift=shift, reason=CLOSED)
    return len(shut)


@transaction.atomic
def cancel_shift(*, shift, reason, by=None):
    """Its people are told when all is written; nobody tells `by`, who knows."""
    Shift.objects.select_for_update(no_key=True).get(pk=shift.pk)
    held = ShiftAssignment.objects.filter(
        shift=shift, state__in=[ShiftAssignment.State.CONFIRMED, ShiftAssignment.State.SEEKING_COVER]
    )
    people = [each.volunteer for each in held.select_related("volunteer") if each.volunteer != by]
    held.moved_to(ShiftAssignment.State.CANCELLED)
    shift.cancelled_at, shift.reason = timezone.now(), reason
    shift.save(update_fields=["cancelled_at", "reason"])
    tell_of_cancelled(shift, people)


def change_seats(schedule, now):
    """As many as the desk says now, where nobody has a seat that would go."""
    other = coming_by_rule(schedule, now).exclude(seats=schedule.seats)
    beyond = Q(assignments__state__in=ShiftAssignment.HOLDING, assignments__seat__gt=schedule.seats)
    Shift.objects.filter(pk__in=other.exclude(pk__in=other.filter(beyond).values("pk"))).update(seats=schedule.seats)


def shifts_to_make(schedule, wanted, now):
    """A span over which a shift stands, or where somebody cancelled one, is left to the coordinator."""
    there = Shift.objects.filter(community_point=schedule.community_point_id, during__endswith__gt=now)
    taken = [each.during for each in there.only("during")]
    free = [span for span in wanted if not any(span[0] < each.upper and each.lower < span[1] for each in taken)]
    return [
        Shift(community_point=schedule.community_point, during=DateTimeTZRange(*span), seats=schedule.seats)
        for span in free
    ]


def misplaced(schedule, now=None):
    """[(shift with people that is no longer in the hours, the span over which it stands or None)]."""
    now = now or timezone.now()
    wanted, _closed = made_ahead(schedule, now)
    out = out_of(coming_by_rule(schedule, now).filter(during__startswith__lt=horizon(schedule, now)), wanted)
    return [(each, over(each, wanted)) for each in out]


def horizon(schedule, now):
    day = last_day(schedule, now) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def over(shift, wanted):
    """The wanted span of which most is in the shift."""
    shared = [(min(span[1], shift.during.upper) - max(span[0], shift.during.lower), span) for span in wanted]
    most = max(shared, default=None, key=lambda each: each[0])
    return most[1] if most and most[0] > datetime.timedelta() else None
