"""Four weeks of shifts that were kept and four that come, with the desk's own people in some of the places."""

import datetime

from django.utils import timezone

from accounts.access import Role
from helpdesk.models import DeskSchedule, Shift, ShiftAssignment
from helpdesk.rota.making import make_shifts
from organizations.models import Mandate

PAST = datetime.timedelta(days=28)
# Of the shifts in order, which places are taken: every third has one free, so that there is a cover to look for.
SEATS = {Role.VOLUNTEER: (1, lambda number: number % 3 != 2), Role.COORDINATOR: (2, lambda number: number % 2 == 0)}


def load_rota(points):
    for point in points:
        schedule, _created = DeskSchedule.objects.get_or_create(community_point=point)
        make_shifts(schedule=schedule, now=timezone.now() - PAST)
    mandates = Mandate.objects.current().filter(community_point__in=points, role__in=SEATS)
    for mandate in mandates:
        ShiftAssignment.objects.bulk_create(places_of(mandate))


def places_of(mandate):
    """Those of one person at their desk: kept where they are over."""
    seat, is_taken = SEATS[mandate.role]
    shifts = Shift.objects.filter(community_point=mandate.community_point_id).order_by("during")
    return [
        ShiftAssignment(
            shift=shift, during=shift.during, seat=seat, volunteer_id=mandate.user_id, state=state_of(shift)
        )
        for number, shift in enumerate(shifts)
        if is_taken(number)
    ]


def state_of(shift):
    over = shift.during.upper <= timezone.now()
    return ShiftAssignment.State.ATTENDED if over else ShiftAssignment.State.CONFIRMED
