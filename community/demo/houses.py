"""Eight houses of Brescia with thirty rooms, and a year of who has them; made of the places of members."""

import datetime

from django.db import transaction
from django.utils import timezone

from community.models import Booking, Space
from community.spaces.repeating import moment
from network.models import Network
from organizations.models import House, Location, Organization
from services.demo.people import person
from services.demo.values import slug_of

from .house_words import HOUSES, ROOMS, TOGETHER

HOUSES_WANTED, WEEKS_BACK, WEEKS_AHEAD = 8, 44, 8
WEEK = datetime.timedelta(days=7)
State = Booking.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.filter(slug="brescia").first()
    if network is None or Space.objects.exists():
        return False
    tell("Le case, le stanze, e un anno di prenotazioni")
    houses = open_houses(network)
    spaces = [space for number, house in enumerate(houses) for space in rooms_of(house, number)]
    members = list(network.members().order_by("slug")[:40])
    book_a_year(spaces, members)
    book_for_people(spaces)
    return bool(spaces)


def open_houses(network):
    """Those that are there first; the others where a member has a place of its own, and others join it."""
    houses = list(House.objects.in_city(network).order_by("slug"))
    members = network.members()
    places = Location.objects.filter(municipality=network, organization__in=members, house=None).order_by("id")
    chosen = list(places.exclude(latitude=None)[: HOUSES_WANTED - len(houses)])
    guests = list(Organization.objects.filter(pk__in=members).order_by("-slug")[: 4 * len(chosen)])
    for number, place in enumerate(chosen):
        name, words = HOUSES[number]
        house = House.objects.create(location=place, slug=slug_of(name), name=name, words=words)
        house.organizations.set(guests[4 * number : 4 * number + 4])
        houses.append(house)
    return houses


def rooms_of(house, number):
    """Four rooms, three in the last two houses; the hall is for who is confirmed, and tidied afterwards."""
    told = [dict(zip(("name", "words", "capacity"), each, strict=True)) for each in ROOMS[: 3 if number > 5 else 4]]
    told[0] |= {"needs_approval": True, "minutes_after": 15}
    return [Space.objects.create(**{"house": house, "needs_approval": False} | each) for each in told]


def book_a_year(spaces, members):
    """Each room twice a week at the same hours, by organisations in turn; one week in nine nobody comes."""
    today, rows = timezone.localdate(), []
    monday = today - datetime.timedelta(days=today.weekday())
    for number, space in enumerate(spaces):
        for week in range(-WEEKS_BACK, WEEKS_AHEAD):
            for turn in range(2):
                day = monday + WEEK * week + datetime.timedelta(days=(number + 3 * turn) % 6)
                rows.append(booking(space, members[(number * 2 + turn) % len(members)], day, 17 + turn, number + turn))
    Booking.objects.bulk_create(rows)
    over = Booking.objects.filter(state=State.CONFIRMED, ends_at__lte=timezone.now()).order_by("pk")
    empty = [pk for place, pk in enumerate(over.values_list("pk", flat=True)) if place % 9 == 4]
    Booking.objects.filter(pk__in=empty).update(state=State.NO_SHOW)
    Booking.objects.filter(state=State.CONFIRMED, ends_at__lte=timezone.now()).update(state=State.DONE)


def booking(space, organization, day, hour, number):
    start = moment(day, datetime.time(hour))
    return Booking(
        space=space,
        organization=organization,
        title=TOGETHER[number % len(TOGETHER)],
        people=min(space.capacity, 6 + number % 20),
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=2),
        state=State.CONFIRMED,
    )


def book_for_people(spaces):
    """What the person of the demo has asked for, to be confirmed by who keeps the house."""
    day = timezone.localdate() + datetime.timedelta(days=10)
    for space in spaces[:2]:
        start = moment(day, datetime.time(10))
        told = {"title": "Compleanno dei bambini", "people": 12, "booked_by": person("cittadina")}
        Booking.objects.create(space=space, starts_at=start, ends_at=start + datetime.timedelta(hours=3), **told)
