"""Pacts and hours, each with the least that it needs."""

import datetime

import factory
from django.utils import timezone

from accounts.access import Role
from community.models import HoursEntry, Pact, PactSignature, Side
from puntocomunita.encryption import encrypt
from tests.factories import CommunityPointFactory, LocationFactory, MandateFactory, OrganizationFactory, UserFactory
from tests.network.factories import network_of


def days_ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


class PactFactory(factory.django.DjangoModelFactory):
    """A draft: forty hours of a year, of which a hundred days have gone."""

    class Meta:
        model = Pact

    network = factory.LazyFunction(network_of)
    kind = Pact.Kind.VOLUNTARY
    participant = factory.SubFactory(UserFactory)
    host = factory.SubFactory(OrganizationFactory)
    words = "Sistema i libri della biblioteca"
    hours_due = 40
    starts_on = factory.LazyFunction(lambda: days_ago(100))
    ends_on = factory.LazyFunction(lambda: days_ago(-265))


def social(**more):
    """Of somebody who has no account."""
    return PactFactory(kind=Pact.Kind.SOCIAL, participant=None, name=encrypt("Ada Bassi"), **more)


def of_call(**more):
    place = LocationFactory(organization=OrganizationFactory())
    told = {"network": network_of(place.municipality), "host": place.organization, "quarter": place.quarter}
    return PactFactory(kind=Pact.Kind.CALL, **told | more)


def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def mandated(network, role=Role.DIRECTION):
    return MandateFactory(community_point=None, municipality=network, role=role).user


def social_worker(network):
    return mandated(network, Role.SOCIAL_WORKER)


def to_sign(pact):
    pact.state = Pact.State.SIGNING
    pact.save()
    return pact


def signed(pact, by=None):
    """In force; the host has signed on paper, the municipality by its direction."""
    if pact.kind == Pact.Kind.SOCIAL:
        pact.assessed_on, pact.assessed_by = timezone.localdate(), social_worker(pact.network)
    to_sign(pact)
    who = {"signed_by": pact.participant} if pact.participant else {"is_on_paper": True}
    PactSignature.objects.create(pact=pact, side=Side.PARTICIPANT, **who)
    PactSignature.objects.create(pact=pact, side=Side.HOST, is_on_paper=True)
    PactSignature.objects.create(pact=pact, side=Side.MUNICIPALITY, signed_by=by or mandated(pact.network))
    pact.state = Pact.State.ACTIVE
    pact.save()
    return pact


class HoursFactory(factory.django.DjangoModelFactory):
    """Yesterday from 15 to 18, said by who gave them, to be confirmed."""

    class Meta:
        model = HoursEntry

    pact = factory.LazyFunction(lambda: signed(PactFactory()))
    day = factory.LazyFunction(lambda: days_ago(1))
    starts, ends = datetime.time(15), datetime.time(18)
    side = Side.PARTICIPANT
    submitted_by = factory.SelfAttribute("pact.participant")


def verified(entry):
    entry.state, entry.decided_side, entry.decided_at = "verified", Side.HOST, timezone.now()
    entry.save(update_fields=["state", "decided_side", "decided_at"])
    return entry


def with_hours(pact, hours):
    """As many whole hours verified, eight a day, one day after the other from its second on."""
    for number, first in enumerate(range(0, hours, 8)):
        day = pact.starts_on + datetime.timedelta(days=number + 1)
        verified(
            HoursFactory(pact=pact, day=day, starts=datetime.time(8), ends=datetime.time(8 + min(8, hours - first)))
        )
    return pact
