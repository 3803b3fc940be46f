"""What the directory holds, counted for the citizens: quarter by quarter, and how much of it was checked lately."""

import datetime
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from .listings import last_changed
from .models import Listing
from .quality import LATELY, Quality, checks, share


@dataclass
class Figures:
    """`quarters` are dicts of name, slug, zone, services, assets, points, entries, lately; the last may be nameless."""

    quarters: list[dict]
    quality: Quality
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
    def best_checked(self):
        """(quarter, entries checked lately out of a hundred), the most first."""
        pairs = [(row["name"], row["of_100"]) for row in self.quarters if row["name"]]
        return sorted(pairs, key=lambda pair: -pair[1])


def current():
    """The figures of the directory as it is today; one query, or three after a change."""
    version, changed_at = last_changed()
    today = timezone.localdate()
    quarters, rows = cache.get_or_set(f"quality-{version}-{today}", lambda: counted(today), 86_400)
    return Figures(quarters, Quality(rows), changed_at)


def counted(today):
    return quarters(today), checks(today).rows


def quarters(today):
    kinds = {"services": Listing.Kind.SERVICE, "assets": Listing.Kind.ASSET, "points": Listing.Kind.COMMUNITY_POINT}
    rows = Listing.objects.of_directory().values("quarter__name", "quarter__slug", "quarter__zone__name")
    rows = rows.annotate(
        **{name: Count("id", Q(kind=kind)) for name, kind in kinds.items()},
        entries=Count("id"),
        lately=Count("id", Q(verified_on__gte=today - LATELY)),
    )
    return [named(row) for row in rows.order_by("quarter__zone__name", "quarter__name")]


def named(row):
    names = {"quarter__name": "name", "quarter__slug": "slug", "quarter__zone__name": "zone"}
    found = {names.get(key, key): value for key, value in row.items()}
    return found | {"of_100": share(found["lately"], found["entries"])}
