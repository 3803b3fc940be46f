"""What the directory holds, counted for the citizens: quarter by quarter, and how much of it was checked lately."""

import datetime
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from .listings import last_changed
from .models import Listing

LATELY = datetime.timedelta(days=183)


@dataclass
class Figures:
    """`quarters` are dicts of name, slug, zone, services, assets, points, confirmed; the last may have no name."""

    quarters: list[dict]
    changed_at: datetime.datetime

    def total(self, name):
        return sum(quarter[name] for quarter in self.quarters)

    @property
    def services(self):
        return self.total("services")

    @property
    def assets(self):
        return self.total("assets")

    @property
    def points(self):
        return self.total("points")

    @property
    def fullest(self):
        """(quarter, services) where there are any, the most first."""
        pairs = [(row["name"], row["services"]) for row in self.quarters if row["name"] and row["services"]]
        return sorted(pairs, key=lambda pair: -pair[1])

    @property
    def confirmed_of_100(self):
        """Services checked in the last six months, out of a hundred; None when there is no service."""
        return round(100 * self.total("confirmed") / self.services) if self.services else None


def current():
    """The figures of the directory as it is today; one query, or two after a change."""
    version, changed_at = last_changed()
    today = timezone.localdate()
    quarters = cache.get_or_set(f"figures-{version}-{today}", lambda: counted(today), 86_400)
    return Figures(quarters, changed_at)


def counted(today):
    service = Q(kind=Listing.Kind.SERVICE)
    rows = Listing.objects.values("quarter__name", "quarter__slug", "quarter__zone__name").annotate(
        services=Count("id", service),
        assets=Count("id", Q(kind=Listing.Kind.ASSET)),
        points=Count("id", Q(kind=Listing.Kind.COMMUNITY_POINT)),
        confirmed=Count("id", service & Q(verified_on__gte=today - LATELY)),
    )
    return [named(row) for row in rows.order_by("quarter__zone__name", "quarter__name")]


def named(row):
    names = {"quarter__name": "name", "quarter__slug": "slug", "quarter__zone__name": "zone"}
    return {names.get(key, key): value for key, value in row.items()}
