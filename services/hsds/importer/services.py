"""Services of a feed, with their terms, areas and hours."""

from organizations.models import Organization
from services.models import Service, ServiceArea, ServiceAtLocation

from ..documents import term_attribute_id
from ..fields import SERVICE, SERVICE_AREA
from . import writing
from .cells import Cells, Refused
from .cleaning import Unreadable, line_of, quoted
from .hours import HoursWriter, hours_of
from .identity import part_of
from .objects import objects_of, place_of
from .organizations import lists_of
from .spool import Record
from .terms import OWN

_STATUS = {
    "": Service.Status.ACTIVE,
    "temporarily_closed": Service.Status.TEMPORARILY_CLOSED,
    "attivo": Service.Status.ACTIVE,
    "non attivo": Service.Status.INACTIVE,
    "sospeso": Service.Status.TEMPORARILY_CLOSED,
    "closed": Service.Status.INACTIVE,
    "chiuso": Service.Status.INACTIVE,
} | {status.value: status for status in Service.Status}


def status_of(value):
    """A status; blank is active, one that nobody knows is Unreadable."""
    text = line_of(value).lower()
    if text not in _STATUS:
        raise Unreadable(f"{quoted(value)} non è uno stato; preso come non attivo")
    return _STATUS[text]


class TermLinks:
    """The terms of services and assets: ours added by hand stay, unless the feed is our own export."""

    def __init__(self, feed, model, field, entity):
        self.feed, self.entity = feed, entity
        self.through = getattr(model, field).through
        self.owner = f"{model._meta.model_name}_id"

    def read(self, cells, values):
        """Ids of our terms that the attributes name; leaves in `values` the attributes that say more."""
        if "attributes" not in cells.data and not cells.record.whole:
            return None
        terms, kept = set(), []
        for item in cells.data.get("attributes") or []:
            term = self.term(cells, item)
            if term is not None:
                terms.add(term.pk)
            if not self.only_a_link(cells, item, term):
                kept.append(self.stored(item, term))
        values["attributes"] = objects_of(cells, "attribute", kept)
        return terms

    def term(self, cells, item):
        id = item.get("taxonomy_term_id") or (item.get("taxonomy_term") or {}).get("id")
        term = self.feed.terms.get(id) if id else None
        if id and term is None and not cells.exact:
            cells.problem("attributes", "il termine della tassonomia non è nel file", place_of(cells, item))
        return term

    def only_a_link(self, cells, item, term):
        if item.get("id") == term_attribute_id(cells.record.id, item.get("taxonomy_term_id")):
            return True
        return term is not None and not any(item.get(key) for key in ("value", "label", "link_type"))

    def stored(self, item, term):
        item = {key: value for key, value in item.items() if key != "taxonomy_term"}
        return item | ({"taxonomy_term_id": str(term.uuid)} if term and "taxonomy_term_id" in item else {})

    def prepare(self, prepared, now):
        """Notes in `extra` which links to add and which to take away (one query)."""
        there = {}
        asked = [one.record.id for one in prepared if one.extra.get("terms") is not None]
        for owner, term in self.through.objects.filter(**{f"{self.owner}__in": asked}).values_list(
            self.owner, "taxonomyterm_id"
        ):
            there.setdefault(str(owner), set()).add(term)
        for one in prepared:
            wanted = one.extra.get("terms")
            if wanted is not None:
                current = there.get(one.record.id, set())
                one.extra["links"] = wanted - current, self.to_remove(current - wanted)
                if any(one.extra["links"]):
                    writing.touch(one, now)

    def to_remove(self, term_ids):
        by_pk = self.feed.terms.by_pk
        return {id for id in term_ids if self.feed.exact or by_pk[id].taxonomy.slug not in OWN}

    def write(self, prepared):
        rows = []
        for one in prepared:
            added, removed = one.extra.get("links", ((), ()))
            rows += [self.through(**{self.owner: one.instance.pk, "taxonomyterm_id": term}) for term in sorted(added)]
            if removed:
                self.through.objects.filter(**{self.owner: one.instance.pk}, taxonomyterm_id__in=removed).delete()
        self.through.objects.bulk_create(rows, ignore_conflicts=True)


