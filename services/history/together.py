"""Putting back at once what one act did to many things, where nobody wrote since: as many queries for 3 as for 300.

What needs a decision (an entry that went, a reference that is gone, something written since) is left to `plans`.
"""

import json
from collections import defaultdict

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from organizations.hours import compile_all
from organizations.models import Location, OpeningHours
from services import listings
from services.models import RowChange

from .kinds import ALONE, KINDS
from .plans import put
from .reading import AT_MOST
from .restoring import Steps, is_own, missing_references, take_back
from .subjects import Subject
from .telling import TIMES

LINKS = ("service_term", "asset_term", "service_area", "point_quarter", "point_partner", "house_place")


def put_back_together(act, things) -> list:
    """Those of the things that are as they were again."""
    plain = {(each.kind, each.key): own_changes(each) for each in things if is_plain(each)}
    if not plain or act.changes.count() > AT_MOST:
        return []
    try:
        with transaction.atomic():
            lock(plain)
            steps = without_gaps({thing: steps_of(made) for thing, made in without_later(act, plain).items()})
            write(steps)
            bring_along(steps, {each.parent for thing in steps for each in plain[thing] if each.kind in TIMES})
    except DatabaseError:
        return []
    return [each for each in things if (each.kind, each.key) in steps]


def own_changes(each):
    return [change for change in each.entry.changes if is_own(Subject(each.kind, each.key), change)]


def is_plain(each) -> bool:
    """Whether the thing is there, and only its own columns, links and days of opening changed."""
    return each.thing is not None and all(
        (change.kind, change.key, change.verb) == (each.kind, each.key, RowChange.Verb.UPDATE)
        or change.kind in (*LINKS, *TIMES)
        for change in own_changes(each)
    )


def lock(plain):
    """In one order for everybody, before anything is read to decide."""
    keys = sorted(key for _kind, key in plain)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(key, 0))"
            " FROM (SELECT unnest(%s::text[]) AS key ORDER BY 1) AS keys",
            [keys],
        )
    rows = defaultdict(set)
    for thing, changes in plain.items():
        rows[thing[0]].add(thing[1])
        for change in changes:
            rows[change.kind].add(change.key)
            rows["opening_hours"] |= {change.parent} if change.kind in TIMES else set()
    for kind in sorted(rows):
        list(KINDS[kind].model.objects.select_for_update(of=("self",)).filter(pk__in=rows[kind]).order_by("pk"))


def without_later(act, plain) -> dict:
    """Where nothing was written since of the same rows and hours, so that what is there is what the act left."""
    touched = {thing: {key for each in made for key in keys_around(each)} for thing, made in plain.items()}
    every = set().union(*touched.values())
    first = min(each.pk for made in plain.values() for each in made)
    since = RowChange.objects.filter(Q(key__in=every) | Q(parent__in=every), pk__gt=first).exclude(act=act)
    later = {key for pair in since.values_list("key", "parent") for key in pair}
    return {thing: made for thing, made in plain.items() if later.isdisjoint(touched[thing])}


def keys_around(change) -> tuple:
    """The row, and what it is a link or a day of opening of."""
    return (change.key, change.parent) if change.kind in (*LINKS, *TIMES) else (change.key,)


def steps_of(changes) -> Steps:
    steps = Steps()
    for change in reversed(changes):
        take_back(steps, change, (change.kind, change.key))
    return steps


def without_gaps(steps) -> dict:
    """Where every row that would be pointed at is there."""
    whole = Steps()
    for each in steps.values():
        whole.puts |= each.puts
        whole.sets |= each.sets
    missing = set(missing_references(whole))
    return {thing: each for thing, each in steps.items() if missing.isdisjoint([*each.puts, *each.sets])}


def write(steps):
    sets, puts, takes = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in steps.values():
        for (kind, key), values in each.sets.items():
            sets[kind, tuple(sorted(values))].append(values | {"id": key})
        for (kind, _key), row in each.puts.items():
            puts[kind].append(row)
        for kind, key in each.takes:
            takes[kind].append(key)
    with connection.cursor() as cursor:
        for (kind, columns), rows in sets.items():
            set_columns(cursor, KINDS[kind].table, columns, rows)
        for kind, keys in takes.items():
            KINDS[kind].model.objects.filter(pk__in=keys).delete()
        for kind, rows in puts.items():
            for row in rows:
                put(cursor, kind, row)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def set_columns(cursor, table, columns, rows):
    values = ", ".join(f"{column} = was.{column}" for column in columns)
    cursor.execute(
        f"UPDATE {table} SET {values} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS was"
        f" WHERE {table}.id = was.id",
        [json.dumps(rows)],
    )


def bring_along(steps, hours):
    """As after one entry that was put back, of all of them at once."""
    keys = {kind: [key for each, key in steps if each == kind] for kind in ALONE}
    for kind, found in keys.items():
        KINDS[kind].model.objects.filter(pk__in=found).update(last_modified=timezone.now())
    compile_all(OpeningHours.objects.filter(pk__in=hours))
    owners = Location.objects.filter(opening_hours__in=hours).values_list("pk", flat=True)
    listings.refresh_listings(services=keys["service"], assets=keys["asset"], community_points=keys["community_point"])
    listings.refresh_around(organizations=keys["organization"], locations=[*keys["location"], *owners])
    listings.touch_directory()
