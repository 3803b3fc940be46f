"""What changing these entries would come to, entry by entry, and what was seen of them when it was shown."""

from typing import Any, NamedTuple

from django.core import signing

from .alterations import Closing, Column

SALT = "services.keeping.bulk"


class Row(NamedTuple):
    """`lines` are empty where nothing would change; `seen` is what the columns in question said."""

    thing: Any
    lines: list
    seen: dict
    has_nowhere: bool  # a closure has no hours to stand in


def rows_of(things, alterations) -> list:
    """As many queries for one as for hundreds."""
    for each in alterations:
        each.look_at(things)
    return [row_of(thing, alterations) for thing in things]


def row_of(thing, alterations):
    lines = [line for each in alterations if (line := each.line(thing))]
    seen = {each.name: each.seen(thing) for each in alterations if isinstance(each, Column)}
    nowhere = any(each.has_nowhere(thing) for each in alterations if isinstance(each, Closing))
    return Row(thing, lines, seen, nowhere)


def signed(rows) -> str:
    """Of those that would change, as a form carries it."""
    return signing.dumps({str(row.thing.pk): row.seen for row in rows if row.lines}, salt=SALT, compress=True)


def opened(text) -> dict:
    """{key: what was seen}; empty where somebody tampered with it."""
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
