"""Rows of proposals and co-designs, each with the least that it needs."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from community.models import CoDesign, CommunitySurvey, Contribution, Initiative, ManagementAgreement, Phase, Proposal
from community.proposals import actions, agreeing, surveying
from tests.factories import LocationFactory, MandateFactory, MemberFactory, OrganizationFactory, UserFactory
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


class AgreementFactory(factory.django.DjangoModelFactory):
    """A draft on an initiative that is on, with a place of the organisation."""

    class Meta:
        model = ManagementAgreement

    network = factory.LazyFunction(network_of)
    initiative = factory.LazyAttribute(lambda o: initiative_in(o.network))
    organization = factory.SubFactory(OrganizationFactory)
    organization_name = factory.LazyAttribute(lambda o: o.organization.name)
    location = factory.LazyAttribute(lambda o: LocationFactory(organization=o.organization, municipality=o.network))
    service_name = factory.Sequence("Ciclofficina {}".format)
    words = "Chi abita qui apre due sere, l’associazione dà gli attrezzi, il Comune il locale."
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + datetime.timedelta(days=365))


def initiative_in(network, **more):
    told = {"title": "Ciclofficina", "summary": "Si aggiusta insieme.", "published_at": timezone.now()}
    return Initiative.objects.create(network=network, **told | more)


def three_sides(agreement):
    """Two citizens, who owns the organisation, who directs the city: (person, side)."""
    owner = MemberFactory(organization=agreement.organization, role=Role.OWNER).user
    director = MandateFactory(role=Role.DIRECTION, community_point=None, municipality=agreement.network).user
    citizens = [(UserFactory(), "citizens") for _ in range(2)]
    return [*citizens, (owner, "organization"), (director, "municipality")]


def signed(agreement):
    for person, side in three_sides(agreement):
        agreeing.sign(by=person, agreement=agreement, side=side)
    agreement.refresh_from_db()
    return agreement


class SurveyFactory(factory.django.DjangoModelFactory):
    """Open now; its counts are there."""

    class Meta:
        model = CommunitySurvey

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Fiumicello {}".format)
    period = factory.LazyFunction(lambda: days(-5, 5))

    @classmethod
    def _create(cls, model_class, *args, **told):
        return surveying.open_survey(by=None, survey=model_class(**told))


def over(survey):
    survey.period = days(-9, -1)
    survey.save()
    return survey
