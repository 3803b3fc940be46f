"""Punti Comunità, assets and places of the gazetteer, as programs read them."""

import orjson
import pytest

from tests.factories import AssetFactory, CommunityPointFactory, PlaceNameFactory, QuarterFactory, ScheduleFactory

pytestmark = pytest.mark.django_db


def answered(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content
    return orjson.loads(response.content)


def names(page):
    return [row["name"] for row in page["contents"]]


def community_point(quarter, **fields):
    point = CommunityPointFactory(location__quarter=quarter, **fields)
    point.quarters.add(quarter)
    return point


def test_community_point_says_where_whom_and_when(client):
    quarter = QuarterFactory()
    point = community_point(quarter, name="Punto Fiumicello", opening_hours=ScheduleFactory().opening_hours)

    [found] = answered(client, "/api/community_points")["contents"]

    wanted = {key: found[key] for key in ("id", "name", "quarters", "is_hub", "location_id", "lead_organization_id")}
    assert wanted == {
        "id": str(point.id),
        "name": "Punto Fiumicello",
        "quarters": ["brescia/fiumicello"],
        "is_hub": True,
        "location_id": str(point.location_id),
        "lead_organization_id": str(point.lead_organization_id),
    }
    assert found["location"]["addresses"][0]["address_1"] == point.location.address
    assert [(each["byday"], each["opens_at"], each["closes_at"]) for each in found["schedules"]] == [
        ("MO", "09:00", "12:00")
    ]


@pytest.mark.parametrize("path", ["community_points", "assets"])
def test_points_and_assets_are_narrowed_by_quarter(client, path):
    here, there = QuarterFactory(name="Fiumicello"), QuarterFactory(name="Mompiano")
    for quarter in (here, there):
        community_point(quarter, name=quarter.name)
        AssetFactory(location__quarter=quarter, name=quarter.name)

    found = {
        query: sorted(names(answered(client, f"/api/{path}?{query}")))
        for query in ("", "quarter=mompiano", "quarter=mompiano&quarter=fiumicello")
    }

    assert found == {
        "": ["Fiumicello", "Mompiano"],
        "quarter=mompiano": ["Mompiano"],
        "quarter=mompiano&quarter=fiumicello": ["Fiumicello", "Mompiano"],
    }


@pytest.mark.parametrize("path", ["community_points", "assets"])
def test_an_unknown_quarter_is_refused(client, path):
    assert answered(client, f"/api/{path}?quarter=atlantide", 400) == {
        "errors": {"quarter": ["Non conosciamo «atlantide»."]}
    }


def test_assets_leave_out_the_skills_of_residents(client):
    AssetFactory(name="Parco Gallo")
    AssetFactory(name="Lezioni di chitarra", offered_by_resident=True, location=None, quarter=QuarterFactory())

    assert names(answered(client, "/api/assets")) == ["Parco Gallo"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["community_points", "assets"])
def test_points_and_assets_ask_as_much_for_one_as_for_three(client, path, count, django_assert_num_queries):
    quarter = QuarterFactory()
    for _ in range(count):
        community_point(quarter, opening_hours=ScheduleFactory().opening_hours)
        AssetFactory(opening_hours=ScheduleFactory().opening_hours)

    with django_assert_num_queries(5):  # version, count, rows, hours, locations
        answered(client, f"/api/{path}")


def test_places_are_what_the_gazetteer_holds(client):
    street = PlaceNameFactory(name="via Milano", quarter=QuarterFactory(), postal_code="25126")

    assert answered(client, "/api/places?search=via+mil") == {
        "contents": [
            {
                "label": "via Milano",
                "kind": "street",
                "latitude": street.latitude,
                "longitude": street.longitude,
                "approximate": False,
                "quarter": {"slug": "fiumicello", "name": "Fiumicello"},
                "zone": {"slug": "ovest", "name": "Ovest"},
                "municipality": {"slug": "brescia", "name": "Brescia"},
                "postal_code": "25126",
            }
        ]
    }


def test_places_need_words(client):
    assert answered(client, "/api/places", 400) == {"errors": {"search": ["Questo parametro serve."]}}


def test_places_that_are_nowhere_are_an_empty_list(client):
    assert answered(client, "/api/places?search=atlantide") == {"contents": []}


def test_places_that_cannot_be_are_refused(client):
    assert answered(client, "/api/places?search=99,200", 400)["errors"].keys() == {"search"}
