"""The one search through the API: services, services at locations, listings and the points of a map."""

import orjson
import pytest

from services.listings import refresh_all
from services.models import Listing, Service
from tests.factories import LocationFactory, ServiceAtLocationFactory
from tests.services.conftest import TUESDAY_TEN
from tests.services.hsds_schemas import needs_schemas, problems

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_at_ten(time_machine, directory):
    time_machine.move_to(TUESDAY_TEN.replace(tzinfo=None).isoformat() + "+01:00", tick=False)


def answered(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content
    return orjson.loads(response.getvalue())


def names(page):
    return [row["name"] for row in page["contents"]]


SEARCHES = {
    "search=compiti": ["Aiuto compiti", "Sala studio", "Emporio La Dispensa"],
    "search=compiti&free=true": ["Aiuto compiti", "Sala studio"],
    "need=bambini-e-scuola&ordering=name": ["Aiuto compiti", "Sala studio"],
    "need=pacchi-alimentari&ordering=name": ["Emporio La Dispensa", "Pacchi a domicilio"],
    "quarter=buffalora": ["Emporio La Dispensa"],
    "postcode=25129": ["Emporio La Dispensa"],
    "open_now=true": ["Aiuto compiti"],
    "open_at=2026-11-25T10:00": ["Sala studio"],
    "day=WE&start_time=10:00&end_time=11:00": ["Sala studio"],
    "near=45.5442,10.1930&radius=300&ordering=distance": ["Aiuto compiti"],
    "language=ur": ["Aiuto compiti"],
    "minimum_age=15&maximum_age=16&search=compiti": ["Sala studio"],
    "search=astronave": [],
}


@pytest.mark.parametrize("query", SEARCHES)
def test_services_are_searched_as_on_the_page(client, query):
    page = answered(client, f"/api/services?{query}")

    assert (names(page), page["total_items"]) == (SEARCHES[query], len(SEARCHES[query]))


@pytest.mark.parametrize("query", ["search=compiti", "need=bambini-e-scuola&ordering=name"])
def test_services_at_locations_and_listings_are_found_alike(client, query):
    at_locations = answered(client, f"/api/service_at_locations?{query}")
    listings = answered(client, f"/api/listings?{query}")

    assert [row["service"]["name"] for row in at_locations["contents"]] == SEARCHES[query]
    assert names(listings) == SEARCHES[query]
    assert [row["id"] for row in at_locations["contents"]] == [row["id"] for row in listings["contents"]]


@needs_schemas
def test_what_is_found_conforms_to_the_published_schema(client):
    services = answered(client, "/api/services?search=compiti")["contents"]
    whole = answered(client, "/api/services?search=compiti&full=true")["contents"]
    at_locations = answered(client, "/api/service_at_locations?search=compiti")["contents"]

    assert [problems("compiled/service_list", row) for row in services] == [[]] * 3
    assert [problems("compiled/service", row) for row in whole] == [[]] * 3
    assert [problems("compiled/service_at_location_list", row) for row in at_locations] == [[]] * 3


def test_a_service_in_three_places_is_found_once_and_counted_once(client):
    homework = Service.objects.get(name="Aiuto compiti")
    for _ in range(2):
        ServiceAtLocationFactory(service=homework, location=LocationFactory())
    refresh_all()

    pages = [answered(client, f"/api/services?search=compiti&per_page=1&page={number}") for number in (1, 2, 3)]

    assert [(names(page), page["total_items"], page["last_page"]) for page in pages] == [
        (["Aiuto compiti"], 3, False),
        (["Sala studio"], 3, False),
        (["Emporio La Dispensa"], 3, True),
    ]
    assert answered(client, "/api/service_at_locations?search=compiti")["total_items"] == 5


def test_ndjson_of_a_search_is_all_of_it_in_its_order(client):
    lines = client.get("/api/services?search=compiti&format=ndjson").getvalue().splitlines()

    assert [orjson.loads(line)["name"] for line in lines] == SEARCHES["search=compiti"]


def test_listing_says_state_distance_and_reason(client):
    [first, *_] = answered(client, "/api/listings?search=compiti&near=45.5442,10.1930")["contents"]
    listing = Listing.objects.get(name="Aiuto compiti")

    wanted = {key: first[key] for key in ("id", "kind", "url", "distance", "state", "quarter", "service_id")}
    assert wanted == {
        "id": str(listing.uuid),
        "kind": "service",
        "url": "/servizi/aiuto-compiti/",
        "distance": 0,
        "state": {"state": "open", "label": "Aperto ora, fino alle 12:00", "until": "2026-11-24T12:00"},
        "quarter": "fiumicello",
        "service_id": str(listing.service_id),
    }
    assert first["reasons"] != []


def test_listings_count_what_each_filter_would_leave(client):
    facets = answered(client, "/api/listings?search=compiti")["facets"]

    counts = {value["value"]: value["count"] for value in facets["need"]}
    assert counts == {"bambini-e-scuola": 2, "doposcuola": 2, "pacchi-alimentari": 1}


def test_listings_of_every_kind_are_found_by_kind(client):
    found = {
        kind: names(answered(client, f"/api/listings?kind={kind}&ordering=name"))
        for kind in ("asset", "community_point")
    }

    assert found == {"asset": ["Parco Tarello"], "community_point": ["Punto Comunità Fiumicello"]}


def test_map_gathers_what_is_near_and_names_what_is_alone(client):
    far = answered(client, "/api/listings.geojson?zoom=5&kind=service")["features"]
    close = answered(client, "/api/listings.geojson?zoom=16&kind=service&quarter=buffalora")["features"]

    listing = Listing.objects.get(name="Emporio La Dispensa")
    assert [feature["properties"]["count"] for feature in far] == [3]
    assert close == [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [10.2824, 45.5061]},
            "properties": {
                "count": 1,
                "id": str(listing.uuid),
                "kind": "service",
                "name": "Emporio La Dispensa",
                "url": "/servizi/emporio-la-dispensa/",
            },
        }
    ]


def test_map_shows_what_is_in_the_box(client):
    found = answered(client, "/api/listings.geojson?bbox=10.25,45.5,10.3,45.52&zoom=16")["features"]

    assert [feature["properties"]["name"] for feature in found] == ["Emporio La Dispensa"]


def test_map_counts_in_one_query_beside_the_version(client, django_assert_num_queries):
    answered(client, "/api/listings.geojson?zoom=8")

    with django_assert_num_queries(3):  # version, version of the terms, cells
        answered(client, "/api/listings.geojson?zoom=12")


@pytest.mark.parametrize("per_page", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("services", 5), ("services?full=true", 7), ("service_at_locations", 6), ("listings", 6)],
)
def test_searches_ask_as_much_for_one_as_for_three(client, path, queries, per_page, django_assert_num_queries):
    address = f"/api/{path}{'&' if '?' in path else '?'}search=compiti&per_page={per_page}"
    answered(client, address)

    with django_assert_num_queries(queries):
        answered(client, address)
