"""A concierge at a Punto Comunità, its members, and what they do for each other."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from community.concierge import advice
from community.models import AdviceSlot, Concierge, ConciergeMembership, Exchange, Vetting
from puntocomunita.encryption import encrypt
from tests.factories import CommunityPointFactory, MandateFactory, QualificationFactory, UserFactory
from tests.network.factories import network_of

from .factories import in_days

DAY = datetime.timedelta(days=1)


def for_a_year():
    today = timezone.localdate()
    return DateRange(today, today + 365 * DAY)


class ConciergeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Concierge

    network = factory.LazyFunction(network_of)
    community_point = factory.LazyAttribute(lambda o: CommunityPointFactory(location__municipality=o.network))
    words = "Ci si aiuta fra vicini"


class ConciergeMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConciergeMembership

    concierge = factory.SubFactory(ConciergeFactory)
    person = factory.SubFactory(UserFactory)
    valid = factory.LazyFunction(for_a_year)


def member_without_account(concierge, name="Rosa", contact="030 000 1234"):
    told = {"name": encrypt(name), "contact": encrypt(contact)}
    return ConciergeMemberFactory(concierge=concierge, person=None, **told)


class VettingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vetting

    membership = factory.SubFactory(ConciergeMemberFactory)
    what_for = Vetting.For.CARE
    valid = factory.LazyFunction(for_a_year)
    seen = "Carta d’identità"


class ExchangeFactory(factory.django.DjangoModelFactory):
    """An offer on the board, of nothing that needs a vetting."""

    class Meta:
        model = Exchange

    author = factory.SubFactory(ConciergeMemberFactory)
    concierge = factory.LazyAttribute(lambda o: o.author.concierge)
    kind = Exchange.Kind.OFFER
    category = Exchange.Category.SEWING
    title = factory.Sequence("Accorcio i pantaloni {}".format)
    minutes = 60
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + 30 * DAY)


def answered(exchange, other=None, agreed=False):
    """By `other`, who agrees; the author too with `agreed`."""
    now = timezone.now()
    exchange.other = other or ConciergeMemberFactory(concierge=exchange.concierge)
    exchange.state, exchange.other_agreed_at = Exchange.State.PROPOSED, now
    exchange.save()
    if agreed:
        exchange.state, exchange.author_agreed_at = Exchange.State.AGREED, now
        exchange.save()
    return exchange


def keeper_of(concierge, role=Role.VOLUNTEER):
    """Who works at its Punto Comunità, and has learned how to treat personal data."""
    user = MandateFactory(community_point=concierge.community_point, role=role).user
    QualificationFactory(user=user)
    return user


class AdviceSlotFactory(factory.django.DjangoModelFactory):
    """In three days, from 10 to half past."""

    class Meta:
        model = AdviceSlot

    network = factory.LazyFunction(network_of)
    adviser = factory.SubFactory(UserFactory)
    topic = "Aprire la partita IVA"
    place = "Sala piccola"
    starts_at = factory.LazyFunction(lambda: in_days(3, 10))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + datetime.timedelta(minutes=30))


def advice_of_neighbour(concierge, name="Rosa", contact="030 000 999", **slot):
    """Booked through that concierge by who has no account."""
    free = AdviceSlotFactory(network=concierge.network, adviser=slot.pop("adviser", None), **slot)
    return advice.take_for(by=None, concierge=concierge, slot=free, name=name, contact=contact, idea="Cucire")
