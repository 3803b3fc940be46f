"""Initiatives that go on, or that one may still join, as the one search finds them."""

from community.models import Initiative
from services.listings import refresh_listings
from services.listings.registry import Listed
from services.listings.rows import Place, marks_of_municipality, row_with_path
from services.models import Listing


def rows(keys, paths):
    going = Initiative.objects.seen().exclude(state__in=Initiative.OVER).filter(pk__in=keys)
    for initiative in going.for_reading().prefetch_related("places"):
        partners = [each.organization for each in initiative.public_partners]
        theme = [initiative.need_theme.title] if initiative.need_theme else []
        wide = [mark for place in initiative.places.all() for mark in marks_of_municipality(place.municipality_id)]
        yield row_with_path(
            kind=Listing.Kind.INITIATIVE,
            thing=initiative,
            name=initiative.title,
            description=initiative.summary,
            place=Place(initiative.network_id, initiative.quarter),
            organization=initiative.lead_organization,
            term_ids=paths(each.pk for each in initiative.topics.all()),
            text=[initiative.words, *(each.name for each in partners), *theme],
            marks=wide,
        )


def around(organizations, locations):
    theirs = Initiative.objects.filter(partners__organization__in=organizations)
    return theirs.distinct().values_list("pk", flat=True) if organizations else ()


def refresh(initiative):
    """Of an initiative, and of what it invites to."""
    refresh_listings(initiatives=[initiative.pk], events=initiative.events.values_list("pk", flat=True))


LISTED = [Listed(Listing.Kind.INITIATIVE, Initiative, rows, around)]
