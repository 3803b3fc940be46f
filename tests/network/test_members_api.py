import pytest
from django.utils import timezone

from organizations.models import Collaboration
from tests.factories import MunicipalityFactory, OrganizationFactory

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def member(network):
    return MembershipFactory(network=network).organization


def together(one, other, **more):
    one, other = sorted([one, other], key=lambda each: each.pk)
    now = {"one_confirmed_at": timezone.now(), "other_confirmed_at": timezone.now()}
    return Collaboration.objects.create(**{"one": one, "other": other, "words": "La festa"} | now | more)


@pytest.mark.parametrize("number", [1, 3])
def test_collaborations_that_both_confirm_are_told(client, settings, number, django_assert_num_queries):
    network = network_of()
    said = [together(member(network), member(network), since="2020-05-01") for _each in range(number)]
    together(member(network), member(network), other_confirmed_at=None)
    together(member(network), OrganizationFactory())
    together(member(network), member(network), other_confirmed_at=None, words="", denied_at=timezone.now())

    with django_assert_num_queries(2):
        answer = client.get("/api/collaborations").json()

    sides = [
        {"id": str(each.pk), "name": each.name, "url": f"{settings.SITE_URL}{each.get_absolute_url()}"}
        for each in (said[0].one, said[0].other)
    ]
    assert answer["total_items"] == number
    assert answer["contents"][0] == {
        "id": str(said[0].pk),
        "words": "La festa",
        "since": "2020-05-01",
        "organizations": sides,
    }


def test_collaborations_are_those_of_the_city_and_in_the_description_of_the_api(client):
    here, there = network_of(), network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))
    together(member(here), member(here))
    together(member(there), member(there))

    found = [client.get("/api/collaborations/", {"city": each.slug}).json()["total_items"] for each in (here, there)]
    refused = client.get("/api/collaborations", {"citta": "x"})

    assert (found, refused.status_code) == ([1, 1], 400)
    assert "/api/collaborations" in client.get("/api/openapi.json").json()["paths"]
