"""Of what a history is: a thing of the directory with all that hangs on it, be it there or gone."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import cached_property

from organizations.models import Location
from services.models import RowChange, Service, ServiceAtLocation

from .kinds import KINDS

# What names a thing as its parent and is part of it; of services and assets an organisation's history
# says only that they came and went.
PARTS = {
    "organization": ["location", "house_place", "member"],
    "service": ["service_at_location", "service_area", "service_term"],
    "asset": ["asset_term"],
    "community_point": ["point_quarter", "point_partner", "mandate"],
    "location": ["house"],
}
OWNED = {"organization": ["service", "asset"]}
WITH_HOURS = ["location", "service", "service_at_location", "asset", "community_point"]


def kind_name(thing):
    return next(name for name, kind in KINDS.items() if kind.model is type(thing))


@dataclass(frozen=True)
class Subject:
    """`kind` is one of ALONE, `key` the primary key as text."""

    kind: str
    key: str

    @classmethod
    def of(cls, thing):
        return cls(kind_name(thing), str(thing.pk))

    @cached_property
    def thing(self):
        """The row, or None when it is gone."""
        return KINDS[self.kind].model.objects.filter(pk=self.key).first()

    @property
    def rows(self):
        """A condition on changes: the row itself and its parts."""
        own = Q(kind=self.kind, key=self.key) | Q(kind__in=PARTS[self.kind], parent=self.key)
        came_and_went = [RowChange.Verb.INSERT, RowChange.Verb.DELETE]
        return own | Q(kind__in=OWNED.get(self.kind, ()), parent=self.key, verb__in=came_and_went)

    def last_change(self):
        """The number of the newest change: what tells one version of the thing from the next."""
        return self.changes().order_by("-id").values_list("id", flat=True).first()

    def changes(self):
        """All that ever happened to it; three queries now, one when it is asked."""
        places, hours = self.places, self.hours
        around = Q(kind="location", key__in=places) | Q(kind="opening_hours", key__in=hours)
        return RowChange.objects.filter(self.rows | around | Q(kind__in=["schedule", "closure"], parent__in=hours))

    @cached_property
    def places(self):
        """Keys of the locations where it is, other than those that are part of it."""
        if self.kind == "service":
            there = ServiceAtLocation.objects.filter(service=self.key).values_list("location", flat=True)
        elif self.kind in ("organization", "location"):
            there = ()
        else:
            there = KINDS[self.kind].model.objects.filter(pk=self.key).values_list("location", flat=True)
        return [str(key) for key in there if key]

    @cached_property
    def hours(self):
        """Keys of the opening hours that are or were its own, or of its parts."""
        return self._hours_now() | self._hours_then()

    def _hours_now(self):
        if self.kind == "organization":
            rows = Location.objects.filter(organization=self.key).values_list("opening_hours")
        elif self.kind == "service":
            rows = (
                Service.objects.filter(pk=self.key)
                .values_list("opening_hours")
                .union(ServiceAtLocation.objects.filter(service=self.key).values_list("opening_hours"))
            )
        else:
            rows = KINDS[self.kind].model.objects.filter(pk=self.key).values_list("opening_hours")
        return {str(key) for (key,) in rows if key}

    def _hours_then(self):
        changed = Q(before__has_key="opening_hours_id") | Q(after__has_key="opening_hours_id")
        rows = RowChange.objects.filter(self.rows, changed, kind__in=WITH_HOURS).exclude(
            kind__in=OWNED.get(self.kind, [])
        )
        pairs = rows.values_list("before__opening_hours_id", "after__opening_hours_id")
        return {key for pair in pairs for key in pair if key}
