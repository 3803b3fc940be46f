"""Groups that everybody may know of, as the one search finds them: at their street as a whole."""

from community.models import Group
from services.listings import refresh_listings
from services.listings.registry import Listed
from services.listings.rows import Place, row_with_path
from services.models import Listing


def rows(keys, paths):
    listed = Group.objects.listed().filter(pk__in=keys)
    for group in listed.select_related("network", "quarter", "street__quarter", "house__location__quarter"):
        yield row_with_path(
            kind=Listing.Kind.GROUP, thing=group, name=group.name, description=group.words, place=place_of(group)
        )


def place_of(group) -> Place:
    at = group.place
    return Place(
        municipality_id=group.network_id,
        quarter=group.quarter or at and at.quarter,
        address=group.street.name if group.street else group.house.location.address if group.house else "",
        postal_code=at.postal_code if at else "",
        latitude=at and at.latitude,
        longitude=at and at.longitude,
    )


def around(organizations, locations):
    return Group.objects.filter(house__location__in=locations).values_list("pk", flat=True) if locations else ()


def refresh(group):
    """Of a group, and of what it invites to, which may go with it."""
    refresh_listings(groups=[group.pk], events=group.events.values_list("pk", flat=True))


LISTED = [Listed(Listing.Kind.GROUP, Group, rows, around)]
