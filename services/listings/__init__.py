"""Building the search rows from what they come from.

A change of few things refreshes their rows in its own transaction (`refresh_listings`); a change of
many marks them (`mark_listings`) and `manage.py refresh_listings` follows.
"""

from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from organizations.models import CommunityPoint
from services.models import Asset, DirectoryVersion, Listing, ListingRefresh, Service

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
    "remember_words",
    "rows_of",
    "service_rows",
    "store_counts",
    "touch_directory",
    "write_rows",
]

AT_ONCE = 500  # sources refreshed within the caller's transaction; more are marked
BATCH = 2_000  # sources a transaction in the job


def refresh_listings(*, services=(), assets=(), community_points=()) -> int:
    """Rebuild the rows of these ids now, or mark them when they are many; returns how many sources."""
    wanted = {
        Listing.Kind.SERVICE: list(dict.fromkeys(services)),
        Listing.Kind.ASSET: list(dict.fromkeys(assets)),
        Listing.Kind.COMMUNITY_POINT: list(dict.fromkeys(community_points)),
    }
    count = sum(map(len, wanted.values()))
    if count > AT_ONCE:
        mark_listings(wanted)
    elif count:
        rebuild(wanted)
    return count


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
    }


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
    return done


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
    write_anew(wanted)
    touch_directory()


@transaction.atomic
def rebuild_all(wanted: dict, progress) -> None:
    """As `rebuild`, for any number in one transaction; the version, which all writers share, moves at its end."""
    done = 0
    for kind, ids in wanted.items():
        for start in range(0, len(ids), BATCH):
            write_anew({kind: ids[start : start + BATCH]})
            done += len(ids[start : start + BATCH])
            progress(done)
    touch_directory()


def write_anew(wanted: dict) -> None:
    paths = TermPaths()
    rows = [row for kind, ids in wanted.items() for row in rows_of(kind, ids, paths)]
    write_rows(rows, replacing=wanted)
    remember_words(rows)


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
