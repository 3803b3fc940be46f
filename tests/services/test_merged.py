"""What was merged: imports and old addresses lead to the one that stayed."""

from urllib.parse import unquote

import pytest

from accounts.access import Role
from organizations.models import Organization
from services.editing.applying import free_slug
from services.hsds.importer import import_feed
from tests.factories import (
    LocationFactory,
    MandateFactory,
    MunicipalityFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
)
from tests.organizations.staff import as_, make_staff

from .feeds import folder_of
from .merging_world import MAKERS, merge


@pytest.fixture
def staff(db):
    return make_staff()


@pytest.fixture
def by(staff):
    return staff.people["direction"]


FEED = {
    "organizations": "id,name\n1,Melograno ODV\n2,Il Melograno",
    "services": "id,organization_id,name,status\n5,1,Mensa,active",
}


def imported(tmp_path, times, **tables):
    """The feed of one source as it comes that time: {name: [names of its services]} of what is there after."""
    folder = folder_of(tmp_path, f"{times}", **tables)
    report = import_feed(folder, source="comune")
    names = {each.name: list(each.services.values_list("name", flat=True)) for each in Organization.objects.all()}
    return names, report.notices


def merge_imported(by):
    merge(Organization.objects.get(name="Il Melograno"), Organization.objects.get(name="Melograno ODV"), by)


@pytest.mark.django_db
def test_import_of_what_was_merged_goes_to_the_one_that_stayed(tmp_path):
    by = staff_of_a_city()
    imported(tmp_path, 1, **FEED)
    merge_imported(by)

    again = imported(tmp_path, 2, organizations="id,name\n1,Nome nuovo", services=FEED["services"])

    assert again == ({"Nome nuovo": ["Mensa"]}, [])


@pytest.mark.django_db
def test_import_that_has_both_still_takes_the_one_that_stayed(tmp_path):
    by = staff_of_a_city()
    imported(tmp_path, 1, **FEED)
    merge_imported(by)

    again = imported(tmp_path, 2, **FEED)

    told = "organizations.csv, riga 2: qui è una cosa sola con un’altra scheda del file: vale quella"
    assert again == ({"Il Melograno": ["Mensa"]}, [told])


@pytest.mark.django_db
def test_import_gives_no_new_entry_the_address_of_one_that_was_merged(tmp_path):
    by = staff_of_a_city()
    imported(tmp_path, 1, **FEED)
    merge_imported(by)

    imported(tmp_path, 2, organizations="id,name\n9,Melograno ODV")

    slugs = Organization.objects.filter(name="Melograno ODV").values_list("slug", flat=True)
    assert [slug.startswith("melograno-odv-") for slug in slugs] == [True]


def staff_of_a_city():
    return MandateFactory(community_point=None, municipality=MunicipalityFactory(), role=Role.DIRECTION).user


ADDRESSES = [
    ("organization", "/organizzazioni/va/", "/organizzazioni/resta/"),
    ("organization", "/organizzazioni/va/storia/?prima=1", "/organizzazioni/resta/storia/?prima=1"),
    ("organization", "/segnala/organizzazione/va/?cosa=phone", "/segnala/organizzazione/resta/?cosa=phone"),
    ("organization", "/api/organizations/{old}", "/api/organizations/{new}"),
    ("organization", "/api/organizations/{old}/", "/api/organizations/{new}/"),
    ("service", "/servizi/va/", "/servizi/resta/"),
    ("service", "/segnala/servizio/va/", "/segnala/servizio/resta/"),
    ("service", "/api/services/{old}", "/api/services/{new}"),
    ("service", "/lista/?s=va~chiedi+di+Ada&s=p.altro", "/lista/?s=resta~chiedi+di+Ada&s=p.altro"),
    ("service", "/lista/?s=resta&s=va", "/lista/?s=resta"),
    ("service", "/lista/foglio/?s=va", "/lista/foglio/?s=resta"),
    ("asset", "/risorse/va/", "/risorse/resta/"),
    ("asset", "/lista/?s=r.va", "/lista/?s=r.resta"),
]


@pytest.mark.parametrize(("kind", "old", "new"), ADDRESSES)
def test_old_addresses_lead_to_the_one_that_stayed(staff, by, kind, old, new):
    winner = MAKERS[kind](staff, name="Il Melograno", slug="resta")
    loser = MAKERS[kind](staff, name="Melograno ODV", slug="va")
    merge(winner, loser, by)
    client = as_(staff, "direction")

    response = client.get(old.format(old=loser.pk, new=winner.pk))

    there = response.headers.get("Location", "")
    assert (response.status_code, unquote(there)) == (301, unquote(new.format(old=loser.pk, new=winner.pk)))
    assert client.get(there).status_code == 200


def test_old_addresses_of_a_door_lead_on_in_the_api(staff, by, client):
    place = LocationFactory(quarter=staff.quarter)
    winner, loser = (MAKERS["service"](staff, name="Mensa", slug=slug) for slug in ("resta", "va"))
    kept, gone = (ServiceAtLocationFactory(service=each, location=place) for each in (winner, loser))
    merge(winner, loser, by)

    response = client.get(f"/api/service_at_locations/{gone.pk}")

    assert (response.status_code, response.headers["Location"]) == (301, f"/api/service_at_locations/{kept.pk}")


def test_a_form_at_an_old_address_is_sent_on_whole(staff, by, client):
    winner = MAKERS["service"](staff, name="Mensa", slug="resta")
    merge(winner, MAKERS["service"](staff, name="La mensa", slug="va"), by)

    response = client.post("/segnala/servizio/va/?cosa=phone", {"suggestion": "030 1"})

    assert (response.status_code, response.headers["Location"]) == (308, "/segnala/servizio/resta/?cosa=phone")


def test_an_old_address_is_that_of_who_has_it_now(staff, by, client):
    merge(OrganizationFactory(slug="resta"), OrganizationFactory(slug="va"), by)
    OrganizationFactory(slug="va", name="Un’altra")

    answered = [client.get(f"/organizzazioni/{slug}/").status_code for slug in ("va", "mai-stata")]

    assert answered == [200, 404]


def test_a_new_entry_does_not_take_an_old_address(by):
    merge(OrganizationFactory(slug="resta"), OrganizationFactory(slug="il-melograno"), by)

    assert free_slug(Organization, "Il Melograno") == "il-melograno-2"
