"""The entries whose changes a person may publish: `roles_of`, for many."""

from django.db.models import Exists, OuterRef, Q

from organizations.models import CommunityPoint, Location, Organization
from services.models import Asset, Service, ServiceAtLocation
from territory.models import Quarter


def reviewed_by(user, kind):
    """`kind` is a key of `services.editing.KINDS`."""
    return REVIEWED[kind](user)


def places_around(user):
    """Where the user coordinates or directs."""
    return Location.objects.filter(
        Q(quarter__community_points__in=user.points_coordinated) | Q(municipality__in=user.cities_directed)
    )


def organizations(user):
    here = places_around(user).filter(organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(here)) | Organization.objects.directed_by(user)


def locations(user):
    around = Q(pk__in=places_around(user).values("pk"))
    return Location.objects.filter(around | Q(organization__in=organizations(user).values("pk")))


def services(user):
    here = ServiceAtLocation.objects.filter(service=OuterRef("pk"), location__in=places_around(user).values("pk"))
    return Service.objects.filter(Q(organization__in=organizations(user).values("pk")) | Exists(here))


def assets(user):
    """Without what residents offer: of that the history keeps nothing, so that nobody could put it back."""
    quarters = Quarter.objects.filter(
        Q(community_points__in=user.points_coordinated) | Q(municipality__in=user.cities_directed)
    )
    return Asset.objects.filter(
        Q(organization__in=organizations(user).values("pk"))
        | Q(location__in=places_around(user).values("pk"))
        | Q(location=None, quarter__in=quarters.values("pk")),
        offered_by_resident=False,
    )


def community_points(user):
    mine = Q(pk__in=user.points_coordinated) | Q(location__municipality__in=user.cities_directed)
    return CommunityPoint.objects.filter(mine)


REVIEWED = {
    "organization": organizations,
    "location": locations,
    "service": services,
    "asset": assets,
    "community_point": community_points,
}
