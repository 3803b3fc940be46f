"""Datasette over the same rows: one SQLite table with FTS5, the same mix in its own words, the same facets.

It has no opening hours and no circles: hours are left out and a circle becomes its square, both to its
advantage. It is measured twice: with its limits of time lifted, as an answer without the facets is not the
same answer, and as it comes, when it leaves out every facet that takes more than 200 ms.
"""

import contextlib
import json
import math
import sqlite3
from collections import defaultdict
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.db import connection

from services.models import TaxonomyTerm
from territory.places import find_place

from . import databases, servers

PROGRAM = Path(settings.BASE_DIR) / "var" / "bench-venv" / "bin" / "datasette"
PATIENT = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000}
FACETS = [("_facet_array", "needs"), ("_facet_array", "activities"), ("_facet_array", "targets"), ("_facet", "quarter")]
COLUMNS = """id, kind, slug, name, organization_name, summary, address, phone, municipality, quarter, postal_code,
latitude, longitude, needs, activities, targets, free, no_appointment, anonymous, soft_entry, wheelchair,
minimum_age, maximum_age, verified_on"""
ROWS = """
SELECT l.id, l.kind, l.slug, l.name, l.organization_name,
  coalesce(s.description, a.description, l.summary), l.address, l.phone, m.slug, q.slug,
  l.postal_code, l.latitude, l.longitude, l.terms, l.free::int, l.no_appointment::int, l.anonymous::int,
  l.soft_entry::int, l.wheelchair::int, l.minimum_age, l.maximum_age, l.verified_on::text
FROM services_listing l
LEFT JOIN services_service s ON s.id = l.service_id LEFT JOIN services_asset a ON a.id = l.asset_id
LEFT JOIN territory_municipality m ON m.id = l.municipality_id LEFT JOIN territory_quarter q ON q.id = l.quarter_id
ORDER BY l.id
"""
INDEXED = ["municipality", "quarter", "postal_code", "latitude", "longitude", "verified_on"]


def export(size) -> Path:
    """The SQLite file of the size's listings; full descriptions, as our tokens have them."""
    databases.use(size)
    path = Path(settings.VAR_DIR) / f"{databases.name_of(size)}.sqlite"
    path.unlink(missing_ok=True)
    slugs = _slugs()
    with contextlib.closing(sqlite3.connect(path)) as file, connection.cursor() as cursor:
        file.execute(f"CREATE TABLE listing ({COLUMNS.replace('id,', 'id INTEGER PRIMARY KEY,', 1)})")
        cursor.execute(ROWS)
        marks = ",".join("?" * len(COLUMNS.split(",")))
        file.executemany(f"INSERT INTO listing VALUES ({marks})", (_row(row, slugs) for row in cursor))
        for column in INDEXED:
            file.execute(f"CREATE INDEX listing_{column} ON listing ({column})")
        words = "name, organization_name, summary, address"
        file.execute(
            f"CREATE VIRTUAL TABLE listing_fts USING fts5({words}, content=listing, content_rowid=id,"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        file.execute("INSERT INTO listing_fts (listing_fts) VALUES ('rebuild')")
        file.execute("ANALYZE")
        file.commit()
    return path


def _slugs():
    return dict(TaxonomyTerm.objects.values_list("id", "slug")), dict(
        TaxonomyTerm.objects.values_list("id", "taxonomy__slug")
    )


def _row(row, slugs):
    slug_of, taxonomy_of = slugs
    by_taxonomy = defaultdict(list)
    for term_id in row[13]:
        by_taxonomy[taxonomy_of[term_id]].append(slug_of[term_id])
    lists = [json.dumps(by_taxonomy[taxonomy]) for taxonomy in ("need", "activity", "target")]
    return [*row[:13], *lists, *row[14:]]


@contextlib.contextmanager
def served(path, limits):
    port = servers.free_port()
    settings_of_it = {"suggest_facets": "off", "default_page_size": 20, **limits}
    options = [part for name, value in settings_of_it.items() for part in ("--setting", name, str(value))]
    command = [str(PROGRAM), "-i", str(path), "--host", "127.0.0.1", "--port", str(port), *options]
    with servers.running(command, port):
        yield port


def translated(query, table) -> str:
    """Our parameters as Datasette's address of the table."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    said = [("_size", asked.get("per_page", "20")), *FACETS]
    if "search" in asked:
        said.append(("_search", asked["search"]))
    for ours, theirs in (("need", "needs"), ("target", "targets")):
        if ours in asked:
            said.append((f"{theirs}__arraycontains", asked[ours]))
    said += [(name, asked[name]) for name in ("municipality", "quarter", "postal_code") if name in asked]
    said += [(name, "1") for name in ("free", "no_appointment", "soft_entry", "wheelchair") if name in asked]
    if "near" in asked:
        said += _square(asked["near"], int(asked.get("radius", 2_000)))
    said += [("_sort_desc", "verified_on")] if "search" not in asked else []
    return f"/{table}/listing.json?{urlencode(said)}"


def _square(text, metres):
    place = find_place(text)
    north = metres / 111_200
    east = north / math.cos(math.radians(place.latitude))
    return [
        ("latitude__gte", place.latitude - north),
        ("latitude__lte", place.latitude + north),
        ("longitude__gte", place.longitude - east),
        ("longitude__lte", place.longitude + east),
    ]
