"""The bar for who works there: its links by person, the change that waits, the places."""

import pytest

from services.models import Change
from tests.factories import AssetFactory, LocationFactory, ServiceFactory
from tests.organizations.staff import as_, make_staff


@pytest.fixture
def staff(db):
    return make_staff()


def shown_to(staff, who, thing):
    return as_(staff, who).get(thing.get_absolute_url()).text


def led(staff, thing, address):
    """Who of all people is shown a link to the address on the page of the thing."""
    return {who for who in staff.people if f'href="{address}"' in shown_to(staff, who, thing)}


@pytest.mark.parametrize("address", ["modifica", "nuovo-servizio", "nuovo-luogo", "nuova-risorsa"])
def test_organisation_leads_who_keeps_it_to_its_forms(staff, address):
    thing = staff.organization

    assert led(staff, thing, f"{thing.get_absolute_url()}{address}/") == {
        "editor",
        "owner",
        "coordinator",
        "direction",
    }


def test_service_and_asset_lead_who_keeps_them_to_their_forms(staff):
    things = [ServiceFactory(organization=staff.organization), AssetFactory(organization=staff.organization)]

    found = [led(staff, thing, f"{thing.get_absolute_url()}modifica/") for thing in things]

    assert found == [{"editor", "owner", "coordinator", "direction"}] * 2


def test_point_leads_who_runs_it_to_its_form(staff):
    thing = staff.point

    assert led(staff, thing, f"{thing.get_absolute_url()}modifica/") == {"coordinator", "direction"}


def test_places_of_an_organisation_are_changed_from_its_page(staff):
    place = LocationFactory(organization=staff.organization, name="La sede")

    page = shown_to(staff, "owner", staff.organization)

    assert f'href="/luoghi/{place.pk}/modifica/">Cambia La sede</a>' in page


def test_change_that_waits_is_told_to_who_keeps_the_entry_only(staff):
    service = ServiceFactory(organization=staff.organization)
    Change.objects.create(kind="service", service=service, state="waiting", wanted={"name": "Altro"})

    told = {who for who in staff.people if "C’è una modifica che aspetta chi coordina" in shown_to(staff, who, service)}

    assert told == {"editor", "owner", "coordinator", "direction"}
