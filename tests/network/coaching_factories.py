"""Coaching programmes and what belongs to them, each with the least that it needs."""

import datetime

import factory
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from network.models import CoachingGoal, CoachingPhase, CoachingProgramme, CoachingSession, Stakeholder
from tests.factories import OrganizationFactory

from .factories import network_of


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


class CoachingProgrammeFactory(factory.django.DjangoModelFactory):
    """Planned, for nine months from tomorrow, with a coach by name."""

    class Meta:
        model = CoachingProgramme

    network = factory.LazyFunction(network_of)
    title = "La piazza torna viva"
    area = "Fiumicello"
    starts_on = factory.LazyFunction(lambda: today(1))
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + datetime.timedelta(days=270))
    coach_organization = factory.SubFactory(OrganizationFactory)
    coach_name = "Ada Neri"


class StakeholderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stakeholder

    programme = factory.SubFactory(CoachingProgrammeFactory)
    kind = "third_sector"
    organization = factory.SubFactory(OrganizationFactory)


def add_people(programme, number, kind="citizens"):
    return Stakeholder.objects.bulk_create(
        [Stakeholder(programme=programme, kind=kind, name=f"Vicina {index}") for index in range(1, number + 1)]
    )


class CoachingPhaseFactory(factory.django.DjangoModelFactory):
    """The first thirty days of its programme."""

    class Meta:
        model = CoachingPhase

    programme = factory.SubFactory(CoachingProgrammeFactory)
    title = "Ascolto"
    during = factory.LazyAttribute(
        lambda o: DateRange(o.programme.starts_on, o.programme.starts_on + datetime.timedelta(days=30))
    )


class CoachingGoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoachingGoal

    programme = factory.SubFactory(CoachingProgrammeFactory)
    words = "Botteghe che riaprono"
    measure = "botteghe aperte"
    baseline = 10
    target = 20


class CoachingSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoachingSession

    programme = factory.SubFactory(CoachingProgrammeFactory)
    day = factory.LazyFunction(lambda: today(-3))
    title = "Chi c’è in piazza"


def active_programme(people=12, **fields):
    """They begin as planned, as all do; the team are people without an organisation."""
    programme = CoachingProgrammeFactory(**fields)
    add_people(programme, people)
    programme.state, programme.started_at = CoachingProgramme.State.ACTIVE, timezone.now()
    programme.save()
    connection.check_constraints()  # what else waits for the end of the test
    return programme


def completed_programme(**fields):
    programme = active_programme(**fields)
    CoachingGoalFactory(programme=programme, result=18, result_on=today())
    programme.state, programme.closed_at = CoachingProgramme.State.COMPLETED, timezone.now()
    programme.changed, programme.learned = "Quattro botteghe aperte.", "Si parte da chi c’è."
    programme.save()
    connection.check_constraints()  # what else waits for the end of the test
    return programme