class Services:
    kind, model = "service", Service

    def __init__(self, feed):
        self.feed = feed
        self.hours = HoursWriter(feed.now)
        self.links = TermLinks(feed, Service, "terms", "service")
        self.areas = Areas(feed)

    def prepare(self, records):
        owners, extra = self.known_owners(records), {}
        ids = [record.id for record in records]
        self.there = {str(id) for id in Service.objects.filter(id__in=ids).values_list("id", flat=True)}
        wanted = self.feed.each(records, lambda record: self.values(record, owners, extra))
        prepared = writing.prepare(Service, wanted, self.feed.now)
        for one in prepared:
            one.extra |= extra[one.record.id]
        writing.give_slugs(prepared)
        hours = [(one, hours_of(self.feed.cells(one.record), self.feed)) for one in prepared]
        self.hours.prepare(hours, writing.touch)
        self.links.prepare(prepared, self.feed.now)
        self.areas.prepare(prepared)
        return prepared

    def known_owners(self, records):
        """{id of a service: id of its organization}, for those whose organization is in the database."""
        asked = {record.id: self.owner_of(record) for record in records}
        ids = [id for id in asked.values() if id]
        known = {str(id) for id in Organization.objects.filter(id__in=ids).values_list("id", flat=True)}
        return {id: owner for id, owner in asked.items() if owner in known}

    def owner_of(self, record):
        """Its organization, or in the older HSDS that of its location."""
        location = record.data.get("_location_id")
        inherited = self.feed.spool.value("location", location, "organization_id") if location else None
        return record.data.get("organization_id") or inherited

    def values(self, record, owners, extra):
        """Columns of a record. Raises Refused."""
        cells = self.feed.cells(record)
        new = record.id not in self.there
        if (new or "name" in record.data) and not cells.text("name", lines=False):
            raise Refused("name", "manca")
        if record.id not in owners and (new or record.data.get("organization_id")):
            raise Refused("organization_id", "l’organizzazione non è nel file")
        values = cells.columns(SERVICE, skip=("organization_id", "status"))
        if record.id in owners:
            values["organization_id"] = self.feed.uuid(owners[record.id])
        if new or "status" in record.data:
            values["status"] = cells.take("status", status_of, Service.Status.INACTIVE)
        self.check_ages(cells, values)
        values |= lists_of(cells, SERVICE, self.kind)
        extra[record.id] = {"terms": self.links.read(cells, values), "areas": self.areas.read(cells)}
        return values

    def check_ages(self, cells, values):
        youngest, oldest = values.get("minimum_age"), values.get("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            cells.problem("maximum_age", f"{oldest} è meno di {youngest}, l’età minima: non prese")
            values["minimum_age"] = values["maximum_age"] = None

    def write(self, prepared):
        self.hours.write_before(prepared)
        writing.save(prepared)
        self.hours.write_after(prepared)
        self.links.write(prepared)
        self.areas.write(prepared)
        self.forget_places(prepared)

    def forget_places(self, prepared):
        """A service whose places are all in the feed is no longer at the others."""
        complete = [one.record for one in prepared if "_places" in one.record.data]
        rows = ServiceAtLocation.objects.filter(service__in=[r.id for r in complete]).values_list("id", "service_id")
        gone = [(id, service) for id, service in rows if not self.feed.spool.has("service_at_location", str(id))]
        if gone:
            ServiceAtLocation.objects.filter(id__in=[id for id, _ in gone]).delete()
            self.feed.changed["service"].update(str(service) for _, service in gone)


class Areas:
    """Service areas: compared as a whole, replaced when anything differs."""

    def __init__(self, feed):
        self.feed = feed

    def read(self, cells):
        """Rows by column, None when the record says nothing of areas."""
        if "service_areas" not in cells.data and not cells.record.whole:
            return None
        items = [item for item in cells.data.get("service_areas") or [] if isinstance(item, dict)]
        return [self.row(cells, item, number) for number, item in enumerate(items)]

    def row(self, cells, item, number):
        place = place_of(cells, item)
        inner = Cells(Record("service_area", item.get("id") or "", place, item, True), cells.report, cells.exact)
        row = inner.columns(SERVICE_AREA, skip=("everywhere", "municipality"))
        row |= lists_of(inner, SERVICE_AREA, "service_area")
        row |= self.territory(item, row.get("name") or row.get("extent"))
        row["id"] = item.get("id") or str(part_of(self.feed.uuid(cells.record.id), "service_area", number))
        return row

    def territory(self, item, name):
        """Where it is with us: said by our own export, else the municipality of that name."""
        territory = self.feed.territory
        municipality = territory.by_slug.get(str(item.get("municipality")))
        if not self.feed.exact and municipality is None:
            municipality = territory.municipality(line_of(name), "", "IT")
        return {
            "everywhere": str(item.get("everywhere", "")).lower() == "true",
            "municipality_id": municipality and municipality.pk,
            "zone_id": territory.zones.get(str(item.get("zone"))),
            "quarter_id": territory.quarters.get(str(item.get("quarter"))),
        }

    def prepare(self, prepared):
        """Notes in `extra` the areas that differ from those there (two queries)."""
        asked = [one for one in prepared if one.extra.get("areas") is not None]
        there, holder = {}, {}
        for area in ServiceArea.objects.filter(service__in=[one.record.id for one in asked]):
            there.setdefault(str(area.service_id), {})[str(area.id)] = area
        ids = {row["id"] for one in asked for row in one.extra["areas"]}
        for id, service in ServiceArea.objects.filter(id__in=ids).values_list("id", "service_id"):
            holder[str(id)] = str(service)
        for one in asked:
            rows = self.with_free_ids(one, one.extra["areas"], holder)
            if self.differ(rows, there.get(one.record.id, {})):
                one.extra["new_areas"] = rows
                writing.touch(one, self.feed.now)

    def with_free_ids(self, one, rows, holder):
        used = set()
        for number, row in enumerate(rows):
            if row["id"] in used or holder.get(row["id"], one.record.id) != one.record.id:
                row["id"] = str(part_of(self.feed.uuid(one.record.id), "service_area", row["id"], number))
            used.add(row["id"])
            holder[row["id"]] = one.record.id
        return rows

    def differ(self, rows, there):
        if {row["id"] for row in rows} != there.keys():
            return True
        return any(
            getattr(there[row["id"]], name) != value for row in rows for name, value in row.items() if name != "id"
        )

    def write(self, prepared):
        changed = [one for one in prepared if "new_areas" in one.extra]
        if changed:
            ServiceArea.objects.filter(service__in=[one.record.id for one in changed]).delete()
            ServiceArea.objects.bulk_create(
                ServiceArea(service_id=one.record.id, **row) for one in changed for row in one.extra["new_areas"]
            )
