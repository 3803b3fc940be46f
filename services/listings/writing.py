"""Bringing rows into the table, by COPY, touching only those that changed."""

import io
from collections.abc import Iterable

from django.db import connection, transaction

from services import tokens
from services.models import FacetCount, Listing, Word
from services.tokens import EASE

from .registry import uuid_of
from .rows import COLUMNS

OWNERS = {
    Listing.Kind.SERVICE: "service_id",
    Listing.Kind.ASSET: "asset_id",
    Listing.Kind.COMMUNITY_POINT: "community_point_id",
}


def write_rows(rows: list[dict], *, replacing: dict) -> bool:
    """Bring the table to these rows for the sources in `replacing`; whether any was not so already."""
    table = Listing._meta.db_table
    columns = ", ".join(COLUMNS)
    stored = ", ".join(f"l.{column}" for column in COLUMNS)
    new = ", ".join(f"excluded.{column}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE fresh_listing ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        copy_rows(cursor, "fresh_listing", rows)
        changed = sum(take_away(cursor, kind, ids) for kind, ids in replacing.items())
        cursor.execute(
            f"INSERT INTO {table} AS l ({columns}) SELECT {columns} FROM fresh_listing"
            f" ON CONFLICT (uuid) DO UPDATE SET ({columns}) = ROW({new})"
            f" WHERE ({stored}) IS DISTINCT FROM ({new})"
        )
        changed += cursor.rowcount
        cursor.execute("DROP TABLE fresh_listing")
    return bool(changed)


def take_away(cursor, kind, ids) -> int:
    """The rows of these sources that are not among the fresh ones; how many they were."""
    if kind in OWNERS:
        which, keys = OWNERS[kind], map(str, ids)
    else:
        which, keys = "uuid", (str(uuid_of(kind, key)) for key in ids)
    cursor.execute(
        f"DELETE FROM {Listing._meta.db_table} WHERE {which} = ANY(%s::uuid[])"
        " AND uuid NOT IN (SELECT uuid FROM fresh_listing) RETURNING tokens",
        [list(keys)],
    )
    gone = [tokens for (tokens,) in cursor.fetchall()]
    if gone and kind not in OWNERS:
        forget_words(cursor, gone)
    return len(gone)


def forget_words(cursor, gone: list[str]) -> None:
    """What somebody hid is not told by a correction of typos either: words that only those rows had."""
    cursor.execute(
        f"DELETE FROM {Word._meta.db_table} AS w USING"
        " (SELECT DISTINCT unnest(tsvector_to_array(t::tsvector)) AS word FROM unnest(%s) AS t) AS gone"
        " WHERE w.word = gone.word AND NOT EXISTS"
        f" (SELECT FROM {Listing._meta.db_table} WHERE tokens @@ quote_literal(w.word)::tsquery)",
        [gone],
    )


def copy_rows(cursor, table: str, rows: Iterable[dict]) -> None:
    """COPY rows in, with the columns of `COLUMNS`."""
    buffer = io.StringIO()
    for values in rows:
        buffer.write("\t".join(copy_text(column, values[column]) for column in COLUMNS) + "\n")
    buffer.seek(0)
    cursor.copy_expert(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN", buffer)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(column: str, value) -> str:
    if value is None:
        return "\\N"
    if column == "tokens":
        value = " ".join(tokens.quote(lexeme) for lexeme in value)
    elif isinstance(value, list):
        value = "{" + ",".join(map(str, value)) + "}"
    elif isinstance(value, bool):
        value = "t" if value else "f"
    return str(value).translate(_ESCAPES)


def remember_words(rows) -> None:
    """Add the words of these rows to those the directory knows, for typos."""
    found = {word for values in rows for word in values["words"] if word.isalpha() and 3 < len(word) <= 60}
    Word.objects.bulk_create((Word(word) for word in sorted(found)), ignore_conflicts=True, batch_size=5_000)


def store_counts() -> None:
    """Count the whole directory by kind, term, quarter and easy entry, for searches too wide to be counted live."""
    table, stored = Listing._meta.db_table, FacetCount._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {stored}")
        cursor.execute(f"""
            INSERT INTO {stored} (facet, value, count)
            SELECT 'total', '', count(*) FROM {table}
            UNION ALL SELECT 'kind', kind, count(*) FROM {table} GROUP BY 2
            UNION ALL SELECT 'term', term::text, count(*) FROM {table}, unnest(terms) AS term GROUP BY 2
            UNION ALL SELECT 'quarter', quarter_id::text, count(*) FROM {table} WHERE quarter_id IS NOT NULL GROUP BY 2
            UNION ALL SELECT 'ease', mark, n FROM (SELECT {_counted_flags()} FROM {table}) AS flags,
                LATERAL (VALUES {", ".join(f"('{name}', {name})" for name in EASE)}) AS v (mark, n)
        """)


def _counted_flags() -> str:
    return ", ".join(f"count(*) FILTER (WHERE {name}) AS {name}" for name in EASE)
