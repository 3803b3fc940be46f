"""The exported directory: whole, in a fixed order, without what must stay at home."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.db import models

from organizations.models import CommunityPoint, Location, Organization
from services.hsds import fields
from services.hsds.export import export
from services.hsds.tables import TABLES
from services.models import Asset, Service
from tests.factories import AssetFactory, QuarterFactory, ServiceAtLocationFactory
from tests.services.api_directory import full_directory
from tests.services.hsds_schemas import needs_schemas, problems

pytestmark = pytest.mark.django_db

STAYS_HOME = {"created_at", "point", "opening_hours", "timetable"}  # opening_hours: beside, as documents
SAID_ELSEWHERE = {
    fields.SERVICE: {"terms"},
    fields.SERVICE_AREA: {"service", "zone", "quarter"},
    fields.LOCATION: {"quarter"},
    fields.TAXONOMY_TERM: {"id"},  # `uuid` is the identifier others know
    fields.COMMUNITY_POINT: {"partners", "quarters"},
    fields.ASSET: {"terms", "quarter", "offered_by_resident"},
    fields.MUNICIPALITY: {"id"},
    fields.ZONE: {"id"},
    fields.QUARTER: {"id", "neighbours"},
    fields.POSTAL_CODE: {"id"},
    fields.SCHEDULE: {"opening_hours"},
}
EVERY_TABLE = [table for table in vars(fields).values() if isinstance(table, fields.Table)]


def read_tables(folder):
    return {
        kind: list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"), newline="")))
        for kind, (name, _) in TABLES.items()
    }


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.name)
def test_every_field_of_a_model_has_a_key(table):
    own = [field for field in table.model._meta.get_fields() if not field.auto_created or field.concrete]
    expected = {field.name for field in own if isinstance(field, models.Field)} - STAYS_HOME

    said = {lookup.split("__")[0] for lookup in [*table.columns.values(), *table.lists, *table.inside.values()]}
    said = {name.removesuffix("_id") if name.endswith("_id") and name != "program_id" else name for name in said}

    assert expected - said - SAID_ELSEWHERE.get(table, set()) == set()


def test_export_writes_each_thing_once_in_a_json_file(tmp_path):
    service = full_directory()

    export(tmp_path / "directory.json")

    page = json.loads((tmp_path / "directory.json").read_text())
    names = {key: [row.get("name", row.get("code")) for row in value] for key, value in page.items() if key in LISTS}
    envelope = {key: value for key, value in page.items() if key not in LISTS}
    assert envelope == {
        "total_items": 1,
        "total_pages": 1,
        "page_number": 1,
        "size": 1,
        "first_page": True,
        "last_page": True,
        "empty": False,
    }
    assert {key: sorted(value) for key, value in names.items()} == {
        "municipalities": ["Brescia"],
        "zones": ["Ovest"],
        "quarters": ["Fiumicello"],
        "postal_codes": [],
        "taxonomies": ["activity", "asset_kind", "need"],
        "taxonomy_terms": ["Affitto", "Ascolto", "Casa e bollette", "Parco", "Stare insieme"],
        "organizations": ["Gruppo senza servizi", "Rete Casa"],
        "locations": ["Luogo senza servizi"],
        "contents": [service.name],
        "community_points": ["Punto Comunità Fiumicello"],
        "assets": ["Parco Gallo"],
    }


LISTS = {
    *("municipalities", "zones", "quarters", "postal_codes", "taxonomies", "taxonomy_terms"),
    *("organizations", "locations", "contents", "community_points", "assets"),
}


@needs_schemas
def test_exported_services_conform_to_the_published_schema(tmp_path):
    full_directory()

    export(tmp_path / "directory.json")

    page = json.loads((tmp_path / "directory.json").read_text())
    assert [problems("compiled/service", document) for document in page["contents"]] == [[]]
    assert [problems("taxonomy_term", document) for document in page["taxonomy_terms"]] == [[]] * 5


def test_export_to_a_folder_writes_tables_that_point_at_each_other(tmp_path):
    full_directory()

    export(tmp_path / "out")

    tables = read_tables(tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    counts = {kind: len(found) for kind, found in tables.items()}
    assert [resource["path"] for resource in package["resources"]] == [path for path, _ in TABLES.values()]
    assert counts == {
        "municipality": 1,
        "zone": 1,
        "quarter": 1,
        "postal_code": 0,
        "taxonomy": 3,
        "taxonomy_term": 5,
        "organization": Organization.objects.count(),
        "program": 1,
        "organization_identifier": 1,
        "location": Location.objects.count(),
        "address": 3,
        "accessibility": 1,
        "service": 1,
        "service_area": 2,
        "required_document": 1,
        "cost_option": 1,
        "service_at_location": 1,
        "community_point": CommunityPoint.objects.count(),
        "asset": Asset.objects.count(),
        "funding": 2,
        "contact": 6,
        "phone": 12,
        "language": 8,
        "opening_hours": 5,
        "schedule": 10,
        "closure": 5,
        "attribute": 10,
        "metadata": 7,
    }


def test_export_of_the_same_directory_is_the_same_bytes(tmp_path):
    full_directory()

    for name in ("one.json", "two.json", "one", "two"):
        export(tmp_path / name)

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_export_leaves_out_the_skills_of_residents(tmp_path):
    AssetFactory(name="Ripetizioni di inglese", offered_by_resident=True, location=None, quarter=QuarterFactory())
    AssetFactory(name="Parco Gallo")

    export(tmp_path / "directory.json")
    export(tmp_path / "out")

    names = [asset["name"] for asset in json.loads((tmp_path / "directory.json").read_text())["assets"]]
    assert (names, [row["name"] for row in read_tables(tmp_path / "out")["asset"]]) == (["Parco Gallo"],) * 2


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_as_many_questions_for_one_service_as_for_three(tmp_path, count, django_assert_num_queries):
    ServiceAtLocationFactory.create_batch(count)

    # the count, six lists to point at, four lists empty at the first look, one batch of services and its end
    with django_assert_num_queries(1 + 6 + 4 + 1 + 3 + 1):
        export(tmp_path / "directory.json")


def test_export_keeps_the_times_and_dates_of_the_neighbourhood(tmp_path):
    full_directory()

    export(tmp_path / "out")

    tables = read_tables(tmp_path / "out")
    assert {(row["opens_at"], row["closes_at"]) for row in tables["schedule"]} == {
        ("22:00", "00:00"),
        ("09:00", "12:00"),
    }
    assert tables["service"][0]["last_modified"] == "2026-11-03T09:30:00.123456Z"


def test_export_command_says_where_and_how_far(tmp_path, capsys):
    full_directory()

    call_command("export_hsds", str(tmp_path / "directory.json"))

    out, err = capsys.readouterr()
    assert out == f"Scritto in {tmp_path / 'directory.json'}.\n"
    assert "contents: 1\n" in err


def test_export_keeps_services_of_every_status(tmp_path):
    for status in Service.Status.values:
        ServiceAtLocationFactory(service__status=status)

    export(tmp_path / "directory.json")

    page = json.loads((tmp_path / "directory.json").read_text())
    assert sorted(service["status"] for service in page["contents"]) == sorted(Service.Status.values)
