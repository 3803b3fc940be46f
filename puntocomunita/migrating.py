"""Migrations that draw the models once for all that is added together (docs/performance.md, "A new database").

Django draws anew, for each operation, every model that relates to the one it is about: 26,000 of them in a new
database, 38 seconds of processor. A table made with all that the same migration adds to it needs one drawing.
"""

from itertools import groupby

from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, AlterModelOptions, CreateModel
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

TOGETHER = (AddConstraint, AddField, AddIndex, AlterField, AlterModelOptions, CreateModel)


class Together(Operation):
    """Consecutive operations, each of which takes what it is about to where all of them leave it."""

    atomic = False

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # without them nothing is drawn until somebody asks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        done = set()
        for operation in self.operations:
            model, field = about(operation)
            if not done & {(model, ""), (model, field)}:
                before = from_state if isinstance(operation, AlterField) else to_state
                operation.database_forwards(app_label, schema_editor, before, to_state)
            if isinstance(operation, AddField | AlterField | CreateModel):
                done.add((model, field))


def about(operation) -> tuple[str, str]:
    """Its model, and its field where it is of one."""
    if isinstance(operation, CreateModel | AlterModelOptions):
        return operation.name_lower, ""
    return operation.model_name_lower, getattr(operation, "name_lower", "")


def together(operations) -> list:
    groups = [(kind, list(group)) for kind, group in groupby(operations, lambda each: type(each) in TOGETHER)]
    return [each for kind, group in groups for each in ([Together(group)] if kind and len(group) > 1 else group)]


class Executor(MigrationExecutor):
    def apply_migration(self, state, migration, fake=False, fake_initial=False):
        if not fake_initial:  # which looks for the operations that make tables, one by one
            migration.operations = together(migration.operations)
        return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
