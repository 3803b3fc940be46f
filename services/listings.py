"""Building the search rows from what they come from.

A change of few things refreshes their rows in its own transaction (`refresh_listings`); a change of
many marks them (`mark_listings`) and `manage.py refresh_listings` follows.
"""

import io
from collections.abc import Iterable
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import Truncator

from organizations.models import CommunityPoint

from . import tokens, words
from .models import Asset, DirectoryVersion, FacetCount, Listing, ListingRefresh, Service, TaxonomyTerm, Word

AT_ONCE = 500  # sources refreshed within the caller's transaction; more are marked
BATCH = 2_000  # sources a transaction in the job

EASE = ("free", "no_appointment", "anonymous", "soft_entry", "wheelchair")
COLUMNS = [field.column for field in Listing._meta.concrete_fields if not field.generated and not field.primary_key]


class TermPaths:
    """{term id: the ids of the term and all above it}, read once for a whole refresh (one query)."""

    def __init__(self):
        self.parents = dict(TaxonomyTerm.objects.values_list("id", "parent_id"))

    def __call__(self, term_ids: Iterable[int]) -> list[int]:
        found = set()
        for term_id in term_ids:
            while term_id and term_id not in found:
                found.add(term_id)
                term_id = self.parents.get(term_id)
        return sorted(found)


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
    return refresh_listings(
        services=_ids(Service, organization__in=organizations)
        + _ids(Service, service_at_locations__location__in=locations),
        assets=_ids(Asset, organization__in=organizations) + _ids(Asset, location__in=locations),
        community_points=_ids(CommunityPoint, lead_organization__in=organizations)
        + _ids(CommunityPoint, location__in=locations),
    )


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
    paths = TermPaths()
    rows = [row for kind, ids in wanted.items() for row in rows_of(kind, ids, paths)]
    write_rows(rows, replacing=wanted)
    remember_words(rows)
    touch_directory()


