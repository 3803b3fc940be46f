"""What the API describes is thrown at it: no 500, answers as described, 400 with a reason."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from puntocomunita.wsgi import application
from services.api import parameters
from services.api.schema import openapi
from tests.services.api_directory import full_directory

pytestmark = pytest.mark.django_db

AS_DESCRIBED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
EVERY_NAME = sorted({each.name for each in vars(parameters).values() if isinstance(each, parameters.Parameter)})
SEARCH_NAMES = sorted({each.name for each in parameters.SEARCH})


ADDRESSES = [
    *("services", "service_at_locations", "organizations", "taxonomy_terms"),
    *("places", "listings", "listings.geojson", "community_points"),
]


@pytest.fixture
def one_connection():
    """Keeps the test's transaction open across requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("path", openapi()["paths"])
@pytest.mark.usefixtures("one_connection")
def test_answers_are_as_described(path):
    full_directory()
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", application)

    @given(case=described[path][next(iter(openapi()["paths"][path]))].as_strategy())
    @BOUNDED
    def check(case):
        case.call_and_validate(checks=AS_DESCRIBED, headers={"Accept-Encoding": "identity"})

    check()


@pytest.mark.parametrize("address", ADDRESSES)
@given(query=st.dictionaries(st.sampled_from(EVERY_NAME), st.lists(st.text(max_size=30), max_size=3), max_size=4))
@BOUNDED
def test_any_text_is_answered_or_refused_with_a_reason(client, address, query):
    response = client.get(f"/api/{address}", query)

    answer = response.json() if "ndjson" not in response["Content-Type"] else {}
    assert response.status_code in (200, 400)
    assert (response.status_code == 400) == ("errors" in answer)
    assert all(reasons and all(reasons) for reasons in answer.get("errors", {}).values())
