"""Initiatives, each with the least that it needs."""

import datetime

import factory
from django.utils import timezone

from community.initiatives import actions
from community.models import Commitment, Initiative, InitiativePartner, InitiativeTask, Outcome, Reach, Story
from tests.factories import OrganizationFactory, UserFactory
from tests.network.factories import network_of


class InitiativeFactory(factory.django.DjangoModelFactory):
    """Public, planned, led by nobody in particular."""

    class Meta:
        model = Initiative

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Orto {}".format)
    summary = "Venti cassoni dietro la scuola"
    published_at = factory.LazyFunction(timezone.now)


def active(**told):
    initiative = InitiativeFactory(**told)
    actions.start(initiative=initiative, starts_on=timezone.localdate() - datetime.timedelta(days=30))
    return Initiative.objects.get(pk=initiative.pk)


def completed(**told):
    initiative, outcome = active(**told), {"title": "Un orto", "who_may_use": "Chiunque", "cared_by": "Chi abita qui"}
    actions.complete(initiative=initiative, **outcome)
    return Initiative.objects.get(pk=initiative.pk)


class PartnerFactory(factory.django.DjangoModelFactory):
    """Of an organisation that said yes."""

    class Meta:
        model = InitiativePartner

    initiative = factory.SubFactory(InitiativeFactory)
    organization = factory.SubFactory(OrganizationFactory)
    confirmed_at = factory.LazyFunction(timezone.now)


class TaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InitiativeTask

    initiative = factory.SubFactory(InitiativeFactory)
    words = "Portare la terra"


class CommitmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commitment

    initiative = factory.SubFactory(InitiativeFactory)
    person = factory.SubFactory(UserFactory)
    words = "Porto la terra"
    due_on = factory.LazyFunction(timezone.localdate)


class ReachFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reach

    initiative = factory.SubFactory(InitiativeFactory)
    people = 30
    activity = "Merenda"


class OutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outcome

    title, who_may_use, cared_by = "Un orto", "Chiunque", "Chi abita qui"


class StoryFactory(factory.django.DjangoModelFactory):
    """Public."""

    class Meta:
        model = Story

    initiative = factory.SubFactory(InitiativeFactory)
    title = factory.Sequence("Storia {}".format)
    words = "Siamo partiti in tre."
    published_at = factory.LazyFunction(timezone.now)
