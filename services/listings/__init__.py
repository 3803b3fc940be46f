"""Building the search rows from what they come from.

A change of few things refreshes their rows in its own transaction (`refresh_listings`); a change of
many marks them (`mark_listings`) and `manage.py refresh_listings` follows. What people do together (`registry`)
is read only once the version of the directory is held, so that who hides something and who rebuilds its row wait
for each other; the rows of the directory are written before that, in one order for everybody.
"""

from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from organizations.models import CommunityPoint
from services.models import Asset, DirectoryVersion, Listing, ListingRefresh, Service

from .registry import listed, uuid_of
from .rows import COLUMNS, SOURCES, TermPaths, asset_rows, community_point_rows, rows_of, service_rows
from .writing import copy_rows, remember_words, store_counts, write_rows

__all__ = [
    "COLUMNS",
    "TermPaths",
    "around",
    "asset_rows",
    "community_point_rows",
    "copy_rows",
    "last_changed",
    "mark_listings",
    "rebuild",
    "rebuild_all",
    "refresh_all",
    "refresh_around",
    "refresh_listings",
    "refresh_marked",
    "refresh_together",
    "remember_words",
    "rows_of",
    "service_rows",
    "store_counts",
    "touch_directory",
    "write_rows",
]

AT_ONCE = 500  # sources refreshed within the caller's transaction; more are marked
BATCH = 2_000  # sources a transaction in the job


def refresh_listings(
    *, services=(), assets=(), community_points=(), houses=(), events=(), groups=(), initiatives=()
) -> int:
    """Rebuild the rows of these ids now, or mark them when they are many; returns how many sources.

    What people do together is rebuilt at once, for somebody may have hidden it.
    """
    kinds = Listing.Kind
    entries = {kinds.SERVICE: services, kinds.ASSET: assets, kinds.COMMUNITY_POINT: community_points}
    together = {kinds.HOUSE: houses, kinds.EVENT: events, kinds.GROUP: groups, kinds.INITIATIVE: initiatives}
    entries, together = _each_once(entries), _each_once(together)
    if (count := _how_many(entries)) > AT_ONCE:
        mark_listings(entries)
        entries = {}
    if entries or together:
        rebuild(entries | together)
    return count + _how_many(together)


def _each_once(wanted) -> dict:
    """Without the kinds of which there is none."""
    return {kind: keys for kind, ids in wanted.items() if (keys := list(dict.fromkeys(ids)))}


def _how_many(wanted) -> int:
    return sum(map(len, wanted.values()))


def refresh_around(*, organizations=(), locations=()) -> int:
    """Refresh what stands on these organizations and locations: their name, address and place are copied."""
    return refresh_listings(**{f"{kind}s": ids for kind, ids in around(organizations, locations).items()})


def around(organizations, locations) -> dict:
    """{kind: ids} of what stands on them."""
    return {
        Listing.Kind.SERVICE: _ids(Service, organization__in=organizations)
        + _ids(Service, service_at_locations__location__in=locations),
        Listing.Kind.ASSET: _ids(Asset, organization__in=organizations) + _ids(Asset, location__in=locations),
        Listing.Kind.COMMUNITY_POINT: _ids(CommunityPoint, lead_organization__in=organizations)
        + _ids(CommunityPoint, location__in=locations),
    } | {kind: list(each.around(organizations, locations)) for kind, each in listed().items()}


def _ids(model, **conditions):
    (values,) = conditions.values()
    return list(model.objects.filter(**conditions).values_list("id", flat=True)) if values else []


def mark_listings(wanted: dict) -> None:
    """Note that these sources wait for the job; noting twice is once."""
    ListingRefresh.objects.bulk_create(
        (ListingRefresh(source=kind, uuid=uuid) for kind, ids in wanted.items() for uuid in ids),
        batch_size=5_000,
        ignore_conflicts=True,
    )


def refresh_all(progress=None) -> int:
    """Rebuild every row from its source, in batches that each commit; returns the number of sources."""
    done = 0
    for kind, model in SOURCES.items():
        ids = model.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=BATCH)
        while batch := list(islice(ids, BATCH)):
            rebuild({kind: batch})
            done += len(batch)
            if progress:
                progress(done)
    return done + refresh_together()


def refresh_together() -> int:
    """Rebuild every row of what people do together, in batches that each commit; returns the number of sources."""
    done = 0
    for kind, each in listed().items():
        keys = without_lost(kind, each)
        for start in range(0, len(keys), BATCH):
            rebuild({kind: keys[start : start + BATCH]})
        done += len(keys)
    return done


@transaction.atomic
def without_lost(kind, each) -> list:
    """The keys of a kind, once the rows of what is there no more are gone."""
    hold_directory()
    keys = list(each.keys)
    lost = Listing.objects.filter(kind=kind).exclude(uuid__in=[uuid_of(kind, key) for key in keys])
    if lost.delete()[0]:
        touch_directory()
    return keys


def refresh_marked(progress=None) -> int:
    """Rebuild the rows that wait, and take their mark away in the same transaction."""
    done = 0
    while True:
        with transaction.atomic():
            marks = list(ListingRefresh.objects.select_for_update(skip_locked=True).order_by("id")[:BATCH])
            if not marks:
                return done
            wanted = {}
            for mark in marks:
                wanted.setdefault(mark.source, []).append(mark.uuid)
            rebuild(wanted)
            ListingRefresh.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        done += len(marks)
        if progress:
            progress(done)


@transaction.atomic
def rebuild(wanted: dict) -> None:
    """Write the rows of these sources anew; those whose source is gone or not public disappear."""
    entries, together = _parted(wanted)
    if entries:
        write_anew(entries)
        touch_directory()
    rebuild_together(together)


@transaction.atomic
def rebuild_all(wanted: dict, progress) -> None:
    """As `rebuild`, for any number in one transaction; the version, which all writers share, moves at its end."""
    entries, together = _parted(wanted)
    done = 0
    for kind, ids in entries.items():
        for start in range(0, len(ids), BATCH):
            write_anew({kind: ids[start : start + BATCH]})
            done += len(ids[start : start + BATCH])
            progress(done)
    touch_directory()
    rebuild_together(together)


def _parted(wanted):
    entries = {kind: ids for kind, ids in wanted.items() if kind in SOURCES}
    return entries, {kind: ids for kind, ids in wanted.items() if kind not in SOURCES and ids}


def rebuild_together(wanted) -> None:
    """The version of the directory moves only where something is not as it was."""
    if wanted:
        hold_directory()
        if write_anew(wanted):
            touch_directory()


def write_anew(wanted: dict) -> bool:
    """Whether anything was not so already."""
    paths = TermPaths()
    rows = [row for kind, ids in wanted.items() for row in rows_of(kind, ids, paths)]
    changed = write_rows(rows, replacing=wanted)
    remember_words(rows)
    return changed


def hold_directory() -> None:
    """Wait for whoever is writing rows; others wait until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DirectoryVersion._meta.db_table} AS v (id, version, changed_at) VALUES (1, 0, now())"
            " ON CONFLICT (id) DO UPDATE SET id = v.id"
        )


def touch_directory() -> None:
    """Move the directory's version on: pages and answers made before are no longer fresh."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DirectoryVersion._meta.db_table} AS v (id, version, changed_at) VALUES (1, 1, now())"
            " ON CONFLICT (id) DO UPDATE SET version = v.version + 1, changed_at = now()"
        )


def last_changed():
    """(version, moment) of the directory, (0, now) before anything was written."""
    row = DirectoryVersion.objects.values_list("version", "changed_at").first()
    return row or (0, timezone.now())
