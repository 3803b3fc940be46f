"""What many operations add together is what they add one by one, with the models drawn once."""

from unittest import mock

import pytest
from django.core.management import get_commands
from django.db import connection, models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    Migration,
    RemoveField,
    RunSQL,
)
from django.db.migrations.state import ModelState, ProjectState

from puntocomunita.migrating import Together, together

pytestmark = pytest.mark.django_db
TABLES = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable
    FROM information_schema.columns WHERE table_name LIKE 'drawn_%' ORDER BY table_name, ordinal_position
"""
RULES = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid::regclass::text LIKE 'drawn_%' ORDER BY conname
"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'drawn_%' ORDER BY indexname"


def key():
    return ("id", models.BigAutoField(primary_key=True))


def operations():
    """A new table that changes at once, an older one that does too, and one thing that stands between."""
    return [
        CreateModel("Street", [key(), ("name", models.CharField(max_length=10))]),
        CreateModel("Door", [key(), ("street", models.ForeignKey("drawn.Street", models.CASCADE))]),
        AddField("Street", "first", models.ForeignKey("drawn.Door", models.SET_NULL, null=True, related_name="+")),
        AlterField("Street", "name", models.CharField(max_length=20)),
        AddConstraint("Street", models.CheckConstraint(condition=~models.Q(name=""), name="street_has_a_name")),
        AlterModelOptions("Door", {"ordering": ["id"]}),
        AddIndex("Door", models.Index(fields=["-id"], name="doors_last_first")),
        AddField("House", "floors", models.IntegerField(default=1)),
        AlterField("House", "floors", models.SmallIntegerField(null=True)),
        AlterField("House", "colour", models.CharField(max_length=9, unique=True)),
        AddField("House", "door", models.OneToOneField("drawn.Door", models.PROTECT, null=True)),
        RunSQL("ALTER TABLE drawn_house ADD COLUMN since date"),
        RemoveField("House", "old"),
        AddConstraint("House", models.UniqueConstraint(fields=["door", "floors"], name="floor_is_told_once")),
    ]


def migrated(operations):
    """The tables, their rules and indexes, and how many models were drawn."""
    state = ProjectState()
    house = [key(), ("colour", models.CharField(max_length=5, default="")), ("old", models.IntegerField(default=0))]
    state.add_model(ModelState("drawn", "House", house))
    with connection.schema_editor() as editor:
        editor.create_model(state.apps.get_model("drawn", "house"))
    migration = Migration("0002_street", "drawn")
    migration.operations = operations
    drawn = mock.patch.object(ModelState, "render", autospec=True, side_effect=ModelState.render)
    with drawn as drawing, connection.schema_editor() as editor:
        migration.apply(state, editor)
    with connection.cursor() as cursor:
        found = [cursor.execute(question) or cursor.fetchall() for question in (TABLES, RULES, INDEXES)]
        cursor.execute("DROP TABLE drawn_house, drawn_door, drawn_street CASCADE")
    return found, drawing.call_count


def test_what_is_added_together_is_what_is_added_one_by_one():
    one_by_one, drawn_anew = migrated(operations())
    at_once, drawn = migrated(together(operations()))

    assert at_once == one_by_one
    assert (drawn, drawn_anew) == (9, 25)


def test_what_takes_away_or_is_sql_stands_alone():
    kinds = [type(operation) for operation in together(operations())]

    assert kinds == [Together, RunSQL, RemoveField, AddConstraint]


def test_migrate_is_ours():
    assert get_commands()["migrate"] == "puntocomunita"
