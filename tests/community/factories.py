"""Rows of a community, each with the least that it needs."""

import factory
from django.utils import timezone

from community.models import Need, NeedTheme
from tests.factories import CommunityPointFactory
from tests.network.factories import network_of


class NeedThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedTheme

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Tema {}".format)


class NeedFactory(factory.django.DjangoModelFactory):
    """Said by nobody in particular, and not read yet."""

    class Meta:
        model = Need

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Panchina {}".format)


def group_need(network, **more):
    point = CommunityPointFactory(location__municipality=network)
    told = {"source": "group", "group_name": "Le mamme del giardino", "group_size": 12, "community_point": point}
    return NeedFactory(network=network, **told | more)


def clustered(need, theme=None):
    need.theme, need.state = theme or NeedThemeFactory(network=need.network), Need.State.CLUSTERED
    need.save()
    return need


def parked(need):
    need.state, need.answer, need.answered_at = Need.State.PARKED, "Quest’anno no", timezone.now()
    need.save()
    return need
