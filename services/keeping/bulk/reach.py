"""The entries whose changes a person may publish: `roles_of`, for many."""

from django.db.models import Q

from organizations.models import CommunityPoint, Location
from services.reports.reach import assets_of, of_owner_in_reach, organizations_of, places_in_reach, services_of


def reviewed_by(user, kind):
    """`kind` is a key of `services.editing.KINDS`."""
    return REVIEWED[kind](user)


def locations(user):
    around = Q(pk__in=places_in_reach(user).values("pk"))
    return Location.objects.filter(around | of_owner_in_reach(user, "organization"))


def assets(user):
    """Without what residents offer: of that the history keeps nothing, so that nobody could put it back."""
    return assets_of(user).filter(offered_by_resident=False)


def community_points(user):
    mine = Q(pk__in=user.points_coordinated) | Q(location__municipality__in=user.cities_directed)
    return CommunityPoint.objects.filter(mine)


REVIEWED = {
    "organization": organizations_of,
    "location": locations,
    "service": services_of,
    "asset": assets,
    "community_point": community_points,
}
