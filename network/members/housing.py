"""Which place is a Casa delle Associazioni, and who is there."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from psycopg2.errors import UniqueViolation

from organizations.models import House, Location
from services.listings import refresh_listings

MOST = 20  # places to choose from


def places_found(network, words):
    """Places of the city by name or street, not houses yet; none where nobody has said what to look for."""
    found = Location.objects.filter(municipality=network, house=None, location_type=Location.LocationType.PHYSICAL)
    for word in words.split():
        found = found.filter(Q(name__unaccent__icontains=word) | Q(address__unaccent__icontains=word))
    return found.order_by("name", "id")[:MOST] if words.split() else found.none()


def not_yet_in(house, network):
    there = house.hosted().values("pk")
    return network.members().exclude(pk__in=there).in_alphabetical_order()


class JustOpened(Exception):
    """Somebody said the same of that place, or took that name, a moment before."""


@transaction.atomic
def open_house(*, by, location, name, words):
    try:
        with transaction.atomic():
            house = House.objects.create(location=location, name=name, words=words, slug=free_slug(name))
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        raise JustOpened from error
    refresh_listings(houses=[house.pk])
    return house


@transaction.atomic
def host(*, by, house, organization):
    house.organizations.add(organization)
    refresh_listings(houses=[house.pk])


@transaction.atomic
def let_go(*, by, house, organization):
    house.organizations.remove(organization)
    refresh_listings(houses=[house.pk])


@transaction.atomic
def close_house(*, by, house):
    key = house.pk
    house.delete()
    refresh_listings(houses=[key])


def free_slug(name):
    slug = slugify(name)[:150] or "casa"
    taken = set(House.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(each for each in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
