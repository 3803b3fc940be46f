"""An entry as everybody would see it, before it is saved; and the first steps of one that is new."""

import pytest
from django.apps import apps
from django.urls import reverse

from organizations.models import Location, Organization
from services.models import Change, Listing
from tests.factories import LocationFactory, OrganizationFactory, PlaceNameFactory, ServiceFactory, TermFactory
from tests.organizations.staff import as_, make_staff
from tests.services.test_keeping import sent

NEW = {
    "organization": "/redazione/nuova-organizzazione/",
    "community_point": "/redazione/nuovo-punto/",
    "service": "/organizzazioni/emporio/nuovo-servizio/",
    "location": "/organizzazioni/emporio/nuovo-luogo/",
    "asset": "/organizzazioni/emporio/nuova-risorsa/",
}
SERVICE = "/servizi/compiti/modifica/"


@pytest.fixture
def staff(db):
    staff = make_staff()
    staff.service = ServiceFactory(organization=staff.organization, name="Compiti", slug="compiti")
    PlaceNameFactory(name="via Milano", quarter=staff.quarter, municipality=staff.city)
    return staff


def typed(staff, kind):
    """What the form of a new entry needs."""
    park = TermFactory(taxonomy__slug="asset_kind", name="Parco")
    point = {"lead_organization": staff.organization.pk, "location": staff.point.location.pk}
    return {"name": "Una cosa nuova"} | {
        "organization": {},
        "community_point": point | {"quarters": [staff.quarter.pk]},
        "service": {"status": "active", "places": [staff.organization.locations.get().pk]},
        "location": {"address": "via Milano 12"},
        "asset": {"kind": park.pk, "quarter": staff.quarter.pk},
    }[kind]


def rows():
    models = [*apps.get_app_config("organizations").get_models(), *apps.get_app_config("services").get_models()]
    return {model._meta.label: model.objects.count() for model in models}


@pytest.mark.parametrize("kind", NEW)
def test_new_entry_is_shown_on_its_public_page_and_nothing_is_written(staff, kind):
    client, data = as_(staff, "direction"), typed(staff, kind)
    data |= sent(client.get(NEW[kind])) | data
    before = rows()

    page = client.post(NEW[kind], data | {"preview": "1"})

    assert (page.status_code, "Una cosa nuova" in page.text, "<form" in page.text and "csrf" in page.text) == (
        200,
        True,
        False,
    )
    assert rows() == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("editor", 200), ("coordinator", 200), ("citizen", 403), ("owner_elsewhere", 403)],
)
def test_preview_and_what_is_there_already_are_for_who_keeps_the_entry(staff, who, status):
    data = sent(as_(staff, "owner").get(SERVICE)) | {"description": "Come sarà", "preview": "1"}
    twin = sent(as_(staff, "owner").get(NEW["service"])) | {"name": "Compiti", "status": "active"}

    page, twins = as_(staff, who).post(SERVICE, data), as_(staff, who).post(NEW["service"], twin)

    assert (page.status_code, "Come sarà" in page.text) == (status, status == 200)
    assert (twins.status_code, "Forse c’è già" in twins.text) == ((409, True) if status == 200 else (403, False))
    assert Change.objects.count() == 0


def test_preview_of_what_is_wrong_says_so_in_the_form(staff):
    client = as_(staff, "owner")

    page = client.post(SERVICE, sent(client.get(SERVICE)) | {"email": "non-è-posta", "preview": "1"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["email"])


def new_organization(staff, who="coordinator"):
    client = as_(staff, who)
    return client.post(NEW["organization"], sent(client.get(NEW["organization"])) | {"name": "Orto nuovo"}).url


def add_place(staff, address, who="coordinator"):
    client = as_(staff, who)
    page = client.get(address)
    return client.post(address, sent(page) | {"address": "via Milano 12"}) if page.status_code == 200 else page


def test_who_made_an_organisation_goes_on_to_say_where_it_is_and_keeps_it_then(staff):
    address = new_organization(staff)

    add_place(staff, address)

    made = Organization.objects.get(name="Orto nuovo")
    assert address == "/organizzazioni/orto-nuovo/nuovo-luogo/"
    assert [str(place.quarter) for place in made.locations.all()] == [str(staff.quarter)]
    assert "coordinator" in made.roles_of(staff.people["coordinator"])
    assert Listing.objects.filter(organization=made).count() == 0


@pytest.mark.parametrize("who", ["coordinator_elsewhere", "owner", "citizen"])
def test_second_place_of_an_organisation_is_of_who_keeps_it(staff, who):
    address = new_organization(staff)
    LocationFactory(organization=Organization.objects.get(name="Orto nuovo"), quarter=staff.quarter)

    page = add_place(staff, address, who)

    assert (page.status_code, Location.objects.filter(address="via Milano 12").count()) == (403, 0)


def test_organisation_that_is_nowhere_asks_whoever_coordinates_where_it_is(staff):
    nowhere = OrganizationFactory(name="Di nessun luogo", slug="nessun-luogo")
    link = f'href="{reverse("services:location_create", args=[nowhere.slug])}"'

    shown = {who for who in staff.people if link in as_(staff, who).get(nowhere.get_absolute_url()).text}

    assert shown == {"coordinator", "coordinator_elsewhere", "direction", "direction_elsewhere"}
