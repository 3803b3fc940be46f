from typing import NamedTuple

import pghistory
from django.db import transaction
from django.utils import timezone

from services.listings import refresh_around, refresh_listings, touch_directory

from .alterations import keys_of
from .plans import rows_of

MOST = 500  # entries changed together
AROUND = {"organization": "organizations", "location": "locations"}
OWN_ROWS = {"service": "services", "asset": "assets", "community_point": "community_points"}


class Done(NamedTuple):
    """`changed` says how many, in the act of that key; `conflicts` are rows as they are now, left as they are."""

    act: object
    changed: int
    conflicts: list
    gone: int


@transaction.atomic
def change_together(*, by, kind, things, alterations, seen) -> Done:
    """One act. An entry of which somebody changed the same columns since they were `seen` stays as it is.

    `things` is the queryset of those that the person may change, `seen` {key: {column: value}} of those meant.
    """
    with pghistory.context(user=by.pk) as told:
        rows = rows_of(locked(things, seen, alterations), alterations)
        conflicts = [row for row in rows if row.lines and row.seen != seen[str(row.thing.pk)]]
        changing = [row.thing for row in rows if row.lines and row not in conflicts]
        for each in alterations:
            each.write([thing for thing in changing if each.line(thing)])
        bring_along(kind, things.model, keys_of(changing))
    return Done(told.id, len(changing), conflicts, len(seen) - len(rows))


def locked(things, keys, alterations):
    rows = things.filter(pk__in=list(keys)).select_for_update(of=("self",)).order_by("pk")
    return list(with_names(rows, alterations))


def with_names(things, alterations):
    """With the rows that the columns in question point at."""
    pointing = [each.name for each in alterations if getattr(each, "field", None) and each.field.is_relation]
    return things.select_related(*pointing) if pointing else things


def bring_along(kind, model, keys):
    model.objects.filter(pk__in=keys).update(last_modified=timezone.now())
    if kind in AROUND:
        refresh_around(**{AROUND[kind]: keys})
    else:
        refresh_listings(**{OWN_ROWS[kind]: keys})
    touch_directory()
