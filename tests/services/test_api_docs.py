"""The API says what it can do: OpenAPI for programs, a page for people."""

import re

import pytest
from drf_spectacular.validation import validate_schema

from puntocomunita.api import all_endpoints
from services.api.schema import openapi

UNDESCRIBED = {"openapi", "docs"}


def operations():
    return {path: next(iter(methods.values())) for path, methods in openapi()["paths"].items()}


def test_openapi_is_valid_and_describes_every_address():
    described = {path.removeprefix("/api/") for path in operations()}
    expected = {
        re.sub(r"<str:(\w+)>", r"{\1}", str(each.pattern)) for each in all_endpoints() if each.name not in UNDESCRIBED
    }

    validate_schema(openapi())

    assert described == expected


def test_every_parameter_is_described_with_a_type_and_an_example():
    lacking = [
        (path, parameter["name"])
        for path, operation in operations().items()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
        and not (parameter["description"] and parameter["schema"]["type"] and "example" in parameter["schema"])
    ]

    assert lacking == []


def test_openapi_is_served_to_any_site(client):
    response = client.get("/api/openapi.json")

    assert (response.json(), response["Access-Control-Allow-Origin"]) == (openapi(), "*")


@pytest.mark.django_db
def test_docs_show_every_address_with_an_example_to_copy(client):
    page = client.get("/api/docs/").content.decode()

    shown = re.findall(r"<code>(?:GET|POST) (\S+)</code>", page)
    copied = re.findall(r"<code>curl &#x27;\S+?(/api/[^?&]*)", page)
    assert sorted(shown) == sorted(operations())
    assert [re.sub(r"[0-9a-f-]{36}", "{id}", path) for path in copied] == shown


@pytest.mark.django_db
def test_docs_have_nothing_inline(client):
    page = client.get("/api/docs/").content.decode()

    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page) == []
