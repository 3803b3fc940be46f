"""Rows of a community, each with the least that it needs."""

import datetime

import factory
from django.utils import timezone

from community.models import Booking, Need, NeedTheme, Space
from community.spaces.repeating import moment
from organizations.models import House
from tests.factories import CommunityPointFactory, LocationFactory, OrganizationFactory
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


class HouseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = House

    location = factory.SubFactory(LocationFactory, organization=factory.SubFactory(OrganizationFactory))
    slug = factory.Sequence("casa-{}".format)
    name = factory.Sequence("Casa {}".format)


class SpaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Space

    house = factory.SubFactory(HouseFactory)
    name = factory.Sequence("Sala {}".format)
    capacity = 30


def in_days(days, hour):
    return moment(timezone.localdate() + datetime.timedelta(days=days), datetime.time(hour))


class BookingFactory(factory.django.DjangoModelFactory):
    """Tomorrow from 18 to 20."""

    class Meta:
        model = Booking

    space = factory.SubFactory(SpaceFactory)
    title = "Prove del coro"
    people = 10
    starts_at = factory.LazyFunction(lambda: in_days(1, 18))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + datetime.timedelta(hours=2))
