"""To which thing each change belongs, where that thing is or was, and what a person is to it; in few queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from accounts.access import Role
from organizations.models import CommunityPoint, Location
from services.models import Asset, RowChange, Service, ServiceAtLocation
from territory.models import Quarter

from .kinds import THINGS
from .subjects import PARTS

THING_OF = {part: thing for thing, parts in PARTS.items() for part in parts}
OF_HOURS = ("opening_hours", "schedule", "closure")
OF_ALL = ("taxonomy", "term")  # of no place: every direction keeps them
OWNERS_OF_HOURS = [
    ("organization", Location, "organization_id"),
    ("service", ServiceAtLocation, "service_id"),
    ("service", Service, "id"),
    ("asset", Asset, "id"),
    ("community_point", CommunityPoint, "id"),
]


def roots_of(changes) -> dict:
    """{change id: (kind, key) of the thing}, without those of nothing that has a page; five queries for hours."""
    owners = _owners_of_hours(changes)
    found = {}
    for change in changes:
        if change.kind in THINGS or change.kind in OF_ALL:
            found[change.pk] = (change.kind, change.key)
        elif change.kind in OF_HOURS:
            found[change.pk] = owners.get(change.key if change.kind == "opening_hours" else change.parent)
        elif change.parent:
            found[change.pk] = (THING_OF[change.kind], change.parent)
        elif change.kind == "location":
            found[change.pk] = (change.kind, change.key)
    return {pk: root for pk, root in found.items() if root}


def _owners_of_hours(changes):
    """{key of opening hours: (kind, key)}: who has them now, else who had them in one of these changes."""
    keys = {
        change.key if change.kind == "opening_hours" else change.parent for change in changes if change.kind in OF_HOURS
    }
    owners = {}
    for change in changes if keys else ():
        for row in filter(None, (change.before, change.after)):
            if row.get("opening_hours_id"):
                kind, key = THING_OF.get(change.kind, change.kind), change.parent or change.key
                owners[row["opening_hours_id"]] = (kind, change.key if change.kind in THINGS else key)
    for kind, model, column in OWNERS_OF_HOURS if keys else ():
        for hours, key in model.objects.filter(opening_hours__in=keys).values_list("opening_hours_id", column):
            owners[str(hours)] = (kind, str(key)) if key else None
    return owners


@dataclass
class Where:
    """Ids of the quarters and cities of a thing, and the keys of the things as of which it is kept too."""

    quarters: set = field(default_factory=set)
    cities: set = field(default_factory=set)
    organizations: set = field(default_factory=set)
    anywhere: bool = False  # of every direction while nobody has said where it is

    def add(self, quarter, city):
        self.quarters |= {quarter} - {None}
        self.cities |= {city} - {None}


def where_of(roots, changes) -> dict:
    """{(kind, key): Where} of these things, from their rows and, for what is gone, from these changes."""
    found = defaultdict(Where)
    keys = {kind: {key for each, key in roots if each == kind} for kind in THINGS}
    gone = [change for change in changes if change.verb == RowChange.Verb.DELETE and change.before]
    _links(found, keys, gone)
    _alone(found, {key for kind, key in roots if kind == "location"}, gone)
    keys["organization"] |= {key for where in found.values() for key in where.organizations}
    rows = Location.objects.filter(organization__in=keys["organization"])
    for key, quarter, city in rows.values_list("organization_id", "quarter_id", "municipality_id"):
        found["organization", str(key)].add(quarter, city)
    for change in gone:
        if change.kind == "location" and change.parent:
            found["organization", change.parent].add(change.before["quarter_id"], change.before["municipality_id"])
    for key in keys["organization"]:
        found["organization", key].anywhere = not found["organization", key].cities
    return found


def _alone(found, keys, gone):
    """Of places by themselves: where they are, and their organisation."""
    columns = ("id", "organization_id", "quarter_id", "municipality_id")
    rows = {str(key): row for key, *row in Location.objects.filter(pk__in=keys).values_list(*columns)} if keys else {}
    lost = {change.key: change.before for change in gone if change.kind == "location"}
    rows |= {key: [lost[key][column] for column in columns[1:]] for key in keys - rows.keys() if key in lost}
    for key, (organization, quarter, city) in rows.items():
        found["location", key].add(quarter, city)
        found["location", key].organizations |= {str(organization)} if organization else set()


def _links(found, keys, gone):
    """Of services, assets and Punti Comunità: their organisation, and the places they name."""
    at = defaultdict(set)  # key of a location → the things there
    for key, organization in Service.objects.filter(pk__in=keys["service"]).values_list("id", "organization_id"):
        found["service", str(key)].organizations.add(str(organization))
    links = ServiceAtLocation.objects.filter(service__in=keys["service"])
    for key, location in links.values_list("service_id", "location_id"):
        at[str(location)].add(("service", str(key)))
    columns = ("id", "organization_id", "location_id", "quarter_id", "quarter__municipality_id")
    for key, *row in Asset.objects.filter(pk__in=keys["asset"]).values_list(*columns):
        _asset(found["asset", str(key)], at, ("asset", str(key)), *row)
    desks = CommunityPoint.objects.filter(pk__in=keys["community_point"])
    for key, location in desks.values_list("id", "location_id"):
        at[str(location)].add(("community_point", str(key)))
    _gone_links(found, at, gone)
    _places(found, at, gone)


def _asset(where, at, root, organization, location, quarter, city=None):
    where.organizations |= {str(organization)} if organization else set()
    if location:
        at[str(location)].add(root)
    else:
        where.add(quarter, city)


def _gone_links(found, at, gone):
    for change in gone:
        row, root = change.before, (change.kind, change.key)
        if change.kind == "service":
            found[root].organizations.add(row["organization_id"])
        elif change.kind == "service_at_location":
            at[row["location_id"]].add(("service", change.parent))
        elif change.kind == "community_point":
            at[row["location_id"]].add(root)
        elif change.kind == "asset":
            _asset(found[root], at, root, row["organization_id"], row["location_id"], row["quarter_id"])


def _places(found, at, gone):
    rows = Location.objects.filter(pk__in=at).values_list("id", "quarter_id", "municipality_id")
    places = {str(key): pair for key, *pair in rows}
    for change in gone:
        if change.kind == "location":
            places.setdefault(change.key, [change.before["quarter_id"], change.before["municipality_id"]])
    for key, pair in places.items():
        for root in at.get(key, ()):
            found[root].add(*pair)


class Reach:
    """What a person coordinates and directs; one query."""

    def __init__(self, user):
        self.points, self.cities = user.points_coordinated, user.cities_directed
        served = Quarter.objects.filter(community_points__in=self.points) if self.points else Quarter.objects.none()
        self.quarters = set(served.values_list("id", flat=True))
        directed = Quarter.objects.filter(municipality__in=self.cities) if self.cities else Quarter.objects.none()
        self.quarters_directed = set(directed.values_list("id", flat=True))

    def roles(self, root, wheres) -> set:
        """COORDINATOR and DIRECTION, as far as the person is that to the thing."""
        kind, key = root
        if kind in OF_ALL:
            return {Role.DIRECTION} if self.cities else set()
        where = wheres.get(root, Where())
        held = self._at(where, point=key if kind == "community_point" else None)
        for organization in where.organizations if kind != "community_point" else ():
            held |= self._at(wheres.get(("organization", organization), Where()))
        return held

    def _at(self, where, point=None):
        coordinates = str(point) in map(str, self.points) if point else self.quarters & where.quarters
        directs = self.cities & where.cities or self.quarters_directed & where.quarters
        directs = directs or (where.anywhere and self.cities)
        return {role for role, held in ((Role.COORDINATOR, coordinates), (Role.DIRECTION, directs)) if held}


class Gone:
    """A thing that `changes`, all of one act, took away: what a person is to it is asked as of any other."""

    def __init__(self, root, row, changes):
        self.root, self.row, self.changes = root, row, changes
        self.pk, self.name = root[1], row.get("name", "")

    def __str__(self):
        return self.name

    def roles_of(self, user):
        return Reach(user).roles(self.root, where_of([self.root], self.changes))
