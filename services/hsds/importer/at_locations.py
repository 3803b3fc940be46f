"""Services at their locations."""

from organizations.models import Location
from services.models import Service, ServiceAtLocation

from ..fields import SERVICE_AT_LOCATION
from . import writing
from .cells import Refused
from .hours import HoursWriter, hours_of
from .organizations import lists_of


class ServicesAtLocations:
    kind, model = "service_at_location", ServiceAtLocation

    def __init__(self, feed):
        self.feed = feed
        self.hours = HoursWriter(feed.now)

    def prepare(self, records):
        self.services = self.known(Service, records, "service_id")
        self.locations = self.known(Location, records, "location_id", "municipality_id")
        self.pairs = self.pairs_of(records)
        wanted = self.feed.each(records, self.values)
        prepared = writing.prepare(ServiceAtLocation, wanted, self.feed.now)
        hours = [(one, hours_of(self.feed.cells(one.record), self.feed)) for one in prepared]
        homes = {record.id: self.locations[record.data["location_id"]] for record, _ in wanted}
        self.hours.prepare(hours, writing.touch, homes)
        return prepared

    def known(self, model, records, key, column="id"):
        """{id: value of a column} of those that are in the database."""
        ids = {record.data.get(key) for record in records} - {None, ""}
        return {str(id): value for id, value in model.objects.filter(id__in=ids).values_list("id", column)}

    def pairs_of(self, records):
        """{(service, location): id} of those in the database."""
        services = {record.data.get("service_id") for record in records} & self.services.keys()
        rows = ServiceAtLocation.objects.filter(service__in=services).values_list("service_id", "location_id", "id")
        return {(str(service), str(location)): str(id) for service, location, id in rows}

    def values(self, record):
        """Columns of a record. Raises Refused."""
        service, location = record.data.get("service_id"), record.data.get("location_id")
        if service not in self.services:
            raise Refused("service_id", "il servizio non è nel file, o non è stato preso")
        if location not in self.locations:
            raise Refused("location_id", "il luogo non è nel file, o non è stato preso")
        if self.pairs.setdefault((service, location), record.id) != record.id:
            raise Refused("location_id", "questo servizio è già in questo luogo")
        cells = self.feed.cells(record)
        values = cells.columns(SERVICE_AT_LOCATION, skip=("service_id", "location_id"))
        values |= lists_of(cells, SERVICE_AT_LOCATION, self.kind)
        return values | {"service_id": self.feed.uuid(service), "location_id": self.feed.uuid(location)}

    def write(self, prepared):
        self.hours.write_before(prepared)
        writing.save(prepared)
        self.hours.write_after(prepared)
