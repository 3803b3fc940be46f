"""150 organisations of Brescia in the network, with whom each works; two that ask to come in; a house."""

import datetime

from django.db import transaction
from django.utils import timezone

from network.models import Network, NetworkMembership
from organizations.models import Collaboration, House, Location, Organization, ReservedContact
from services.demo.people import ORGANIZATION

from .neighbours import invent

MEMBERS, ASKING = 150, 2
LARGEST, OTHERS = 42, 6  # members of the largest group, and of each other
TOGETHER = ["Il doposcuola", "La festa del quartiere", "La raccolta dei viveri", "Gli orti di via Milano"]
HOUSE = "circolo-aquilone"
State = NetworkMembership.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    if network.memberships.exists():
        return False
    tell("Le organizzazioni della rete")
    chosen = organizations(network)
    NetworkMembership.objects.bulk_create(membership(network, *each) for each in enumerate(chosen))
    Collaboration.objects.bulk_create(collaborations(chosen[:MEMBERS]))
    ReservedContact.objects.bulk_create(contacts(chosen[:MEMBERS:5]))
    open_house(chosen)
    return bool(chosen)


def organizations(network) -> list:
    """That of the demo's own person first; those that the directory lacks are made."""
    first = list(Organization.objects.filter(slug=ORGANIZATION))
    known = [*first, *Organization.objects.exclude(slug=ORGANIZATION).order_by("slug")[: MEMBERS + ASKING - len(first)]]
    return known + invent(network, MEMBERS + ASKING - len(known)) if known else []


def collaborations(members):
    """A large group, then groups of six of which every fourth is of those that are alone; chains with shortcuts."""
    pairs = [
        (members[number], members[number + step])
        for number in range(len(members))
        for step in (1, 2)
        if works(number) and number + step < len(members) and group(number) == group(number + step)
        if step == 1 or number % 2
    ]
    return [collaboration(index, *sorted(pair, key=lambda each: each.pk)) for index, pair in enumerate(pairs)]


def group(number):
    return 0 if number < LARGEST else 1 + (number - LARGEST) // OTHERS


def works(number):
    return group(number) % 4 != 3


def collaboration(index, one, other):
    now = timezone.now()
    words, waiting = TOGETHER[index % len(TOGETHER)], index % 9 == 8
    return Collaboration(
        one=one, other=other, words=words, one_confirmed_at=now, other_confirmed_at=None if waiting else now
    )


def membership(network, number, organization):
    since = timezone.now() - datetime.timedelta(days=800 - number)
    if number >= MEMBERS:
        return NetworkMembership(network=network, organization=organization, words="Vorremmo conoscere le altre.")
    return NetworkMembership(
        network=network, organization=organization, state=State.ADMITTED, applied_at=since, admitted_at=since
    )


def contacts(organizations):
    for number, each in enumerate(organizations):
        visibility = ReservedContact.Visibility.values[number % 2]
        value, description = f"030 555 {1000 + number}", "chi risponde la sera"
        yield ReservedContact(organization=each, visibility=visibility, value=value, description=description)


def open_house(members):
    place = Location.objects.filter(organization__slug=HOUSE).order_by("name", "id").first()
    if place:
        words = "Sale e uffici per le associazioni del quartiere."
        house = House.objects.create(location=place, slug="casa-aquilone", name="Casa Aquilone", words=words)
        house.organizations.set(each for each in members[1:8] if each.slug != HOUSE)
