"""A temporary table of what a feed holds, so that order and size of the feed do not matter.

Records wait on disk (SQLite) with the rows that belong to them, and come back a batch at a time, whole.
"""

import json
import re
import sqlite3
from dataclasses import dataclass, field

import orjson

from .report import Place

BATCH = 500
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Record:
    """One thing of the feed: HSDS 3.0 keys, lists nested, ids already UUIDs as text.

    `whole` says that what the record leaves out is empty; else it stays as it is.
    """

    kind: str
    id: str
    place: Place
    data: dict = field(default_factory=dict)
    whole: bool = False


def dumped(data):
    """JSON, also of what orjson refuses: halves of characters, and whole numbers of more than 64 bits."""
    try:
        return orjson.dumps(data)
    except TypeError:
        return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


class Spool:
    """`put` records and `attach` rows to them, then `read` them back by kind."""

    def __init__(self):
        self.database = sqlite3.connect("", isolation_level=None)  # a file without a name: killed, it is gone too
        self.database.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE record (seq INTEGER PRIMARY KEY, kind TEXT, id TEXT, file TEXT, row INTEGER,
                                 data BLOB, whole INTEGER, UNIQUE (kind, id));
            CREATE TABLE attached (seq INTEGER PRIMARY KEY, owner TEXT, name TEXT, id TEXT, link TEXT,
                                   file TEXT, row INTEGER, data BLOB);
            BEGIN;
            """
        )
        self.indexed = False
        self.always = {}  # kind → lists that a record has even with nothing on them

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.database.close()

    def put(self, record, merge=False):
        """False when the id is already there; with `merge` the keys it lacked are added first."""
        row = (record.kind, record.id, record.place.file, record.place.row, dumped(record.data), record.whole)
        try:
            self.database.execute(
                "INSERT INTO record (kind, id, file, row, data, whole) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        except sqlite3.IntegrityError:
            if merge:
                self._merge(record)
            return False
        return True

    def _merge(self, record):
        query = "SELECT data, whole FROM record WHERE kind = ? AND id = ?"
        data, whole = self.database.execute(query, (record.kind, record.id)).fetchone()
        known = orjson.loads(data)
        if record.whole <= whole and record.data.keys() <= known.keys():
            return
        self.database.execute(
            "UPDATE record SET data = ?, whole = ? WHERE kind = ? AND id = ?",
            (dumped(record.data | known), max(whole, record.whole), record.kind, record.id),
        )

    def attach(self, owner, name, place, data, link=""):
        """Hang `data` on the list `name` of the record or attached row with the id `owner`, said in column `link`."""
        self.database.execute(
            "INSERT INTO attached (owner, name, id, link, file, row, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (owner, name, data.get("id"), link, place.file, place.row, dumped(data)),
        )

    def has(self, kind, id):
        query = "SELECT 1 FROM record WHERE kind = ? AND id = ?"
        return self.database.execute(query, (kind, id)).fetchone() is not None

    def count(self, kind):
        return self.database.execute("SELECT count(*) FROM record WHERE kind = ?", (kind,)).fetchone()[0]

    def orphans(self):
        """Yields `(Place, column)` of rows that point in that column at something that is nowhere in the feed."""
        self._index()
        rows = self.database.execute(
            """SELECT file, row, link FROM attached a
               WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = a.owner)
                 AND NOT EXISTS (SELECT 1 FROM attached b WHERE b.id = a.owner) ORDER BY seq"""
        )
        for file, row, link in rows:
            yield Place(file, row), link

    def read(self, kind):
        """Yields lists of at most BATCH records of a kind, in the order of the feed."""
        self._index()
        last = 0
        while rows := self.database.execute(
            "SELECT seq, id, file, row, data, whole FROM record WHERE kind = ? AND seq > ? ORDER BY seq LIMIT ?",
            (kind, last, BATCH),
        ).fetchall():
            last = rows[-1][0]
            records = [
                Record(kind, id, Place(file, row), orjson.loads(data), bool(whole))
                for _, id, file, row, data, whole in rows
            ]
            self._gather({record.id: [record.data] for record in records})
            self._add_hours([record.data for record in records])
            for record in records:
                for name in self.always.get(kind, ()):
                    record.data.setdefault(name, [])
            yield records

    def _index(self):
        if not self.indexed:
            self.database.executescript(
                """CREATE INDEX attached_owner ON attached (owner); CREATE INDEX attached_id ON attached (id);
                   CREATE INDEX record_id ON record (id); CREATE INDEX record_kind ON record (kind, seq);"""
            )
            self.indexed = True

    def _gather(self, owners, depth=0):
        """Put the attached rows into `owners` ({id: [data]}), and theirs into them, three levels deep."""
        if not owners or depth > 3:
            return
        below = {}
        for owner, name, id, file, row, data in self._attached(list(owners)):
            for holder in owners[owner]:
                attached = orjson.loads(data) | {"_place": [file, row]}
                holder.setdefault(name, []).append(attached)
                if id:
                    below.setdefault(id, []).append(attached)
        self._gather(below, depth + 1)

    def _attached(self, owners):
        marks = ",".join("?" * len(owners))
        return self.database.execute(
            f"SELECT owner, name, id, file, row, data FROM attached WHERE owner IN ({marks}) ORDER BY seq", owners
        ).fetchall()

    def _add_hours(self, documents):
        """The opening hours that a portal's own tables keep apart."""
        owners = {}
        for document in documents:
            if document.get("opening_hours_id"):
                owners.setdefault(document["opening_hours_id"], []).append(document)
        marks = ",".join("?" * len(owners))
        query = f"SELECT id, data FROM record WHERE kind = 'opening_hours' AND id IN ({marks})"
        for id, data in self.database.execute(query, list(owners)).fetchall():
            hours = orjson.loads(data)
            self._gather({id: [hours]})
            for document in owners[id]:
                document["schedules"] = hours.pop("schedules", [])
                document["opening_hours"] = hours

    def rename(self, names):
        """Records under other ids, and what points at them; `{old: new}`.

        Yields the `Place` of those left out, because the feed has the one of the new id too.
        """
        self._index()
        for old, new in names.items():
            found = self.database.execute("SELECT kind, file, row FROM record WHERE id = ?", (old,)).fetchone()
            if found and self.has(found[0], new):
                self.database.execute("DELETE FROM record WHERE id = ?", (old,))
                self.database.execute("DELETE FROM attached WHERE owner = ?", (old,))
                yield Place(*found[1:])
            elif found:
                self.database.execute("UPDATE record SET id = ? WHERE id = ?", (new, old))
                self.database.execute("UPDATE attached SET owner = ? WHERE owner = ?", (new, old))
        if names:
            self._rename_inside(names)

    def _rename_inside(self, names):
        changed = []
        for seq, data in self.database.execute("SELECT seq, data FROM record"):
            text = data if isinstance(data, str) else data.decode()
            renamed = UUIDS.sub(lambda found: names.get(found[0], found[0]), text)
            if renamed != text:
                changed.append((renamed.encode(), seq))
        self.database.executemany("UPDATE record SET data = ? WHERE seq = ?", changed)

    def value(self, kind, id, key):
        """One value of a record, None when there is no such record."""
        found = self.database.execute("SELECT data FROM record WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return orjson.loads(found[0]).get(key) if found else None

    def __len__(self):
        return self.database.execute("SELECT count(*) FROM record").fetchone()[0]
