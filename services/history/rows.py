"""Rows as they were: those of now, with the changes since taken back from them one by one."""

import json
from collections import defaultdict

from django.db import connection

from services.models import RowChange

from .kinds import KINDS


def rows_now(kind, keys) -> dict:
    """{key: {column: value as JSON}} of the rows that are there; one query."""
    cast = KINDS[kind].model._meta.pk.rel_db_type(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id::text, to_jsonb(kept)::text FROM {KINDS[kind].table} kept WHERE id = ANY(%s::{cast}[])",
            [list(keys)],
        )
        return {key: json.loads(row) for key, row in cursor.fetchall()}


def rows_after(changes) -> dict:
    """{change id: row} as each of these changes left it; a query for each kind and one for all that came since.

    Left out is a row that the change took away, one of which nothing is kept because it is a person's, and one
    that went without a trace (TRUNCATE, `not_kept`): of that only columns are known, and columns are no row.
    """
    keys = defaultdict(set)
    for change in changes:
        keys[change.kind].add(change.key)
    rows = {(kind, key): row for kind, found in keys.items() for key, row in rows_now(kind, found).items()}
    first = min((change.pk for change in changes), default=0)
    every = {key for found in keys.values() for key in found}
    since = RowChange.objects.filter(kind__in=keys, key__in=every, pk__gte=first).order_by("-pk") if changes else ()
    wanted, found = {change.pk for change in changes}, {}
    for change in since:
        row = (change.kind, change.key)
        if change.pk in wanted and rows.get(row):
            found[change.pk] = rows[row]
        gone = change.verb == RowChange.Verb.UPDATE and not rows.get(row)
        rows[row] = {} if gone else before(change, rows.get(row))
    return found


def before(change, after):
    """A row as it was before a change that left it so; {} before there was any."""
    if change.verb == RowChange.Verb.INSERT:
        return {}
    return (after if change.verb == RowChange.Verb.UPDATE and after else {}) | (change.before or {})
