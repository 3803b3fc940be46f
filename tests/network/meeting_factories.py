"""Meetings and what belongs to them, each with the least that it needs."""

import datetime

import factory
from django.utils import timezone

from network.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingInvitation,
    Minutes,
    Stand,
)
from tests.factories import OrganizationFactory, UserFactory

from .factories import network_of


def in_days(days, hour=18):
    """That hour in Rome, so many days from today."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


class MeetingFactory(factory.django.DjangoModelFactory):
    """In a week, for two hours, of the members."""

    class Meta:
        model = Meeting

    class Params:
        past = factory.Trait(dtstart=factory.LazyFunction(lambda: in_days(-7)))
        showcase = factory.Trait(kind=Meeting.Kind.SHOWCASE, is_public=True, title="Vetrina")

    network = factory.LazyFunction(network_of)
    title = "Riunione del mese"
    dtstart = factory.LazyFunction(lambda: in_days(7))
    dtend = factory.LazyAttribute(lambda o: o.dtstart + datetime.timedelta(hours=2))
    place = "Sala civica"


class AgendaItemFactory(factory.django.DjangoModelFactory):
    """Proposed."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    title = "Orti di quartiere"


class MeetingInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MeetingInvitation

    meeting = factory.SubFactory(MeetingFactory)
    organization = factory.SubFactory(OrganizationFactory)
    email = "emporio@example.org"


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory, past=True)
    organization = factory.SubFactory(OrganizationFactory)


class StandFactory(factory.django.DjangoModelFactory):
    """Free."""

    class Meta:
        model = Stand

    meeting = factory.SubFactory(MeetingFactory, showcase=True)
    number = factory.Sequence(lambda number: number % 300 + 1)


class MinutesFactory(factory.django.DjangoModelFactory):
    """A first draft."""

    class Meta:
        model = Minutes

    meeting = factory.SubFactory(MeetingFactory, past=True)
    text = "Abbiamo parlato degli orti."


def approved_minutes(**fields):
    """They begin as a draft, as all do."""
    minutes = MinutesFactory(**fields)
    minutes.state, minutes.approved_at = Minutes.State.APPROVED, timezone.now()
    minutes.save()
    return minutes


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    meeting = factory.SubFactory(MeetingFactory, past=True)
    text = "Apriamo un orto in via Milano."


class ActionItemFactory(factory.django.DjangoModelFactory):
    """Of a person, for tomorrow."""

    class Meta:
        model = ActionItem

    network = factory.LazyFunction(network_of)
    words = "Chiedere il terreno al Comune"
    owner = factory.SubFactory(UserFactory)
    due = factory.LazyFunction(lambda: in_days(1).date())
