"""The people of a desk who may have a turn there."""

from django.utils import timezone

from accounts.access import Role
from accounts.models import User
from organizations.models import Mandate

AT_DESK = [Role.VOLUNTEER, Role.COORDINATOR]


def mandates_of(desk, day=None):
    return Mandate.objects.current(day).filter(community_point=desk, role__in=AT_DESK)


def volunteers_of(desk, day=None):
    """Who works there on that day, today without one; by name."""
    return User.objects.filter(pk__in=mandates_of(desk, day).values("user")).order_by("name", "pk")


def may_have(user, shift) -> bool:
    """Whether the mandate holds on the day of the shift."""
    day = timezone.localdate(shift.during.lower)
    return mandates_of(shift.community_point, day).filter(user=user).exists()
