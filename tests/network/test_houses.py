"""Case delle Associazioni: a coordinator says which place is one and who is there; anyone finds who shares it."""

from functools import partial

import pytest
from django.db import IntegrityError

from accounts.access import Role
from network.members.housing import open_house
from organizations.models import House
from services.merging.moving import move
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MunicipalityFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    QuarterFactory,
    ScheduleFactory,
)
from tests.racing import at_once, kinds

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network, location__name="Sportello")
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def house_in(network, name="Casa", **more):
    quarter = QuarterFactory(zone__municipality=network, name=f"Quartiere di {name}")
    keeper = OrganizationFactory(name=f"Chi tiene {name}")
    place = LocationFactory(municipality=network, quarter=quarter, organization=keeper, **more)
    return House.objects.create(location=place, name=name, slug=name.lower())


def test_coordinator_marks_a_place_and_says_who_is_there(client, network, coordinator):
    keeper = OrganizationFactory(name="Auser")
    place = LocationFactory(municipality=network, organization=keeper, name="Villa Glori", address="via Milano 4")
    LocationFactory(municipality=MunicipalityFactory(name="Bergamo", istat_code="016024"), name="Villa Glori")
    avis = MembershipFactory(network=network, organization__name="Avis").organization
    client.force_login(coordinator)
    here = f"/rete/{network.slug}"

    found = client.get(f"{here}/casa-nuova/?q=villa").context["form"].fields["location"].choices
    asked = {"location": place.pk, "name": "Casa delle associazioni", "words": "Sale e uffici"}
    client.post(f"{here}/casa-nuova/?q=villa", asked)
    client.post(f"{here}/case/casa-delle-associazioni/ospita/", {"organization": avis.pk})
    there = client.get(f"{here}/case/casa-delle-associazioni/").context["hosted"]

    assert (found, list(there)) == ([(place.pk, "Villa Glori · via Milano 4")], [keeper, avis])
    assert f"{here}/case/casa-delle-associazioni/" in client.get(avis.get_absolute_url()).content.decode()

    client.post(f"{here}/case/casa-delle-associazioni/saluta/{avis.pk}/")
    gone = list(House.objects.get().hosted())
    client.post(f"{here}/case/casa-delle-associazioni/chiudi/")
    assert (gone, House.objects.exists()) == ([keeper], False)


def test_house_says_when_it_opens(client, network):
    hours = OpeningHoursFactory(municipality=network)
    ScheduleFactory(opening_hours=hours)
    house_in(network, opening_hours=hours, phones=[{"number": "030 9"}])

    page = client.get(f"/rete/{network.slug}/case/casa/")

    assert (page.context["phones"][0]["number"], page.context["doors"][0].opening_hours) == ("030 9", hours)


@pytest.mark.parametrize("number", [1, 3])
def test_house_list_takes_the_same_queries_for_any_number(client, network, number, django_assert_num_queries):
    for each in range(number):
        house_in(network, f"Casa{each}").organizations.add(OrganizationFactory(), OrganizationFactory())

    with django_assert_num_queries(3):  # the network, how many, the houses
        page = client.get(f"/rete/{network.slug}/case/")

    assert [each.how_many for each in page.context["page_obj"]] == [3] * number  # with who keeps the place


def test_house_of_another_city_is_not_here(client, network):
    house_in(network)
    bergamo = network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))

    assert client.get(f"/rete/{bergamo.slug}/case/casa/").status_code == 404


def test_merged_organization_stays_in_its_house(network):
    winner, loser = OrganizationFactory(), OrganizationFactory()
    house = house_in(network)
    house.organizations.add(loser)

    move(winner, loser)

    assert list(house.organizations.all()) == [winner]


def test_database_refuses_two_houses_in_one_place(network):
    house = house_in(network)

    with pytest.raises(IntegrityError, match="organizations_house_location_id_key"):
        House.objects.create(location=house.location, name="Altra", slug="altra")


def test_database_refuses_a_house_without_a_name(network):
    with pytest.raises(IntegrityError, match="house_has_a_name"):
        house_in(network, "")


def test_who_marks_what_was_marked_a_moment_before_is_told(client, network, coordinator, monkeypatch):
    house = house_in(network, "Villa")
    monkeypatch.setattr("network.members.housing.places_found", lambda network, words: [house.location])
    client.force_login(coordinator)
    asked = {"location": house.location.pk, "name": "Casa nuova", "words": ""}

    response = client.post(f"/rete/{network.slug}/casa-nuova/?q=villa", asked)

    assert "Qualcuno l’ha fatto un momento prima di te" in str(response.context["form"].non_field_errors())
    assert list(House.objects.all()) == [house]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_mark_one_place_at_once_one_does():
    place = LocationFactory()
    hands = [partial(open_house, by=None, location=place, name=name, words="") for name in ("Casa", "Villa")]

    assert (kinds(at_once(*hands)), House.objects.count()) == (["JustOpened"], 1)
