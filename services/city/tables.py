"""Rows by COPY: one `Table` for each model, filled in memory and sent together."""

import io
import json
from types import SimpleNamespace

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def plain(value) -> str:
    """A value as COPY reads it; times, dates and numbers as they print."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def as_json(value) -> str:
    return "[]" if value == [] else json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def as_array(value) -> str:
    return "{" + ",".join(map(str, value)) + "}"


def _writer(field):
    if isinstance(field, models.JSONField):
        return as_json
    if isinstance(field, ArrayField):
        return as_array
    return plain


def _default(field):
    if field.has_default():
        return field.get_default()
    return None if field.null or not field.empty_strings_allowed else ""


class Table:
    """The rows of one model that wait to be sent; a row has what an instance has, and may carry more."""

    def __init__(self, model):
        fields = [f for f in model._meta.concrete_fields if not f.generated and not isinstance(f, models.AutoField)]
        self.name = model._meta.db_table
        self.columns = ", ".join(field.column for field in fields)
        self.fields = [(field.attname, _writer(field)) for field in fields]
        self.blank = {field.attname: _default(field) for field in fields}
        self.buffer = io.StringIO()

    def add(self, **values) -> SimpleNamespace:
        """A row with the model's defaults and these values; what is no column stays on the row only."""
        row = SimpleNamespace(**{**self.blank, **values})
        mine = row.__dict__
        self.buffer.write("\t".join([write(mine[name]) for name, write in self.fields]) + "\n")
        return row

    def send(self):
        if not self.buffer.tell():
            return
        self.buffer.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {self.name} ({self.columns}) FROM STDIN", self.buffer)
        self.buffer = io.StringIO()

    def analyze(self):
        """Tells the planner how many there are now: a plan of when they were few reads them all each time."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {self.name}")


class Many(list):
    """Related rows as the row builder asks for them: `.all()`."""

    def all(self):
        return self
