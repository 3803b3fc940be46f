"""Writes the public directory: one JSON file, or a folder of HSDS tables with `datapackage.json`.

The order is fixed and nothing of the moment is written, so the same directory gives the same bytes. Rows are
read in batches inside one snapshot of the database; memory does not grow with the directory.
"""

import contextlib
import csv
import json
import tempfile
from pathlib import Path

import orjson
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from organizations.models import CommunityPoint, Location, Organization
from puntocomunita.api import to_json
from services.models import Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from territory.models import Municipality, PostalCode, Quarter, Zone

from . import documents, rows
from .datapackage import datapackage
from .fields import LOCATION, MUNICIPALITY, ORGANIZATION, POSTAL_CODE, QUARTER, TAXONOMY, TAXONOMY_TERM, ZONE
from .tables import TABLES, Flattener

BATCH = 500


@contextlib.contextmanager
def snapshot():
    """One moment of the database for all that is read inside; inside a transaction already, that one's."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def batches(queryset, size=BATCH):
    """Lists of primary keys in their order, read by key and not by offset."""
    last = None
    while True:
        later = queryset if last is None else queryset.filter(pk__gt=last)
        ids = list(later.order_by("pk").values_list("pk", flat=True)[:size])
        if not ids:
            return
        yield ids
        last = ids[-1]


def plain(table, queryset):
    return (documents.columns_of(table, row) for row in rows.read(queryset, table))


def quarters():
    neighbours = Quarter.objects.filter(neighbours=OuterRef("pk")).order_by("municipality__slug", "slug")
    slugs = {"municipality": "municipality__slug", "slug": "slug"}
    queryset = Quarter.objects.order_by("municipality__slug", "slug")
    for row in rows.read(queryset, QUARTER, neighbours=rows.objects(neighbours, slugs)):
        document = documents.columns_of(QUARTER, row)
        if row["neighbours"]:
            document["neighbours"] = [documents.place(**neighbour) for neighbour in row["neighbours"]]
        yield document


def organizations(queryset):
    for ids in batches(queryset):
        for row in rows.read(Organization.objects.filter(pk__in=ids).order_by("pk"), ORGANIZATION):
            yield documents.organization_document(row)


def locations(queryset):
    for ids in batches(queryset):
        found = rows.read(Location.objects.filter(pk__in=ids).order_by("pk"), LOCATION)
        hours = rows.opening_hours(found)
        for row in found:
            yield documents.location_document(row, hours.get(row["opening_hours_id"]))


def services():
    for ids in batches(Service.objects.all()):
        yield from rows.in_order(ids, rows.service_documents(ids))


def community_points():
    for ids in batches(CommunityPoint.objects.all()):
        yield from rows.community_points(CommunityPoint.objects.filter(pk__in=ids).order_by("pk"))


def assets():
    for ids in batches(rows.public_assets()):
        yield from rows.assets(rows.public_assets().filter(pk__in=ids).order_by("pk"))


def without_services():
    """Organizations and locations that no service reaches."""
    offered = Service.objects.filter(organization=OuterRef("pk"))
    given = ServiceAtLocation.objects.filter(location=OuterRef("pk"))
    return Organization.objects.filter(~Exists(offered)), Location.objects.filter(~Exists(given))


def base():
    """Name of the list, name of its table, documents: what the rest points at."""
    yield "municipalities", "municipality", plain(MUNICIPALITY, Municipality.objects.order_by("slug"))
    yield "zones", "zone", plain(ZONE, Zone.objects.order_by("municipality__slug", "slug"))
    yield "quarters", "quarter", quarters()
    codes = PostalCode.objects.order_by("municipality__slug", "code")
    yield "postal_codes", "postal_code", plain(POSTAL_CODE, codes)
    yield "taxonomies", "taxonomy", plain(TAXONOMY, Taxonomy.objects.order_by("slug"))
    terms = TaxonomyTerm.objects.order_by("taxonomy__slug", "position", "slug")
    yield "taxonomy_terms", "taxonomy_term", plain(TAXONOMY_TERM, terms)


def nested():
    """The lists of the JSON file in their order."""
    lone_organizations, lone_locations = without_services()
    yield from base()
    yield "organizations", "organization", organizations(lone_organizations)
    yield "locations", "location", locations(lone_locations)
    yield "contents", "service", services()
    yield "community_points", "community_point", community_points()
    yield "assets", "asset", assets()


def flat():
    """The documents of the tables in their order."""
    yield from base()
    yield "organizations", "organization", organizations(Organization.objects.all())
    yield "locations", "location", locations(Location.objects.all())
    yield "services", "service", services()
    yield "community_points", "community_point", community_points()
    yield "assets", "asset", assets()


def export(path, progress=lambda name, done: None):
    """Write the directory to `path`: a file when it ends in .json, else a folder. Never half-done.

    `progress` is told the name of each list and how many of it are written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with snapshot():
        if path.suffix == ".json":
            export_json(path, progress)
        else:
            export_tables(path, progress)


def counted(name, found, progress):
    done = 0
    for done, document in enumerate(found, 1):
        yield document
        if done % BATCH == 0:
            progress(name, done)
    progress(name, done)


def export_json(path, progress):
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        unfinished = Path(folder) / path.name
        with unfinished.open("wb") as file:
            file.writelines(json_lines(progress))
        unfinished.replace(path)


def json_lines(progress):
    """The file in pieces, a document a line."""
    size = Service.objects.count()
    envelope = {"total_items": size, "total_pages": 1, "page_number": 1, "size": size}
    envelope |= {"first_page": True, "last_page": True, "empty": size == 0}
    yield orjson.dumps(envelope)[:-1]
    for name, _, found in nested():
        yield f',\n"{name}":['.encode()
        for position, document in enumerate(counted(name, found, progress)):
            yield (b",\n" if position else b"\n") + to_json(document)
        yield b"]"
    yield b"}\n"


def export_tables(path, progress):
    path.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path, prefix=".export-") as folder:
        unfinished = Path(folder)
        write_tables(unfinished, progress)
        description = json.dumps(datapackage(), indent=2, ensure_ascii=False) + "\n"
        (unfinished / "datapackage.json").write_text(description, encoding="utf-8")
        for file in sorted(unfinished.iterdir()):
            file.replace(path / file.name)


def write_tables(folder, progress):
    flattener = Flattener()
    with contextlib.ExitStack() as files:
        writers = {kind: writer(files, folder / name, columns) for kind, (name, columns) in TABLES.items()}
        for name, kind, found in flat():
            for document in counted(name, found, progress):
                for table, row in flattener.rows(kind, document):
                    writers[table].writerow({column: cell(value) for column, value in row.items()})


def writer(files, path, columns):
    file = files.enter_context(path.open("w", newline="", encoding="utf-8"))
    # the end of line of RFC 4180: with a bare newline, a carriage return inside a text would go unquoted
    result = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\r\n")
    result.writeheader()
    return result


def cell(value):
    """A value as the text of a cell: as JSON would say it, without quotes around text."""
    return value if isinstance(value, str) else to_json(value).decode().strip('"')
