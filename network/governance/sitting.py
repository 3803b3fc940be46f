"""Who sits in a body, and which of its seats nobody has."""

from typing import NamedTuple

from django.db.models import Prefetch

from network.models import Seat
from organizations.models import Organization


class Sector(NamedTuple):
    label: str
    seats: int
    missing: int


def with_sitting(bodies):
    """Each with `sitting`, its seats in force; one query more."""
    return bodies.prefetch_related(Prefetch("seats", Seat.objects.in_force().chair_first(), to_attr="sitting"))


def sectors_of(body, sitting) -> list[Sector]:
    """Those that have seats in the body, or somebody in it."""
    taken = [each.sector for each in sitting]
    return [
        Sector(Organization.Sector(sector).label, seats, max(seats - taken.count(sector), 0))
        for sector, seats in body.seats_by_sector.items()
        if seats or sector in taken
    ]


def to_fill(body, sitting) -> int:
    return sum(each.missing for each in sectors_of(body, sitting))
