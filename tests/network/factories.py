"""Rows of the network, each with the least that it needs."""

import factory
from django.utils import timezone

from network.models import Network, NetworkMembership
from tests.factories import MunicipalityFactory, OrganizationFactory


def network_of(municipality=None):
    return Network.objects.get(pk=(municipality or MunicipalityFactory()).pk)


class MembershipFactory(factory.django.DjangoModelFactory):
    """Of an organisation that is admitted."""

    class Meta:
        model = NetworkMembership

    network = factory.LazyFunction(network_of)
    organization = factory.SubFactory(OrganizationFactory)
    state = NetworkMembership.State.ADMITTED
    admitted_at = factory.LazyFunction(timezone.now)
    applied_at = factory.LazyAttribute(lambda o: o.admitted_at or timezone.now())
