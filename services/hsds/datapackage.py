"""The description of an exported folder (Frictionless tabular data package)."""

from django.db import models

from . import fields
from .tables import TABLES

TYPES = (
    (models.UUIDField, "string"),
    (models.BooleanField, "boolean"),
    (models.IntegerField, "integer"),
    (models.FloatField, "number"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
)
JSON_CELLS = {"boundary": "object", "names": "object"} | dict.fromkeys(
    ("synonyms", "neighbours", "partner_ids", "quarters"), "array"
)
OURS = {table.name: table for table in vars(fields).values() if isinstance(table, fields.Table)}


def datapackage():
    return {
        "name": "punto-comunita",
        "title": "Punto Comunità",
        "publisher": "Punto Comunità",
        "description": "The public directory of the portal, as HSDS 3.0 with columns and tables of its own.",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "homepage": "https://docs.openreferral.org",
        "resources": [resource(kind, path, columns) for kind, (path, columns) in TABLES.items()],
    }


def resource(kind, path, columns):
    described = [{"name": column, **field_type(kind, column)} for column in columns]
    schema = {"fields": described, **({"primaryKey": "id"} if "id" in columns else {})}
    return {
        "name": kind,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": schema,
    }


def is_identifier(column):
    return column == "id" or (column.endswith("_id") and column != "tax_id")


def field_type(kind, column):
    if is_identifier(column):
        return {"type": "string", "format": "uuid"}
    if column in JSON_CELLS:
        return {"type": JSON_CELLS[column]}
    if column in fields.NUMBERS:
        return {"type": "number"}
    return {"type": model_type(OURS.get(kind), column)}


def model_type(table, column):
    """The type of the model's field behind a column; text for what stands in a JSON list."""
    lookup = table.columns.get(column, "") if table else ""
    if not lookup or "__" in lookup:
        return "string"
    found = table.model._meta.get_field(lookup)
    return next((name for kind, name in TYPES if isinstance(found, kind)), "string")