def touch_directory() -> None:
    """Move the directory's version on: pages and answers made before are no longer fresh."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DirectoryVersion._meta.db_table} AS v (id, version, changed_at) VALUES (1, 1, now())"
            " ON CONFLICT (id) DO UPDATE SET version = v.version + 1, changed_at = now()"
        )


# The rows


def rows_of(kind, ids, paths: TermPaths):
    """The rows, as dicts by column, of the sources with these ids."""
    for source in SOURCES[kind].objects.filter(id__in=ids).select_related(*RELATED[kind]).prefetch_related(*MANY[kind]):
        yield from ROWS[kind](source, paths)


def service_rows(service, paths):
    """One row for each location of a service, or one for the area it serves."""
    if service.status not in (Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED):
        return
    places = list(service.service_at_locations.all()) or [None]
    for place in places:
        yield service_row(service, place, paths)


def service_row(service, place, paths) -> dict:
    location = place and place.location
    hours = (place and place.opening_hours) or service.opening_hours
    return row(
        kind=Listing.Kind.SERVICE,
        source=service,
        organization=service.organization,
        location=location,
        hours=hours,
        term_ids=paths(term.id for term in service.terms.all()),
        phone=first_phone(place, service, location, service.organization),
        text=[service.alternate_name, service.description, service.eligibility_description, service.outcome],
        marks=[] if location else coverage(service.service_areas.all()),
        uuid=place.id if place else service.id,
        service_id=service.id,
        service_at_location_id=place and place.id,
        languages=codes(service.languages),
        free=bool(service.free),
        no_appointment=service.no_appointment,
        anonymous=service.anonymous,
        soft_entry=service.soft_entry,
        comes_home=service.comes_home,
        by_phone=service.by_phone,
        online=service.online,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
    )


def asset_rows(asset, paths):
    if asset.offered_by_resident:
        phone, organization = "", None
    else:
        phone, organization = first_phone(asset, asset.location, asset.organization), asset.organization
    yield row(
        kind=Listing.Kind.ASSET,
        source=asset,
        organization=organization,
        location=asset.location,
        quarter=asset.quarter,
        hours=asset.opening_hours or (asset.location and asset.location.opening_hours),
        term_ids=paths([asset.kind_id, *(term.id for term in asset.terms.all())]),
        phone=phone,
        text=[asset.description],
        asset_id=asset.id,
        free=bool(asset.free),
    )


def community_point_rows(point, paths):
    yield row(
        kind=Listing.Kind.COMMUNITY_POINT,
        source=point,
        organization=point.lead_organization,
        location=point.location,
        hours=point.opening_hours,
        term_ids=[],
        phone=first_phone(point, point.location, point.lead_organization),
        text=[point.description],
        marks=[mark for quarter in point.quarters.all() for mark in marks_of_quarter(quarter)],
        community_point_id=point.id,
        free=True,
        no_appointment=True,
        anonymous=True,
        soft_entry=True,
    )


def row(*, kind, source, organization, location, hours, term_ids, text, phone, marks=(), quarter=None, **columns):
    """One row: what all kinds share, with the columns that only some have."""
    quarter = (location and location.quarter) or quarter
    zone_id = quarter and quarter.zone_id
    municipality_id = (quarter and quarter.municipality_id) or (location and location.municipality_id)
    values = dict.fromkeys(COLUMNS)
    values |= dict.fromkeys([*EASE, "comes_home", "by_phone", "online"], False)
    values |= {
        "kind": kind,
        "uuid": source.id,
        "slug": source.slug,
        "name": source.name,
        "name_key": " ".join(words.plain(word) for word in words.split(source.name))[:300],
        "organization_id": organization and organization.id,
        "organization_name": organization.name if organization else "",
        "summary": Truncator(" ".join(source.description.split())).chars(240),
        "address": location.address if location else "",
        "phone": phone[:60],
        "languages": [],
        "municipality_id": municipality_id,
        "zone_id": zone_id,
        "quarter_id": quarter and quarter.id,
        "postal_code": location.postal_code if location else "",
        "latitude": location and location.latitude,
        "longitude": location and location.longitude,
        "terms": term_ids,
        "timetable_id": hours and hours.timetable_id,
        "wheelchair": bool(location and location.wheelchair),
        "verified_on": source.verified_on,
        "verified_how": source.verified_how,
    }
    values |= columns
    name = words.lexemes(source.name)
    around = " ".join([*text, values["organization_name"], values["address"], quarter.name if quarter else ""])
    values["words"] = {words.plain(word) for word in words.split(f"{source.name} {around}")}
    values["tokens"] = sorted(
        name | {tokens.in_name(word) for word in name} | words.lexemes(around) | marks_of_row(values) | set(marks)
    )
    return values


def marks_of_row(values) -> set[str]:
    places = {"m": "municipality_id", "z": "zone_id", "q": "quarter_id", "p": "postal_code"}
    return {
        tokens.kind(values["kind"]),
        *(tokens.term(term_id) for term_id in values["terms"]),
        *(tokens.language(code) for code in values["languages"]),
        *(tokens.ease(name) for name in EASE if values[name]),
        *(tokens.inside(level, values[column]) for level, column in places.items() if values[column]),
    }


def marks_of_quarter(quarter):
    """Reaches into the quarter, its zone and its municipality, and covers the whole quarter."""
    yield tokens.covering("q", quarter.id)
    yield tokens.inside("q", quarter.id)
    yield tokens.inside("z", quarter.zone_id)
    yield tokens.inside("m", quarter.municipality_id)


def coverage(areas) -> set[str]:
    """The marks of the areas a service without a door serves; none stated means not known, so none."""
    marks = set()
    for area in areas:
        if area.everywhere:
            marks.add(tokens.EVERYWHERE)
        if area.municipality_id:
            marks |= {tokens.covering("m", area.municipality_id), tokens.inside("m", area.municipality_id)}
        if area.zone:
            marks |= {
                tokens.covering("z", area.zone_id),
                tokens.inside("z", area.zone_id),
                tokens.inside("m", area.zone.municipality_id),
            }
        if area.quarter:
            marks |= set(marks_of_quarter(area.quarter))
        if area.postal_code:
            marks |= {tokens.covering("p", area.postal_code), tokens.inside("p", area.postal_code)}
    return marks


def first_phone(*owners) -> str:
    for owner in owners:
        for phone in (owner and owner.phones) or ():
            if phone.get("number"):
                return phone["number"]
    return ""


def codes(languages) -> list[str]:
    """ISO 639 codes of HSDS languages; one without a code is left to the page of the service."""
    return sorted({language["code"].lower()[:8] for language in languages if language.get("code", "").isalpha()})


SOURCES = {
    Listing.Kind.SERVICE: Service,
    Listing.Kind.ASSET: Asset,
    Listing.Kind.COMMUNITY_POINT: CommunityPoint,
}
RELATED = {
    Listing.Kind.SERVICE: ["organization", "opening_hours"],
    Listing.Kind.ASSET: ["organization", "opening_hours", "quarter", "location__quarter", "location__opening_hours"],
    Listing.Kind.COMMUNITY_POINT: ["lead_organization", "opening_hours", "location__quarter"],
}
MANY = {
    Listing.Kind.SERVICE: [
        "terms",
        "service_areas__zone",
        "service_areas__quarter",
        "service_at_locations__location__quarter",
        "service_at_locations__opening_hours",
    ],
    Listing.Kind.ASSET: ["terms"],
    Listing.Kind.COMMUNITY_POINT: ["quarters"],
}
ROWS = {
    Listing.Kind.SERVICE: service_rows,
    Listing.Kind.ASSET: asset_rows,
    Listing.Kind.COMMUNITY_POINT: community_point_rows,
}


# The writing

OWNERS = {
    Listing.Kind.SERVICE: "service_id",
    Listing.Kind.ASSET: "asset_id",
    Listing.Kind.COMMUNITY_POINT: "community_point_id",
}


def write_rows(rows: list[dict], *, replacing: dict) -> None:
    """Bring the table to these rows for the sources in `replacing`; rows that stay the same are not touched."""
    table = Listing._meta.db_table
    columns = ", ".join(COLUMNS)
    stored = ", ".join(f"l.{column}" for column in COLUMNS)
    new = ", ".join(f"excluded.{column}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE fresh_listing ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
        copy_rows(cursor, "fresh_listing", rows)
        for kind, ids in replacing.items():
            cursor.execute(
                f"DELETE FROM {table} WHERE {OWNERS[kind]} = ANY(%s::uuid[])"
                " AND uuid NOT IN (SELECT uuid FROM fresh_listing)",
                [list(map(str, ids))],
            )
        cursor.execute(
            f"INSERT INTO {table} AS l ({columns}) SELECT {columns} FROM fresh_listing"
            f" ON CONFLICT (uuid) DO UPDATE SET ({columns}) = ROW({new})"
            f" WHERE ({stored}) IS DISTINCT FROM ({new})"
        )
        cursor.execute("DROP TABLE fresh_listing")


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
    """Count the whole directory by term, quarter and easy entry, for searches too wide to be counted live."""
    table, stored = Listing._meta.db_table, FacetCount._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {stored}")
        cursor.execute(f"""
            INSERT INTO {stored} (facet, value, count)
            SELECT 'total', '', count(*) FROM {table}
            UNION ALL SELECT 'term', term::text, count(*) FROM {table}, unnest(terms) AS term GROUP BY 2
            UNION ALL SELECT 'quarter', quarter_id::text, count(*) FROM {table} WHERE quarter_id IS NOT NULL GROUP BY 2
            UNION ALL SELECT 'ease', mark, n FROM (SELECT {_counted_flags()} FROM {table}) AS flags,
                LATERAL (VALUES {", ".join(f"('{name}', {name})" for name in EASE)}) AS v (mark, n)
        """)


def _counted_flags() -> str:
    return ", ".join(f"count(*) FILTER (WHERE {name}) AS {name}" for name in EASE)


def last_changed():
    """(version, moment) of the directory, (0, now) before anything was written."""
    row = DirectoryVersion.objects.values_list("version", "changed_at").first()
    return row or (0, timezone.now())
