"""What everybody reads of the pacts of a city: how many are active, and the hours given to its quarters.

Social pacts are not counted: so no number says that there are any, or that one was erased. Nothing is said of fewer
than five pacts; months that are over only, and hours to the nearest five.
"""

import datetime
from typing import NamedTuple

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import HoursEntry, Pact

FEWEST, NEAREST = 5, 5


class Given(NamedTuple):
    where: str
    hours: int
    pacts: int


class PactFigures(NamedTuple):
    """`active` is None where they are few; `given` is empty where nothing may be said."""

    active: int | None
    given: list[Given]
    first_day: datetime.date
    last_day: datetime.date

    @property
    def hours(self):
        return sum(each.hours for each in self.given)


def figures_of(network) -> PactFigures:
    """Of the last twelve months that are over; two queries."""
    last = timezone.localdate().replace(day=1) - datetime.timedelta(days=1)
    first = (last + datetime.timedelta(days=1)).replace(year=last.year - (last.month != 12))
    active = Pact.objects.filter(network=network).active().told_in_public().count()
    rows = HoursEntry.objects.verified().filter(pact__network=network, day__range=(first, last))
    rows = rows.exclude(pact__kind=Pact.Kind.SOCIAL).values_list("pact__quarter__name").order_by("pact__quarter__name")
    rows = rows.annotate(n=Sum("minutes"), pacts=Count("pact", distinct=True))
    given = [Given(name or "", minutes, pacts) for name, minutes, pacts in rows]
    return PactFigures(rounded(active) if active >= FEWEST else None, told(given), first, last)


def told(given) -> list:
    """Quarters of few pacts together, with the smallest of the others where even together they are few."""
    kept = sorted((each for each in given if each.where and each.pacts >= FEWEST), key=lambda each: each.pacts)
    rest = [each for each in given if each not in kept]
    while kept and 0 < pacts_of(rest) < FEWEST:
        rest.append(kept.pop(0))
    shown = sorted(kept, key=lambda each: each.where)
    if pacts_of(rest) >= FEWEST:
        shown.append(Given(_("altri quartieri, o tutta la città"), sum(each.hours for each in rest), pacts_of(rest)))
    return [each._replace(hours=rounded(each.hours / 60)) for each in shown]


def pacts_of(given) -> int:
    return sum(each.pacts for each in given)


def rounded(number) -> int:
    return NEAREST * round(number / NEAREST)
