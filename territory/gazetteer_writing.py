"""Many addresses into the gazetteer at once: streamed to a table beside it, then compared with what is there."""

import io
from functools import lru_cache

from django.db import connection

from .addresses import SMALL_WORDS, house_number, normalise

BATCH = 20_000
COLUMNS = "municipality_id, kind, name, search_name, house_number, quarter_id, postal_code, latitude, longitude"
STAGE = """
CREATE TEMP TABLE arriving (LIKE territory_placename INCLUDING DEFAULTS) ON COMMIT DROP;
ALTER TABLE arriving DROP COLUMN point, DROP COLUMN id;
"""
# A street lies amid its addresses; its quarter and postal code are those they all share.
STREETS = f"""
INSERT INTO arriving ({COLUMNS})
SELECT municipality_id, 'street', min(name), search_name, '',
       CASE WHEN count(*) = count(quarter_id) AND count(DISTINCT quarter_id) = 1 THEN min(quarter_id) END,
       CASE WHEN count(DISTINCT postal_code) = 1 THEN min(postal_code) ELSE '' END,
       round(avg(latitude)::numeric, 7)::float8, round(avg(longitude)::numeric, 7)::float8
FROM arriving a
WHERE house_number <> ''
GROUP BY municipality_id, search_name
HAVING NOT EXISTS (
    SELECT FROM arriving s
    WHERE (s.municipality_id, s.search_name, s.house_number) = (a.municipality_id, a.search_name, '')
)
"""
WRITE = f"""
WITH kept AS (
    SELECT DISTINCT ON (municipality_id, search_name, house_number) {COLUMNS}
    FROM arriving ORDER BY municipality_id, search_name, house_number, latitude, longitude
), written AS (
    INSERT INTO territory_placename AS known ({COLUMNS}) SELECT {COLUMNS} FROM kept
    ON CONFLICT (municipality_id, search_name, house_number) DO UPDATE
    SET name = excluded.name, latitude = excluded.latitude, longitude = excluded.longitude,
        quarter_id = coalesce(excluded.quarter_id, known.quarter_id),
        postal_code = coalesce(nullif(excluded.postal_code, ''), known.postal_code)
    WHERE (known.name, known.latitude, known.longitude) <> (excluded.name, excluded.latitude, excluded.longitude)
       OR known.quarter_id IS DISTINCT FROM coalesce(excluded.quarter_id, known.quarter_id)
       OR known.postal_code <> coalesce(nullif(excluded.postal_code, ''), known.postal_code)
    RETURNING xmax = 0 AS is_new
)
SELECT (SELECT count(*) FROM kept), count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written
"""


class GazetteerWriter:
    """Takes addresses one by one and writes them together; memory does not grow with their number."""

    def __init__(self):
        self.lines = []
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS arriving")
            cursor.execute(STAGE)

    def add(self, municipality, row, point, quarter):
        name, search_name = _street(row["street"])
        number = house_number(row.get("number", "") + row.get("letter", ""))[:12]
        kind = "address" if number else "street"
        values = (municipality, kind, name, search_name, number, quarter, row.get("code", "")[:5], *point.values())
        self.lines.append("\t".join("\\N" if value is None else str(value) for value in values))
        if len(self.lines) >= BATCH:
            self._flush()

    def finish(self, progress):
        """(new, changed, the same): addresses and the streets they make up."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute(STREETS)
            cursor.execute("ANALYZE arriving")
            cursor.execute(WRITE)
            kept, new, changed = cursor.fetchone()
        return new, changed, kept - new - changed

    def _flush(self):
        text = io.StringIO("\n".join(self.lines) + "\n" if self.lines else "")
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY arriving ({COLUMNS}) FROM STDIN", text)
        self.lines = []


@lru_cache(maxsize=50_000)
def _street(text):
    """(name as we write it, search name): address files shout, "VIA DEI MILLE" is "via dei Mille"."""
    text = " ".join(text.replace("\\", " ").split())[:200]
    return (_spoken(text) if text.isupper() else text[0].lower() + text[1:]), normalise(text)[:200]


def _spoken(text):
    first, *others = text.lower().split(" ")
    return " ".join([first, *(word if word in SMALL_WORDS else _capital(word) for word in others)])


def _capital(word):
    """ "dell'arte" → "dell'Arte", "d'oro" → "d'Oro"."""
    head, apostrophe, tail = word.rpartition("'")
    if apostrophe and tail:
        small = head in ("d", "l", "dell", "all", "nell")
        return (head if small else head.capitalize()) + apostrophe + tail.capitalize()
    return word.capitalize()
