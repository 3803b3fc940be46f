"""Bodies, seats, visions and goals, each with the least that it needs."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateRange

from network.models import Goal, Measurement, Seat, SeatPresence, SteeringBody, Vision

from .factories import network_of
from .meeting_factories import MeetingFactory, in_days


def from_to(first, last):
    """The days from so many from today to so many from today."""
    return DateRange(in_days(first).date(), in_days(last).date() + datetime.timedelta(days=1))


class SteeringBodyFactory(factory.django.DjangoModelFactory):
    """Of a network, with three seats."""

    class Meta:
        model = SteeringBody

    network = factory.LazyFunction(network_of)
    name = factory.Sequence(lambda number: f"Gruppo {number}")
    public_seats, third_sector_seats = 1, 2


class SeatFactory(factory.django.DjangoModelFactory):
    """Of a written name, for two years."""

    class Meta:
        model = Seat

    body = factory.SubFactory(SteeringBodyFactory)
    name = factory.Sequence(lambda number: f"Anna {number}")
    sector = "third_sector"
    term = factory.LazyFunction(lambda: from_to(-365, 365))


def body_meeting(body, **fields):
    """A week ago, unless told when."""
    fields.setdefault("past", True)
    return MeetingFactory(network=body.network, body=body, kind="steering", title="Gruppo di guida", **fields)


def seat_present(meeting, seat):
    return SeatPresence.objects.create(meeting=meeting, seat=seat, body=meeting.body)


class VisionFactory(factory.django.DjangoModelFactory):
    """In force."""

    class Meta:
        model = Vision

    network = factory.LazyFunction(network_of)
    statement = "Nessuno resta solo nel suo quartiere."
    period = factory.LazyFunction(lambda: from_to(-365, 730))


class GoalFactory(factory.django.DjangoModelFactory):
    """From 10 to 30."""

    class Meta:
        model = Goal

    vision = factory.SubFactory(VisionFactory)
    network = factory.LazyAttribute(lambda o: o.vision.network)
    title = "Più posti dove studiare"
    indicator = "Posti nei doposcuola"
    unit = "posti"
    baseline, target = 10, 30


class MeasurementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measurement

    goal = factory.SubFactory(GoalFactory)
    day = factory.LazyFunction(lambda: in_days(-30).date())
    value = 20
    source = "Conta dei doposcuola"
