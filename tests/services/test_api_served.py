"""How the API is served: to any site, read only, fresh, packed, and to nobody too often."""

import gzip

import orjson
import pytest
from django.core.cache import cache
from rest_framework.throttling import AnonRateThrottle

from services.api.directory import ServiceList
from services.listings import touch_directory
from tests.factories import ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/api/services", "/api/services/7", "/api/services?page=0", "/api/nothing"])
def test_any_site_may_read(client, address):
    assert client.get(address)["Access-Control-Allow-Origin"] == "*"


def test_a_browser_may_ask_first(client):
    response = client.options("/api/services", headers={"Access-Control-Request-Method": "GET"})

    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_head_is_get_without_a_body(client):
    ServiceFactory()

    response = client.head("/api/services")

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes(client, method):
    assert getattr(client, method)("/api/services").status_code == 405


def test_an_answer_is_fresh_until_the_directory_changes(client):
    first = client.get("/api/services")
    again = client.get("/api/services", headers={"If-None-Match": first["ETag"]})
    touch_directory()
    changed = client.get("/api/services", headers={"If-None-Match": first["ETag"]})

    assert [response.status_code for response in (first, again, changed)] == [200, 304, 200]
    assert (again.content, again["ETag"]) == (b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/api/needs", "/api/meetings", "/api/statistics", "/api/places?search=via"])
def test_what_is_of_no_directory_is_fresh_as_long_as_it_says_the_same(client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"], "Accept-Encoding": "gzip"})
    changed = client.get(address, headers={"If-None-Match": '"another"'})

    assert [response.status_code for response in (first, again, changed)] == [200, 304, 200]
    assert (again.content, again["ETag"], changed.content) == (b"", first["ETag"], first.content)
    assert (again["Access-Control-Allow-Origin"], again.get("Cache-Control")) == ("*", first.get("Cache-Control"))


def test_answers_are_packed_for_who_unpacks(client):
    ServiceFactory.create_batch(3)

    packed = client.get("/api/services", headers={"Accept-Encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert orjson.loads(gzip.decompress(packed.content)) == client.get("/api/services").json()


def test_too_many_requests_from_an_address_are_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(ServiceList, "throttle_classes", [TwoAMinute])
    cache.clear()

    statuses = [client.get("/api/services").status_code for _ in range(2)]
    refused = client.get("/api/services")
    elsewhere = client.get("/api/services", REMOTE_ADDR="192.0.2.1")

    assert (statuses, refused.status_code, elsewhere.status_code) == ([200, 200], 429, 200)
    assert refused.json().keys() == {"detail"}
    assert (int(refused["Retry-After"]) <= 60, refused["Access-Control-Allow-Origin"]) == (True, "*")


class TwoAMinute(AnonRateThrottle):
    rate = "2/min"


def test_answers_are_json_whatever_is_accepted(client):
    response = client.get("/api/services", headers={"Accept": "text/html"})

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
