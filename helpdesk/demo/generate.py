"""A year, or less, of a busy network of desks."""

from django.db import transaction
from django.utils import timezone

from organizations.models import CommunityPoint, Location, Organization
from territory.models import Quarter

from .contacts import Contacts, Draw
from .referrals import Referrals

SECOND_DOORS = 0.08  # of the referrals follow one that was refused


@transaction.atomic
def generate_log(points, *, first, last, enquiries, referrals, seed):
    """So many contacts and referrals at these desks between two days, all or nothing; a seed gives the same again.

    Other days or other desks are drawn anew, so that no id comes twice.
    """
    draw = Draw(f"{seed} {first} {last} {[point.slug for point in points]}")
    second = int(referrals * SECOND_DOORS)
    contacts = Contacts(points, first, last, draw)
    contacts.write(enquiries, referrals - second)
    Referrals(points, draw, timezone.localdate()).write(contacts.referred, second)


def desks(count, municipality):
    """The city's desks, so many, the missing ones invented in quarters where none stands."""
    found = known_desks(municipality)
    taken = [point.location.quarter_id for point in found]
    free = Quarter.objects.filter(municipality=municipality).exclude(pk__in=taken).order_by("pk")
    for quarter in free[: max(0, count - len(found))]:
        open_desk(quarter, found[0].lead_organization if found else Organization.objects.order_by("pk").first())
    return known_desks(municipality)[:count]


def known_desks(municipality):
    points = CommunityPoint.objects.filter(location__municipality=municipality)
    return list(
        points.select_related("location__quarter__zone", "lead_organization")
        .prefetch_related("quarters")
        .order_by("name")
    )


def open_desk(quarter, lead):
    now = timezone.now()
    location = Location.objects.create(
        organization=lead,
        municipality=quarter.municipality,
        quarter=quarter,
        name=f"Sala civica {quarter.name}",
        latitude=quarter.latitude,
        longitude=quarter.longitude,
        last_modified=now,
    )
    point = CommunityPoint.objects.create(
        slug=f"punto-comunita-di-prova-{quarter.slug}",
        name=f"Punto Comunità {quarter.name}",
        lead_organization=lead,
        location=location,
        last_modified=now,
    )
    point.quarters.add(quarter)
