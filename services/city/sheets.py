"""All the tables a directory is written to, sent together whenever enough has been written."""

from django.db import connection

from organizations.models import Closure, CommunityPoint, Location, OpeningHours, Organization, Schedule
from services import listings
from services.models import Asset, Listing, Service, ServiceArea, ServiceAtLocation

from .tables import Table

AT_ONCE = 4_000  # listings between two sendings
# Each table after those it points to.
MODELS = [
    OpeningHours,
    Schedule,
    Closure,
    Organization,
    Location,
    CommunityPoint,
    CommunityPoint.quarters.through,
    Service,
    Service.terms.through,
    ServiceArea,
    ServiceAtLocation,
    Asset,
    Asset.terms.through,
]
NAMES = [model._meta.db_table for model in [*MODELS, CommunityPoint.partners.through, Listing]]


class Sheets:
    """`add(model, **values)` gives the row; `list_rows` takes what the row builder of the listings makes."""

    def __init__(self, total, tell):
        self.total, self.tell = total, tell
        self.tables = {model: Table(model) for model in MODELS}
        self.rows, self.words, self.written = [], set(), 0

    def add(self, model, **values):
        return self.tables[model].add(**values)

    def list_rows(self, rows) -> None:
        for row in rows:
            self.words |= row["words"]
            self.rows.append(row)
        if len(self.rows) >= AT_ONCE:
            self.send()

    def send(self) -> None:
        for table in self.tables.values():
            table.send()
        with connection.cursor() as cursor:
            listings.copy_rows(cursor, Listing._meta.db_table, self.rows)
        self.written += len(self.rows)
        self.rows = []
        self.tell(f"schede: {self.written} di {self.total}")
