"""Locations of a feed: the address in its columns, the territory where it is known."""

from organizations.models import Location, Organization

from ..documents import address_id
from ..fields import LOCATION
from . import writing
from .cleaning import Unreadable, coordinates_of, line_of, quoted
from .hours import HoursWriter, hours_of
from .objects import objects_of
from .organizations import lists_of
from .places import country_of

_ADDRESS = {
    "address": "address_1",
    "address_detail": "address_2",
    "city": "city",
    "region": "region",
    "state_province": "state_province",
    "postal_code": "postal_code",
}
_WHERE = ("municipality_id", "address", "latitude", "longitude")


class Locations:
    kind, model = "location", Location

    def __init__(self, feed):
        self.feed = feed
        self.hours = HoursWriter(feed.now)

    def prepare(self, records):
        wanted = self.feed.each(records, self.values)
        self.keep_known_owners(wanted)
        prepared = writing.prepare(Location, wanted, self.feed.now)
        self.find_quarters(prepared)
        hours = [(one, hours_of(self.feed.cells(one.record), self.feed)) for one in prepared]
        self.hours.prepare(hours, writing.touch)
        return prepared

    def values(self, record):
        cells = self.feed.cells(record)
        skip = ("latitude", "longitude", "municipality", "organization_id")
        values = cells.columns(LOCATION, skip=skip)
        values |= lists_of(cells, LOCATION, self.kind)
        values |= self.point(cells) | self.address(cells)
        if record.data.get("organization_id"):
            values["organization_id"] = record.data["organization_id"]
        values |= self.own_place(cells, values)
        self.check_point(cells, values)
        return values

    def point(self, cells):
        """Coordinates, both or neither."""
        if not ({"latitude", "longitude"} & cells.data.keys() or cells.record.whole):
            return {}
        latitude, longitude = (cells.data.get(key) for key in ("latitude", "longitude"))
        try:
            latitude, longitude = (
                coordinates_of(latitude, longitude) if not cells.exact else exactly(latitude, longitude)
            )
        except Unreadable as error:
            cells.problem("latitude, longitude", str(error))
            latitude = longitude = None
        return {"latitude": latitude, "longitude": longitude}

    def address(self, cells):
        """The first physical address in the columns, the rest as they are."""
        if "addresses" not in cells.data:
            empty = dict.fromkeys(_ADDRESS, "") | {"country": "IT", "addresses": []}
            return empty if cells.exact else {}
        addresses = objects_of(cells, "address", cells.data["addresses"])
        main = main_address(cells.record.id, addresses)
        values = {"addresses": [address for address in addresses if address is not main]}
        for column, key in _ADDRESS.items():
            limit = Location._meta.get_field(column).max_length
            values[column] = cells.cut(f"address.{key}", str((main or {}).get(key, "")), limit)
        if (main or {}).get("attention") and not cells.exact:
            values["address_detail"] = ", ".join(t for t in (main["attention"], values["address_detail"]) if t)[:300]
        return values | {"country": self.country(cells, main or {})}

    def country(self, cells, address):
        if cells.exact:
            return address.get("country", "")
        if not line_of(address.get("country")):
            return ""
        country = country_of(address["country"])
        if country is None:
            cells.problem("address.country", f"{quoted(address['country'])} non è la sigla di un Paese")
        return country or ""

    def own_place(self, cells, values):
        """The municipality: said by our own export, else that of the name in the address."""
        territory = self.feed.territory
        if cells.exact:
            municipality = territory.by_slug.get(cells.data.get("municipality"))
            return {
                "municipality_id": municipality and municipality.pk,
                "quarter_id": territory.quarters.get(cells.data.get("quarter")),
            }
        if "city" not in values:
            return {}
        municipality = territory.municipality(values["city"], values["state_province"], values["country"])
        return {"municipality_id": municipality and municipality.pk}

    def check_point(self, cells, values):
        """A point that contradicts the address is said; it stays, for nobody knows which of them is wrong."""
        municipality, latitude = values.get("municipality_id"), values.get("latitude")
        if cells.exact or municipality is None or latitude is None:
            return
        if self.feed.territory.outside(municipality, latitude, values["longitude"]):
            cells.problem("latitude, longitude", f"il punto è fuori da {values['city']}; preso com’è")

    def keep_known_owners(self, wanted):
        """An organization that is nowhere is reported, and the location kept without."""
        asked = {values["organization_id"] for _, values in wanted if values.get("organization_id")}
        known = {str(id) for id in Organization.objects.filter(id__in=asked).values_list("id", flat=True)}
        for record, values in wanted:
            id = values.get("organization_id")
            if id and id not in known:
                self.feed.report.problem(record.place, "organization_id", "l’organizzazione non è nel file")
                del values["organization_id"]
            elif id:
                values["organization_id"] = self.feed.uuid(id)

    def find_quarters(self, prepared):
        """The quarter of those whose place is new or has changed, where it is known; else none."""
        moved = {
            one.record.id: tuple(getattr(one.instance, name) for name in _WHERE)
            for one in prepared
            if not self.feed.exact and (one.new or one.moved(_WHERE))
        }
        quarters = self.feed.territory.quarters_of({id: where for id, where in moved.items() if where[0]})
        for one in prepared:
            if one.record.id in moved and one.instance.quarter_id != quarters.get(one.record.id):
                one.instance.quarter_id = quarters.get(one.record.id)
                writing.touch(one, self.feed.now)

    def write(self, prepared):
        self.hours.write_before(prepared)
        writing.save(prepared)
        self.hours.write_after(prepared)


def main_address(location_id, addresses):
    """The one for the columns: ours by its id, else the first physical, else the first."""
    ours = address_id(location_id)
    ranked = sorted(addresses, key=lambda a: (a.get("id") != ours, a.get("address_type", "physical") != "physical"))
    return ranked[0] if ranked else None


def exactly(latitude, longitude):
    return tuple(None if value in (None, "") else float(value) for value in (latitude, longitude))
