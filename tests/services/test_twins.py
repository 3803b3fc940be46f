"""What is there already is shown before a new entry is made; whoever says it is another makes it."""

import pytest
from django.urls import reverse

from organizations.models import CommunityPoint, Location, Organization
from services.models import Asset, Service
from tests.factories import AssetFactory, LocationFactory, OrganizationFactory, ServiceFactory
from tests.organizations.staff import as_, make_staff
from tests.services.test_keeping import sent


@pytest.fixture
def staff(db):
    return make_staff()


def create(staff, stem, typed, *args, who="direction"):
    address = reverse(f"services:{stem}_create", args=args)
    client = as_(staff, who)
    return client.post(address, sent(client.get(address)) | typed)


def twins(page):
    return [(twin.name, twin.url) for twin in page.context["twins"]]


def test_organisation_of_the_same_name_is_shown_and_nothing_is_made(staff):
    there = OrganizationFactory(name="Banca del Tempo", slug="banca-del-tempo")

    page = create(staff, "organization", {"name": "banca del tempo"})

    assert (page.status_code, twins(page)) == (409, [("Banca del Tempo", "/organizzazioni/banca-del-tempo/")])
    assert Organization.objects.filter(name__iexact="banca del tempo").get() == there


def test_another_of_the_same_name_is_made_where_somebody_says_so(staff):
    OrganizationFactory(name="Banca del Tempo", slug="banca-del-tempo")

    create(staff, "organization", {"name": "Banca del Tempo", "another": "1"})

    assert Organization.objects.filter(name="Banca del Tempo").count() == 2


def test_service_of_the_same_organisation_is_shown(staff):
    ServiceFactory(organization=staff.organization, name="Aiuto nei compiti", slug="compiti")

    page = create(staff, "service", {"name": "Aiuto nei compiti", "status": "active"}, "emporio", who="owner")

    assert twins(page) == [("Aiuto nei compiti", "/servizi/compiti/")]
    assert Service.objects.count() == 1


def test_place_of_the_same_organisation_at_the_same_address_is_shown(staff):
    there = LocationFactory(organization=staff.organization, name="Sede", address="via Milano 3")
    typed = {"name": "Nuova sede", "address": "Via Milano 3", "latitude": "45.54", "longitude": "10.2"}

    page = create(staff, "location", typed, "emporio")

    assert twins(page) == [("Sede", f"/luoghi/{there.pk}/modifica/")]
    assert not Location.objects.filter(name="Nuova sede").exists()


def test_asset_of_the_same_name_in_another_quarter_is_another(staff):
    there = AssetFactory(name="Parco", slug="parco", location=None, quarter=staff.quarter)
    typed = {"name": "parco", "kind": there.kind_id, "quarter": staff.quarter.pk}

    page = create(staff, "asset", typed, "emporio")

    assert twins(page) == [("Parco", "/risorse/parco/")]
    assert Asset.objects.count() == 1


def test_point_of_the_same_name_is_shown(staff):
    place = staff.point.location
    typed = {"name": staff.point.name.upper(), "lead_organization": staff.organization.pk, "location": place.pk}

    page = create(staff, "community_point", typed | {"quarters": [staff.quarter.pk]})

    assert twins(page) == [(staff.point.name, staff.point.get_absolute_url())]
    assert CommunityPoint.objects.filter(name__iexact=staff.point.name).count() == 1
