"""The houses that organisations share, as the one search finds them: by their rooms too."""

from django.db.models import Q

from organizations.models import House
from services.listings.registry import Listed
from services.listings.rows import Place, first_phone, row_with_path
from services.models import Listing


def rows(keys, paths):
    houses = House.objects.filter(pk__in=keys, location__municipality__isnull=False).select_related(
        "location__quarter", "location__municipality", "location__organization", "location__opening_hours"
    )
    for house in houses.prefetch_related("spaces", "organizations"):
        at = house.location
        rooms = [each for each in house.spaces.all() if each.is_open]
        yield row_with_path(
            kind=Listing.Kind.HOUSE,
            thing=house,
            name=house.name,
            description=house.words,
            place=Place.of(at),
            organization=at.organization,
            hours=at.opening_hours,
            phone=first_phone(at),
            text=[*(f"{each.name} {each.words}" for each in rooms), *(each.name for each in house.organizations.all())],
        )


def around(organizations, locations):
    named = Q(organizations__in=organizations) | Q(location__organization__in=organizations)
    return House.objects.filter(named | Q(location__in=locations)).distinct().values_list("pk", flat=True)


LISTED = [Listed(Listing.Kind.HOUSE, House, rows, around)]
