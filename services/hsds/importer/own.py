"""The tables of our own `export_hsds`, taken back exactly as they were written (see `services.hsds.tables`)."""

import json

from ..datapackage import JSON_CELLS
from ..fields import KIND, NUMBERS
from ..tables import TABLES
from .files import table_rows
from .shapes import ENTITIES, TERRITORY
from .spool import Record

PACKAGE = "punto-comunita"  # `name` in our datapackage.json
_RECORDS = {*ENTITIES, "community_point", "asset", "opening_hours"}
_OWNERS = ("organization_id", "service_id", "service_at_location_id", "location_id", "community_point_id")
_OWNERS += ("asset_id", "contact_id", "phone_id")
_LIST_OF = {kind: name for name, kind in KIND.items()} | {"service_area": "service_areas"}


class OwnTables:
    def __init__(self, spool, report):
        self.spool, self.report = spool, report

    def read_folder(self, folder):
        for kind, (file, _) in TABLES.items():
            if (folder / file).exists():
                for place, row in table_rows(folder / file, self.report):
                    self.take(kind, place, {key: cell_of(key, cell) for key, cell in row.items() if cell != ""})

    def take(self, kind, place, row):
        if kind in TERRITORY:
            self.spool.put(Record(kind, str(place.row), place, row))
        elif kind in _RECORDS:
            self.spool.put(Record(kind, row["id"], place, row, whole=True))
        elif kind in ("schedule", "closure"):
            row = {key: value for key, value in row.items() if key not in _OWNERS}
            self.spool.attach(row.pop("opening_hours_id"), f"{kind}s", place, row)
        else:
            self.attach(kind, place, row)

    def attach(self, kind, place, row):
        columns = {"attribute": ("link_id",), "metadata": ("resource_id",)}.get(kind, _OWNERS)
        owners = [row.pop(column) for column in columns if column in row]
        for column in ("link_entity", "resource_type"):
            row.pop(column, None)
        for owner in owners:
            self.spool.attach(owner, _LIST_OF[kind], place, row)


def cell_of(key, text):
    """The value of a cell: text, but JSON where the export writes JSON."""
    if key in JSON_CELLS or key in NUMBERS:
        return json.loads(text)
    return text
