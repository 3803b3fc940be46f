"""Where the entries of a list are: of each the place in the campaign's quarters."""

from django.db.models import OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from organizations.models import Location
from services.models import ServiceAtLocation


def located(visits, campaign):
    """The visits as a list, each with `place` (a Location or None) and `quarter`; three queries at most."""
    quarters = campaign.quarters.all()
    given = ServiceAtLocation.objects.filter(service=OuterRef("service"), location__quarter__in=quarters)
    owned = Location.objects.filter(organization=OuterRef("organization"), quarter__in=quarters)
    key = Coalesce(
        "asset__location_id",
        Subquery(given.order_by("location_id").values("location_id")[:1]),
        Subquery(owned.order_by("id").values("id")[:1]),
        output_field=UUIDField(),
    )
    visits = list(visits.with_entries().select_related("asset__quarter").annotate(place_key=key))
    places = Location.objects.select_related("quarter", "municipality", "organization").in_bulk(
        {visit.place_key for visit in visits} - {None}
    )
    for visit in visits:
        visit.place = places.get(visit.place_key)
        visit.quarter = visit.place.quarter if visit.place else visit.asset and visit.asset.quarter
    return visits


def street_of(visit):
    """ "via Milano" of "via Milano 55"; "" where there is no address."""
    address = visit.place.address if visit.place else ""
    words = address.split()
    while words and any(letter.isdigit() for letter in words[-1]):
        words.pop()
    return " ".join(words).strip(" ,")
