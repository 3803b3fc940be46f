"""An export taken back into an empty database is the same export, byte for byte."""

import pytest
from django.apps import apps
from django.db import connection

from services.hsds.export import export
from services.hsds.importer import import_feed
from tests.services.api_directory import full_directory

pytestmark = pytest.mark.django_db

DIRECTORY = ("territory", "organizations", "services")


def empty_directory():
    tables = [model._meta.db_table for app in DIRECTORY for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def contents(path):
    """Lines of every file, so that a failure shows the line."""
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes().split(b"\n") for file in files}


@pytest.mark.parametrize("name", ["directory.json", "directory"])
def test_round_trip_of_a_directory_with_every_field_set(tmp_path, name):
    full_directory()
    export(tmp_path / "first" / name)
    empty_directory()

    report = import_feed(tmp_path / "first" / name)
    export(tmp_path / "second" / name)

    assert report.problems == []
    assert contents(tmp_path / "second" / name) == contents(tmp_path / "first" / name)
