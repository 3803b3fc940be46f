"""Rows of proposals and co-designs, each with the least that it needs."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from community.models import CoDesign, Contribution, Phase, Proposal
from community.proposals import actions
from tests.factories import UserFactory
from tests.network.factories import network_of


class CoDesignFactory(factory.django.DjangoModelFactory):
    """Without phases; see `in_phase`."""

    class Meta:
        model = CoDesign

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Piazza {}".format)
    words = "Cerchiamo idee per la piazza; decide il gruppo di guida."


def days(first, last):
    """From and until, counted from today, both included."""
    today = timezone.localdate()
    return DateRange(today + datetime.timedelta(days=first), today + datetime.timedelta(days=last + 1))


def in_phase(kind, **more):
    """A co-design in which it is that phase now, or none for ""."""
    codesign = CoDesignFactory(**more)
    if kind:
        Phase.objects.create(codesign=codesign, kind=kind, period=days(-5, 5))
    return codesign


class ProposalFactory(factory.django.DjangoModelFactory):
    """Published now, by nobody in particular."""

    class Meta:
        model = Proposal

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Orto {}".format)
    words = "Un orto dietro la scuola."
    published_at = factory.LazyAttribute(lambda o: None if o.state == "draft" else timezone.now())
    state = "published"


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    proposal = factory.LazyFunction(lambda: talked_over())
    words = "Serve anche l’acqua."


def talked_over(**more):
    """A proposal of a co-design in which it is time to propose."""
    codesign = more.pop("codesign", None) or in_phase("propose")
    return ProposalFactory(codesign=codesign, network=codesign.network, **more)


def decided(proposal, outcome="accepted", **more):
    told = {"body": "Gruppo di guida", "decided_on": timezone.localdate(), "why": "Si può fare da marzo."}
    actions.decide(by=UserFactory(), proposal=proposal, outcome=outcome, **told | more)
    proposal.refresh_from_db()
    return proposal
