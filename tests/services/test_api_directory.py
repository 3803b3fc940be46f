"""The directory as HSDS 3.0 over HTTP: pages, single things, errors, queries."""

import uuid

import orjson
import pytest

from organizations.models import Organization
from services.models import Service, ServiceAtLocation, TaxonomyTerm
from tests.factories import (
    LocationFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyFactory,
    TermFactory,
)
from tests.services.api_directory import full_directory
from tests.services.hsds_schemas import needs_schemas, problems

pytestmark = pytest.mark.django_db

LISTS = {
    "services": "compiled/service_list",
    "organizations": "compiled/organization_list",
    "service_at_locations": "compiled/service_at_location_list",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
SINGLE = {
    "services": "compiled/service",
    "organizations": "compiled/organization",
    "service_at_locations": "compiled/service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def answered(client, address, status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content
    return orjson.loads(response.getvalue())


def names(page):
    return [row["name"] for row in page["contents"]]


@pytest.fixture
def five_of_everything():
    full_directory()
    for name in "ABCDE":
        term = TermFactory(taxonomy=TaxonomyFactory(slug=f"albero-{name.lower()}"), name=f"Voce {name}")
        service = ServiceFactory(name=f"Servizio {name}", terms=[term])
        ServiceAtLocationFactory(service=service, location=LocationFactory(name=f"Luogo {name}"))


@needs_schemas
@pytest.mark.parametrize("table", LISTS)
def test_every_page_of_a_list_conforms_to_the_published_schema(client, five_of_everything, table):
    pages = [answered(client, f"/api/{table}?per_page=2&page=1")]
    while not pages[-1]["last_page"]:
        pages.append(answered(client, f"/api/{table}?per_page=2&page={len(pages) + 1}"))

    rows = [row for page in pages for row in page["contents"]]
    total = len(rows)
    assert [problems(LISTS[table], row) for row in rows] == [[]] * total
    assert len({row["id"] for row in rows}) == total
    assert [{**page, "contents": len(page["contents"])} for page in pages] == [
        {
            "total_items": total,
            "total_pages": len(pages),
            "page_number": number,
            "size": min(2, total - 2 * (number - 1)),
            "first_page": number == 1,
            "last_page": number == len(pages),
            "empty": False,
            "contents": min(2, total - 2 * (number - 1)),
        }
        for number in range(1, len(pages) + 1)
    ]


@needs_schemas
@pytest.mark.parametrize("table", SINGLE)
def test_one_thing_by_its_id_conforms_to_the_published_schema(client, five_of_everything, table):
    ids = [row["id"] for row in answered(client, f"/api/{table}")["contents"]]

    found = [answered(client, f"/api/{table}/{id}") for id in ids]

    assert [document["id"] for document in found] == ids
    assert [problems(SINGLE[table], document) for document in found] == [[]] * len(ids)


@needs_schemas
@pytest.mark.parametrize("table", ["services", "organizations", "service_at_locations"])
def test_full_rows_conform_to_the_published_schema(client, five_of_everything, table):
    whole = answered(client, f"/api/{table}?full=true&per_page=100")["contents"]

    assert [problems(SINGLE[table], row) for row in whole] == [[]] * len(whole)
    assert whole == [answered(client, f"/api/{table}/{row['id']}") for row in whole]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("table", [*LISTS, "community_points", "assets", "openapi.json", "docs"])
def test_paths_work_with_and_without_a_closing_slash(client, table, slash):
    assert client.get(f"/api/{table}{slash}").status_code == 200


def test_root_says_what_this_is(client, settings):
    settings.SITE_URL = "https://punto.example"

    assert answered(client, "/api/") == {
        "version": "3.0",
        "profile": "https://docs.openreferral.org/en/v3.0/",
        "openapi_url": "https://punto.example/api/openapi.json",
    }


def test_services_list_shows_what_is_given_or_paused(client):
    for status in Service.Status.values:
        ServiceFactory(status=status, name=status)

    listed = answered(client, "/api/services")
    gone = Service.objects.get(name="defunct")

    assert sorted(names(listed)) == ["active", "temporarily closed"]
    assert answered(client, f"/api/services/{gone.id}")["status"] == "defunct"


def test_services_of_an_empty_directory_are_an_empty_first_page(client):
    assert answered(client, "/api/services") == {
        "total_items": 0,
        "total_pages": 1,
        "page_number": 1,
        "size": 0,
        "first_page": True,
        "last_page": True,
        "empty": True,
        "contents": [],
    }


def test_services_are_narrowed_by_organization_and_last_change(client):
    old = ServiceFactory(name="Vecchio", last_modified="2026-01-01T10:00:00Z")
    new = ServiceFactory(name="Nuovo", last_modified="2026-06-01T10:00:00Z", organization=old.organization)
    ServiceFactory(name="Di altri", last_modified="2026-06-01T10:00:00Z")

    asked = {
        "organization": f"organization_id={old.organization_id}",
        "since": "modified_after=2026-06-01",
        "since that moment": "modified_after=2026-06-01T10:00:00Z",
        "since the moment after": "modified_after=2026-06-01T12:00:01%2B02:00",
        "both": f"organization_id={old.organization_id}&modified_after=2026-06-01",
    }
    found = {key: sorted(names(answered(client, f"/api/services?{query}"))) for key, query in asked.items()}

    assert found == {
        "organization": ["Nuovo", "Vecchio"],
        "since": ["Di altri", "Nuovo"],
        "since that moment": ["Di altri", "Nuovo"],
        "since the moment after": [],
        "both": [new.name],
    }


def test_minimal_services_are_one_page_of_ids_and_moments(client):
    services = [ServiceFactory(last_modified="2026-06-01T10:00:00.5Z") for _ in range(25)]
    moment = "2026-06-01T10:00:00.500000Z"

    page = answered(client, "/api/services?minimal=true")
    second = answered(client, "/api/services?minimal=true&page=2&per_page=20")

    rows = [
        {"id": str(id), "last_modified": moment, "modified_date": moment} for id in sorted(each.id for each in services)
    ]
    assert page == {
        "total_items": 25,
        "total_pages": 1,
        "page_number": 1,
        "size": 25,
        "first_page": True,
        "last_page": True,
        "empty": False,
        "contents": rows,
    }
    assert second["contents"] == rows[20:]


@pytest.mark.parametrize("table", LISTS)
def test_ndjson_is_the_same_rows_without_pages(client, five_of_everything, table):
    response = client.get(f"/api/{table}?format=ndjson")

    lines = [orjson.loads(line) for line in response.getvalue().splitlines()]
    assert response["Content-Type"] == "application/x-ndjson"
    assert lines == answered(client, f"/api/{table}?per_page=100")["contents"]


def test_organizations_are_found_by_name(client):
    for name in ("Società San Vincenzo", "Cooperativa Nuvole"):
        OrganizationFactory(name=name)

    assert names(answered(client, "/api/organizations?search=societa+vincenzo")) == ["Società San Vincenzo"]


def test_organization_shows_its_services_briefly_or_whole(client):
    service = full_directory()

    brief = answered(client, f"/api/organizations/{service.organization_id}")
    whole = answered(client, f"/api/organizations/{service.organization_id}?full_service=true")

    assert brief["services"] == [{"id": str(service.id), "name": service.name, "status": "temporarily closed"}]
    assert whole["services"] == [answered(client, f"/api/services/{service.id}")]
    assert whole["locations"] == brief["locations"]


def test_taxonomy_terms_are_narrowed_by_tree_and_word(client):
    home = TermFactory(name="Casa e bollette")
    rent = TermFactory(name="Affitto", parent=home, synonyms=["sfratto"])
    TermFactory(taxonomy__slug="activity", name="Ascolto")

    asked = {
        "all": "",
        "taxonomy": f"taxonomy_id={home.taxonomy_id}",
        "top": f"taxonomy_id={home.taxonomy_id}&top_only=true",
        "parent": f"parent_id={home.uuid}",
        "name": "search=affitto",
        "synonym": "search=sfratto",
    }
    found = {key: sorted(names(answered(client, f"/api/taxonomy_terms?{query}"))) for key, query in asked.items()}

    assert found == {
        "all": ["Affitto", "Ascolto", "Casa e bollette"],
        "taxonomy": ["Affitto", "Casa e bollette"],
        "top": ["Casa e bollette"],
        "parent": [rent.name],
        "name": ["Affitto"],
        "synonym": ["Affitto"],
    }


BAD = {
    "parametro=1": {"parametro": ["Questo parametro non c’è. Ci sono: "]},
    "page=0": {"page": ["Scrivi un numero intero fra 1 e 999999999."]},
    "page=due": {"page": ["Scrivi un numero intero fra 1 e 999999999."]},
    "page=2": {"page": ["La pagina 2 non c’è: l’ultima è la 1."]},
    "page=1&page=2": {"page": ["Questo parametro va scritto una volta sola."]},
    "per_page=101": {"per_page": ["Scrivi un numero intero fra 1 e 100."]},
    "format=xml": {"format": ["Scegli fra: json, ndjson."]},
    "full=forse": {"full": ["Scrivi true oppure lascia vuoto."]},
    "organization_id=7": {"organization_id": ["Questo non è un identificativo valido: serve un UUID."]},
    "modified_after=ieri": {"modified_after": ["Scrivi una data, 2026-12-07, o un momento, 2026-12-07T10:30:00Z."]},
    "modified_after=2026-02-30": {
        "modified_after": ["Scrivi una data, 2026-12-07, o un momento, 2026-12-07T10:30:00Z."]
    },
}


@pytest.mark.parametrize("query", BAD)
def test_what_cannot_be_read_is_refused_with_the_reason(client, query):
    errors = answered(client, f"/api/services?{query}", status=400)

    said = {
        name: [reason[: len(BAD[query][name][0])] for reason in reasons] for name, reasons in errors["errors"].items()
    }
    assert (errors.keys(), said) == ({"errors"}, BAD[query])


BAD_SEARCHES = {
    "radius=500": {"radius"},
    "near=atlantide": {"near"},
    "proximity=300": {"proximity"},
    "need=astronavi": {"need"},
    "bbox=1,2,3": {"bbox"},
    "open_at=domani": {"open_at"},
    "start_time=10:00": {"start_time"},
    "free=forse": {"free"},
    "quarter=atlantide": {"quarter"},
    "search=compiti&page=9": {"page"},
    "utm_source=x&radius=9&page=0": {"utm_source", "page"},
    "near=45.5,10.1&near=45.6,10.2": {"near"},
}


@pytest.mark.parametrize("path", ["services", "service_at_locations", "listings"])
@pytest.mark.parametrize("query", BAD_SEARCHES)
def test_what_cannot_be_searched_is_refused_with_the_reason(client, path, query):
    errors = answered(client, f"/api/{path}?{query}", status=400)["errors"]

    assert (errors.keys(), all(reasons and all(reasons) for reasons in errors.values())) == (BAD_SEARCHES[query], True)


@pytest.mark.parametrize("query", ["", "page=", "organization_id=%20", "page=%001%00", "search="])
def test_empty_values_and_control_characters_are_as_if_absent(client, query):
    ServiceFactory(name="Uno")

    assert names(answered(client, f"/api/services?{query}")) == ["Uno"]


@pytest.mark.parametrize("table", LISTS)
@pytest.mark.parametrize("id", [uuid.uuid4(), "7", "null", "%00", "à"])
def test_an_unknown_id_is_404_in_json(client, table, id):
    assert answered(client, f"/api/{table}/{id}", status=404) == {"detail": "Non trovato."}


@pytest.mark.parametrize("path", ["nothing", "services/a/b", "services//"])
def test_an_address_that_does_not_exist_is_404_in_json(client, path):
    response = client.get(f"/api/{path}")

    assert (response.status_code, response.json()) == (404, {"detail": "Non trovato."})


QUERIES = {  # version, count, then one for each kind of thing
    "services": 4,
    "services?full=true": 6,
    "services?minimal=true&page=1": 3,
    "organizations": 3,
    "organizations?full=true": 6,
    "organizations?full_service=true": 10,
    "service_at_locations": 5,
    "service_at_locations?full=true": 6,
    "taxonomies": 3,
    "taxonomy_terms": 3,
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", QUERIES)
def test_lists_ask_as_much_for_one_as_for_three(client, address, count, django_assert_num_queries):
    for _ in range(count):
        hours = ScheduleFactory().opening_hours
        service = ServiceFactory(terms=[TermFactory()], opening_hours=hours)
        location = LocationFactory(organization=service.organization, opening_hours=ScheduleFactory().opening_hours)
        ServiceAtLocationFactory(service=service, location=location)

    with django_assert_num_queries(QUERIES[address]):
        answered(client, f"/api/{address}")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("table", "model", "queries"),
    [("services", Service, 5), ("organizations", Organization, 4), ("service_at_locations", ServiceAtLocation, 5)],
)
def test_one_thing_asks_as_much_among_one_as_among_three(
    client, table, model, queries, count, django_assert_num_queries
):
    for _ in range(count):
        ServiceAtLocationFactory(service__opening_hours=ScheduleFactory().opening_hours)
    id = model.objects.first().id

    with django_assert_num_queries(queries):
        answered(client, f"/api/{table}/{id}")


def test_terms_of_a_service_are_its_attributes(client):
    service = ServiceFactory(terms=[TermFactory(name="Affitto")])
    term = TaxonomyTerm.objects.get()

    attributes = answered(client, f"/api/services/{service.id}")["attributes"]

    assert [(each["taxonomy_term_id"], each["taxonomy_term"]["name"]) for each in attributes] == [
        (str(term.uuid), "Affitto")
    ]
