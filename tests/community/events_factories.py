"""Events, projects of houses and fund-raisings, each with the least that it needs."""

import datetime

import factory
from django.db import transaction
from django.utils import timezone

from community.models import (
    Event,
    EventDate,
    EventGuest,
    Fundraising,
    FundraisingSource,
    FundraisingUse,
    HouseProject,
    ProjectHouse,
)
from tests.factories import LocationFactory, OrganizationFactory, UserFactory
from tests.network.factories import network_of

from .factories import BookingFactory, HouseFactory, in_days


class EventFactory(factory.django.DjangoModelFactory):
    """Of an organisation, in the square, tomorrow from 18 to 20."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    network = factory.LazyFunction(network_of)
    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence("Festa {}".format)
    address = "Piazza Loggia"
    state = "published"
    published_at = factory.LazyAttribute(lambda o: None if o.state == "draft" else timezone.now())

    @classmethod
    def _generate(cls, strategy, params):
        """With its days at once: what is published has one."""
        with transaction.atomic():
            return super()._generate(strategy, params)

    @factory.post_generation
    def days(event, create, given, **kwargs):
        for start in given if given is not None else [in_days(1, 18)]:
            EventDateFactory(event=event, starts_at=start)


class EventDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EventDate

    event = factory.SubFactory(EventFactory, days=[])
    starts_at = factory.LazyFunction(lambda: in_days(1, 18))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + datetime.timedelta(hours=2))


def house_in(network, **more):
    place = LocationFactory(organization=OrganizationFactory(), municipality=network)
    return HouseFactory(location=place, **more)


@transaction.atomic
def event_in_room(space, state="confirmed", start=None, **more):
    """An event of the house of the room, which is booked for it."""
    start = start or in_days(1, 18)
    network = network_of(space.house.location.municipality)
    told = {"network": network, "organization": None, "house": space.house, "space": space, "address": "", "days": []}
    event = EventFactory(**told | more)
    booking = BookingFactory(space=space, starts_at=start, state=state)
    EventDateFactory(event=event, starts_at=start, booking=booking)
    return event


@transaction.atomic
def project_of(*houses, agreed=True, **more):
    network = network_of(houses[0].location.municipality)
    told = {"title": "Un coro di tutti", "words": "Si canta.", "starts_on": timezone.localdate()}
    project = HouseProject.objects.create(network=network, **told | more)
    at = timezone.now() if agreed else None
    ProjectHouse.objects.bulk_create(ProjectHouse(project=project, house=each, agreed_at=at) for each in houses)
    if agreed:
        HouseProject.objects.filter(pk=project.pk).update(state="active")
        project.refresh_from_db()
    return project


@transaction.atomic
def fundraising_of(*houses, state="open", raised=(), used=(), **more):
    """`raised` and `used` are amounts; it was opened in time, whenever it ends."""
    network = network_of(houses[0].location.municipality)
    today = timezone.localdate()
    told = {"title": "Un forno per la cucina", "words": "Il vecchio è rotto.", "how_to_give": "In segreteria."}
    told |= {"goal": 1000, "ends_on": today + datetime.timedelta(days=30)}
    ends_on = more.pop("ends_on", told["ends_on"])
    fundraising = Fundraising.objects.create(network=network, **told | more)
    fundraising.houses.set(houses)
    for step in {"planned": [], "open": ["open"], "closed": ["open", "closed"]}[state]:
        Fundraising.objects.filter(pk=fundraising.pk).update(state=step)
    Fundraising.objects.filter(pk=fundraising.pk).update(ends_on=ends_on)
    for amount in raised:
        FundraisingSource.objects.create(fundraising=fundraising, kind="people", amount=amount, received_on=today)
    for amount in used:
        FundraisingUse.objects.create(fundraising=fundraising, words="Il forno", amount=amount, used_on=today)
    fundraising.refresh_from_db()
    return fundraising


@transaction.atomic
def guest_of(date, person=None, people=1):
    """As the database has it: coming, or waiting for a place."""
    guest = EventGuest.objects.create(date=date, person=person or UserFactory(), people=people)
    guest.refresh_from_db()
    return guest
