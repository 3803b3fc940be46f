import pytest

from accounts.access import Role
from network.models import NetworkMembership
from tests.factories import (
    CommunityPointFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    UserFactory,
)

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_network_knows_who_keeps_a_member_and_who_works_in_its_city(django_assert_max_num_queries):
    membership = MembershipFactory()
    asking = MembershipFactory(network=membership.network, state=NetworkMembership.State.APPLIED, admitted_at=None)
    point = CommunityPointFactory(location__municipality=membership.network)
    bergamo = MunicipalityFactory(name="Bergamo", istat_code="016024")
    elsewhere = CommunityPointFactory(location__municipality=bergamo)
    people = {
        "owner": MemberFactory(organization=membership.organization, role=Role.OWNER).user,
        "asking": MemberFactory(organization=asking.organization, role=Role.OWNER).user,
        "volunteer": MandateFactory(community_point=point).user,
        "volunteer elsewhere": MandateFactory(community_point=elsewhere).user,
        "stranger": UserFactory(),
    }

    held = {}
    for name, user in people.items():
        network = network_of(membership.network)
        with django_assert_max_num_queries(4):  # mandates, memberships, one question of each
            held[name] = network.roles_of(user)

    assert held == {
        "owner": {Role.OWNER},
        "asking": set(),
        "volunteer": {Role.VOLUNTEER},
        "volunteer elsewhere": set(),
        "stranger": set(),
    }


def test_network_list_opens_the_only_one_and_lists_more(client):
    first = MembershipFactory().network
    MunicipalityFactory(name="Ospitaletto", istat_code="017127")

    one = client.get("/rete/")
    second = MembershipFactory(network=network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))).network
    several = client.get("/rete/")

    assert one.url == f"/rete/{first.slug}/"
    assert list(several.context["object_list"]) == [second, first]
