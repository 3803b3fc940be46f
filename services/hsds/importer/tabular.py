"""HSDS tables (a folder of CSV files, or `tabular.json`) into the spool."""

from . import legacy
from .files import json_records, table_rows
from .report import Place
from .shapes import ENTITIES, IGNORED_TABLES, KIND_OF_TABLE, LINKED, LISTS, OWNED, SCALARS
from .spool import Record


class TabularFeed:
    """Reads tables, one row at a time; those of the older HSDS are translated by `legacy`."""

    def __init__(self, spool, identities, report, own_keys):
        self.spool, self.identities, self.report, self.own_keys = spool, identities, report, own_keys
        self.kinds = set()  # of rows, that the feed has tables for
        self.seen_columns = set()

    def read_folder(self, folder):
        files = {
            path.stem.lower(): path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in (".csv", ".txt", ".tsv")
        }
        self.read({stem: lambda path=path: table_rows(path, self.report) for stem, path in files.items()})

    def read_json(self, path):
        """`tabular.json`: an object with a list of rows for each table."""
        (_, _, tables), *_ = json_records(path)
        self.read(
            {
                name.removesuffix(".csv").lower(): lambda name=name, rows=rows: (
                    (Place(f"{path.name}: {name}", number), row) for number, row in enumerate(rows, start=1)
                )
                for name, rows in tables.items()
            }
        )

    def read(self, tables):
        """`tables` is {name: callable that yields (Place, row)}."""
        older = legacy.is_older(tables)
        for name in sorted(tables, key=_order):
            kind = (older and legacy.KIND_OF_TABLE.get(name)) or KIND_OF_TABLE.get(name)
            if name in IGNORED_TABLES:
                continue
            if not kind:
                self.report.notice(Place(name), "tabella sconosciuta, non letta")
                continue
            self.kinds.add(kind)
            translate = legacy.translator(name, kind) if older else None
            for place, row in tables[name]():
                self.take(kind, place, row, translate)
        self.complete()

    def complete(self):
        """A table that is there says all: who has no row in it has an empty list."""
        for kind, lists in LISTS.items():
            self.spool.always[kind] = [name for name, element in lists.items() if element in self.kinds]
            self.spool.always[kind] += [name for element, (name, *_) in LINKED.items() if element in self.kinds]
        if "service_at_location" in self.kinds:
            self.spool.always["service"].append("_places")

    def take(self, kind, place, row, translate):
        rows = translate(row, place, self.report) if translate else [(kind, row)]
        for kind, row in rows:
            self.kinds.add(kind)
            self.unknown_columns(kind, place, row)
            if kind in ENTITIES:
                self.put(kind, place, row)
            elif kind in OWNED:
                self.attach(kind, place, row)
            else:
                self.link(kind, place, row)

    def put(self, kind, place, row):
        row = self.with_ids(kind, row)
        if kind == "service_at_location" and not row.get("id"):
            row["id"] = str(self.identities.of(kind, f"{row.get('service_id')}@{row.get('location_id')}"))
        if not row.get("id"):
            self.report.refuse(kind, place, "id", "manca")
        elif not self.spool.put(Record(kind, row["id"], place, row)) and not row.get("_shared"):
            self.report.refuse(kind, place, "id", "c’è già in una riga precedente")

    def attach(self, kind, place, row):
        name, owner_columns = OWNED[kind]
        owners = {
            column: str(self.identities.of(owner_kind, row[column]))
            for column, owner_kind in owner_columns.items()
            if str(row.get(column) or "").strip()
        }
        data = {key: value for key, value in self.with_ids(kind, row).items() if key not in owner_columns}
        for column, owner in owners.items():
            self.spool.attach(owner, name, place, data, column)
        if not owners:
            self.report.refuse("", place, "", "non dice a chi appartiene")

    def link(self, kind, place, row):
        name, id_column, kind_column = LINKED[kind]
        owner_kind = str(row.get(kind_column) or "").strip().removesuffix("s")
        owner = self.identities.of(owner_kind, row.get(id_column))
        data = {key: value for key, value in self.with_ids(kind, row).items() if key != id_column}
        if owner is None:
            self.report.refuse("", place, id_column, "non dice a chi appartiene")
        else:
            self.spool.attach(str(owner), name, place, data, id_column)

    def with_ids(self, kind, row):
        """The row with every id a UUID as text."""
        row = dict(row)
        for column in [column for column in row if is_id(column)]:
            row[column] = self._id(kind_of_id(column, kind), row[column])
        return row

    def _id(self, kind, value):
        uuid = self.identities.of(kind, value)
        return str(uuid) if uuid else ""

    def unknown_columns(self, kind, place, row):
        for column in row:
            if (kind, column) not in self.seen_columns:
                self.seen_columns.add((kind, column))
                if (
                    column not in SCALARS[kind]
                    and column not in self.own_keys.get(kind, ())
                    and not column.startswith("_")
                ):
                    self.report.notice(Place(place.file), f"colonna «{column}» sconosciuta, non presa")


def is_id(key):
    return (key == "id" or key.endswith("_id")) and key != "tax_id"


def kind_of_id(key, kind):
    """The kind of thing that an id stands for, in a row of `kind`."""
    return _KIND_OF_ID.get(key.lstrip("_"), kind)


def _order(name):
    """Services last: what their rows point at is then known."""
    return KIND_OF_TABLE.get(name) == "service", name


_KIND_OF_ID = {
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "service_id": "service",
    "location_id": "location",
    "service_at_location_id": "service_at_location",
    "contact_id": "contact",
    "phone_id": "phone",
    "program_id": "program",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
    "parent_id": "taxonomy_term",
}
