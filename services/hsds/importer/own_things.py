"""What only our own export has: assets, Punti Comunità, and the territory they stand on."""

from organizations.models import CommunityPoint, Location, Organization
from services.models import Asset
from territory.models import Municipality, PostalCode, Quarter, Zone

from ..fields import ASSET, COMMUNITY_POINT, MUNICIPALITY, POSTAL_CODE, QUARTER, ZONE
from . import writing
from .cells import Refused
from .hours import HoursWriter, hours_of
from .organizations import lists_of
from .places import Territory
from .services import TermLinks


class Thing:
    """What assets and Punti Comunità share: columns, references that must be there, hours."""

    references = {}  # key → (model, whether it must be there)

    def __init__(self, feed):
        self.feed = feed
        self.hours = HoursWriter(feed.now)

    def prepare(self, records):
        self.known = {
            key: {
                str(id)
                for id in model.objects.filter(id__in={r.data.get(key) for r in records} - {None, ""}).values_list(
                    "id", flat=True
                )
            }
            for key, (model, _) in self.references.items()
        }
        self.extra = {}
        prepared = writing.prepare(self.model, self.feed.each(records, self.values), self.feed.now)
        for one in prepared:
            one.extra |= self.extra.get(one.record.id, {})
        writing.give_slugs(prepared)
        hours = [(one, hours_of(self.feed.cells(one.record), self.feed)) for one in prepared]
        self.hours.prepare(hours, writing.touch)
        return prepared

    def columns(self, record, skip=()):
        cells = self.feed.cells(record)
        values = cells.columns(self.table, skip=(*self.references, *skip))
        if not values.get("name"):
            raise Refused("name", "manca")
        values |= lists_of(cells, self.table, self.kind)
        for key, (_, required) in self.references.items():
            id = record.data.get(key)
            if id in self.known[key]:
                values[key] = self.feed.uuid(id)
            elif required or id:
                raise Refused(key, "non è nel file")
            else:
                values[key] = None
        return cells, values

    def write(self, prepared):
        self.hours.write_before(prepared)
        writing.save(prepared)
        self.hours.write_after(prepared)


class CommunityPoints(Thing):
    kind, model, table = "community_point", CommunityPoint, COMMUNITY_POINT
    references = {"lead_organization_id": (Organization, True), "location_id": (Location, True)}

    def values(self, record):
        _, values = self.columns(record)
        quarters = {self.feed.territory.quarters.get(slug) for slug in record.data.get("quarters", ())}
        self.extra[record.id] = {"quarters": quarters - {None}, "partners": set(record.data.get("partner_ids", ()))}
        return values

    def prepare(self, records):
        prepared = super().prepare(records)
        for one in prepared:
            for name in ("quarters", "partners"):
                there = (
                    set() if one.new else {str(pk) for pk in getattr(one.instance, name).values_list("pk", flat=True)}
                )
                if there != {str(pk) for pk in one.extra[name]}:
                    writing.touch(one, self.feed.now)
        return prepared

    def write(self, prepared):
        super().write(prepared)
        for one in prepared:
            one.instance.quarters.set(one.extra["quarters"])
            one.instance.partners.set(Organization.objects.filter(id__in=one.extra["partners"]))


class Assets(Thing):
    kind, model, table = "asset", Asset, ASSET
    references = {"organization_id": (Organization, False), "location_id": (Location, False)}

    def __init__(self, feed):
        super().__init__(feed)
        self.links = TermLinks(feed, Asset, "terms", "asset")

    def prepare(self, records):
        places = Location.objects.filter(id__in={r.data.get("location_id") for r in records} - {None, ""})
        self.quarters = {str(id): quarter for id, quarter in places.values_list("id", "quarter_id")}
        prepared = super().prepare(records)
        self.links.prepare(prepared, self.feed.now)
        return prepared

    def values(self, record):
        """Columns of a record; the quarter is said by our own export, else it is that of the place."""
        cells, values = self.columns(record, skip=("kind", "kind_id"))
        kind = self.feed.terms.get(record.data.get("kind_id"))
        if kind is None:
            raise Refused("kind_id", "il tipo di risorsa non è nel file")
        quarter = self.feed.territory.quarters.get(record.data.get("quarter"))
        if not cells.exact:
            quarter = self.quarters.get(record.data.get("location_id"))
        self.extra[record.id] = {"terms": self.links.read(cells, values)}
        return values | {"kind_id": kind.pk, "quarter_id": quarter}

    def write(self, prepared):
        super().write(prepared)
        self.links.write(prepared)


def write_territory(feed):
    """Municipalities, zones, quarters and postal codes that are not here yet; those here stay as they are."""
    _create(feed, "municipality", MUNICIPALITY, _municipality)
    _create(feed, "zone", ZONE, _zone)
    _create(feed, "quarter", QUARTER, _quarter)
    _create(feed, "postal_code", POSTAL_CODE, _postal_code)
    neighbours(feed)
    feed.territory = Territory()


def _create(feed, kind, table, create):
    for records in feed.spool.read(kind):
        for record in records:
            values = feed.cells(record).columns(table, skip=("municipality", "zone", "boundary"))
            if record.data.get("boundary"):
                values["boundary"] = record.data["boundary"]
            create(record.data, values)


def _home(data):
    return Municipality.objects.get(slug=data["municipality"])


def _municipality(data, values):
    Municipality.objects.get_or_create(slug=values.pop("slug"), defaults=values)


def _zone(data, values):
    Zone.objects.get_or_create(municipality=_home(data), slug=values.pop("slug"), defaults=values)


def _quarter(data, values):
    home = _home(data)
    zone = Zone.objects.get(municipality=home, slug=data["zone"])
    Quarter.objects.get_or_create(municipality=home, slug=values.pop("slug"), defaults=values | {"zone": zone})


def _postal_code(data, values):
    PostalCode.objects.get_or_create(municipality=_home(data), code=values.pop("code"), defaults=values)


def neighbours(feed):
    """Who borders on whom, for quarters that have no neighbours yet."""
    quarters = {f"{q.municipality.slug}/{q.slug}": q for q in Quarter.objects.select_related("municipality")}
    for records in feed.spool.read("quarter"):
        for record in records:
            quarter = quarters.get(f"{record.data['municipality']}/{record.data['slug']}")
            if record.data.get("neighbours") and quarter and not quarter.neighbours.exists():
                quarter.neighbours.set(quarters[name] for name in record.data["neighbours"] if name in quarters)
