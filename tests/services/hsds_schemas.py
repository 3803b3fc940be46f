"""The published HSDS 3.0 schemas, read from the data folder beside the project; the tests skip where it is absent."""

import functools
import json

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = settings.BASE_DIR.parent / "shared" / "data" / "hsds" / "3.0" / "schema"

needs_schemas = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="HSDS schemas are not beside the project (../shared/data/hsds)."
)


def neighbour(uri):
    return Resource.from_contents(json.loads((FOLDER / uri.split("/")[-1]).read_text()), DRAFT202012)


@functools.cache
def validator(name):
    """The validator of `compiled/service_list`, `taxonomy_term`…; formats (uuid, uri, date-time) count too."""
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    return Draft202012Validator(schema, registry=Registry(retrieve=neighbour), format_checker=FormatChecker())


def problems(name, document):
    """What the schema says against a document, as readable lines; empty when it conforms."""
    found = validator(name).iter_errors(document)
    return [f"{'/'.join(str(step) for step in error.absolute_path)}: {error.message[:200]}" for error in found]
