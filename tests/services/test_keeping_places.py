"""The point that somebody moves: which quarter it is in, asked by the page and again on saving."""

import pytest
from django.urls import reverse

from organizations.models import Location
from services.keeping.places import quarter_at
from tests.factories import QuarterFactory
from tests.organizations.staff import answers, as_, make_staff, only
from tests.services.test_keeping import sent

HERE = {"latitude": 45.54, "longitude": 10.2}
SQUARE = {"type": "Polygon", "coordinates": [[[10.1, 45.5], [10.3, 45.5], [10.3, 45.6], [10.1, 45.6], [10.1, 45.5]]]}


@pytest.fixture
def staff(db):
    return make_staff()


def quarter(staff, name, **fields):
    return QuarterFactory(zone=staff.quarter.zone, name=name, slug=name.lower(), **fields)


def test_quarter_whose_boundary_holds_the_point_goes_before_the_nearest(staff):
    quarter(staff, "Vicino", **HERE)
    bounded = quarter(staff, "Confini", boundary=SQUARE, latitude=45.59, longitude=10.29)

    assert quarter_at(**HERE) == bounded


def test_nearest_quarter_is_taken_where_boundaries_are_not_known(staff):
    quarter(staff, "Lontano", latitude=45.56, longitude=10.2)
    near = quarter(staff, "Vicino", latitude=45.541, longitude=10.2)

    assert quarter_at(**HERE) == near


def test_point_far_from_every_quarter_is_in_none(staff):
    assert quarter_at(latitude=41.9, longitude=12.5) is None


def test_moved_point_says_quarter_and_city_of_a_place(staff):
    near = quarter(staff, "Vicino", **HERE)
    address = reverse("services:location_create", args=["emporio"])
    client = as_(staff, "coordinator")

    client.post(address, sent(client.get(address)) | {"name": "Sede"} | HERE)

    place = Location.objects.get(name="Sede")
    assert (place.quarter, place.municipality, place.city) == (near, near.municipality, near.municipality.name)


def test_quarter_that_somebody_chose_stays_when_the_point_is_moved(staff):
    quarter(staff, "Vicino", **HERE)
    chosen = quarter(staff, "Scelto", latitude=45.5, longitude=10.1)
    address = reverse("services:location_create", args=["emporio"])
    client = as_(staff, "coordinator")

    client.post(address, sent(client.get(address)) | {"name": "Sede", "quarter": chosen.pk} | HERE)

    assert Location.objects.get(name="Sede").quarter == chosen


def test_place_without_name_and_address_is_not_made(staff):
    address = reverse("services:location_create", args=["emporio"])
    client = as_(staff, "coordinator")
    before = Location.objects.count()

    page = client.post(address, sent(client.get(address)))

    assert page.context["form"].errors == {"address": ["Scrivi la via, o almeno come si chiama il luogo."]}
    assert Location.objects.count() == before


def test_quarter_of_a_point_is_told_to_who_keeps_entries(staff):
    near = quarter(staff, "Vicino", **HERE)
    address = reverse("services:quarter_of_point")
    kept_by = ("editor", "owner", "owner_elsewhere", "coordinator", "coordinator_elsewhere")

    assert answers(staff, "get", address) == only(200, *kept_by, "direction", "direction_elsewhere")
    assert as_(staff, "owner").get(address, HERE).json() == {"quarter": near.pk}
    assert as_(staff, "owner").get(address, {"latitude": "x"}).json() == {"quarter": None}
