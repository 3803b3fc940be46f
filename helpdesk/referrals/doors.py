"""A door that somebody may be sent to, as an address names it.

`s.<slug>` a service, `o.<slug>` an organisation, `p.<slug>` another Punto Comunità, `z.<number>` the territorial social
service of a zone, `x.<name>` a name outside the directory.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from helpdesk.models import Referral
from organizations.models import CommunityPoint, Organization
from puntocomunita.templatetags.directory import phones
from services.models import Service
from territory.models import Quarter, Zone

TARGETS = Referral.TargetKind
LONGEST = 200  # characters of a name outside the directory
COLUMNS = {
    TARGETS.SERVICE: "service",
    TARGETS.ORGANIZATION: "organization",
    TARGETS.COMMUNITY_POINT: "to_point",
    TARGETS.SOCIAL_SERVICE: "zone",
}


@dataclass(frozen=True)
class Door:
    """`thing` is the entry of the directory, or None; `email` the address that is known."""

    kind: str
    name: str
    key: str
    thing: Any = None
    email: str = ""

    @property
    def columns(self) -> dict:
        """As `Referral` keeps it."""
        kept = {"target_kind": self.kind, "target_name": self.name}
        return kept | ({COLUMNS[self.kind]: self.thing} if self.kind in COLUMNS else {})

    @property
    def phones(self) -> list:
        """As the directory or the zone has them, else those of the organisation or the place."""
        if self.thing is None:
            return []
        if self.kind == TARGETS.SOCIAL_SERVICE:
            return phones([{"number": self.thing.phone}])
        behind = {TARGETS.SERVICE: "organization", TARGETS.COMMUNITY_POINT: "location"}.get(self.kind)
        return phones(self.thing.phones or (getattr(self.thing, behind).phones if behind else []))


def door_of(key, desk):
    """The door that an address names, or None: it is not there any more, or it is the desk's own."""
    kind, _dot, rest = key.replace("\x00", "").partition(".")
    read = READERS.get(kind)
    return read(rest.strip(), desk) if read and rest.strip() else None


def door_behind(referral):
    """Where it went, as it is now; without a `thing` where the entry is gone."""
    thing = getattr(referral, COLUMNS.get(referral.target_kind, ""), None)
    return Door(referral.target_kind, referral.target_name, "", thing)


def door_of_service(service):
    email = service.email or service.organization.email
    return Door(TARGETS.SERVICE, service.name, f"s.{service.slug}", service, email)


def door_of_organization(organization):
    return Door(TARGETS.ORGANIZATION, organization.name, f"o.{organization.slug}", organization, organization.email)


def door_of_point(point):
    return Door(TARGETS.COMMUNITY_POINT, point.name, f"p.{point.slug}", point, point.email)


def door_of_zone(zone):
    name = _("Servizio sociale territoriale, zona %(zone)s") % {"zone": zone.name}
    return Door(TARGETS.SOCIAL_SERVICE, name, f"z.{zone.pk}", zone, zone.email)


def door_outside(name):
    name = " ".join(name.split())[:LONGEST]
    return Door(TARGETS.EXTERNAL, name, f"x.{name}") if name else None


def read_service(slug, desk):
    found = Service.objects.select_related("organization").exclude(status=Service.Status.DEFUNCT)
    return first(found.filter(slug=slug), door_of_service)


def read_organization(slug, desk):
    return first(Organization.objects.filter(slug=slug), door_of_organization)


def read_point(slug, desk):
    points = CommunityPoint.objects.select_related("location").exclude(pk=desk.pk)
    return first(points.filter(slug=slug), door_of_point)


def read_zone(number, desk):
    return first(zones_around(desk).filter(pk=number), door_of_zone) if number.isdecimal() else None


def first(rows, made):
    found = rows.first()
    return found and made(found)


READERS = {
    "s": read_service,
    "o": read_organization,
    "p": read_point,
    "z": read_zone,
    "x": lambda name, desk: door_outside(name),
}


def zones_around(desk, quarter=None):
    """That of the quarter somebody comes from, else all of the desk's city: the social service is always offered."""
    zones = Zone.objects.order_by("name")
    if quarter:
        return zones.filter(pk=quarter.zone_id)
    served = Quarter.objects.filter(community_points=desk).values("zone__municipality")
    return zones.filter(municipality__in=served)


def points_beside(desk):
    return CommunityPoint.objects.exclude(pk=desk.pk).order_by("name")
