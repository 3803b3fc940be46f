"""What one can still go to, as the one search finds it: each event once, with all its days to come."""

from collections import defaultdict

from django.db.models import Q

from community.models import Event, EventDate
from services.listings.registry import Listed
from services.listings.rows import Place, row_with_path
from services.models import Listing


def rows(keys, paths):
    days = days_to_come(keys)
    for event in Event.objects.published().filter(pk__in=days).for_reading():
        terms = [each.pk for each in (*event.topics.all(), *event.targets.all())]
        yield row_with_path(
            kind=Listing.Kind.EVENT,
            thing=event,
            name=event.title,
            description=event.words,
            place=place_of(event),
            organization=event.organization,
            organization_name=str(event.organiser)[:300],
            term_ids=paths(terms),
            free=event.is_free,
            online=not event.where,
            happens=[moment for day in days[event.pk] for moment in day],
            happens_until=max(end for _start, end in days[event.pk]),
        )


def days_to_come(keys) -> dict:
    """{event: [(start, end)]}, the soonest first."""
    found = defaultdict(list)
    dates = EventDate.objects.taking_place().coming().filter(event__in=keys).soonest_first()
    for key, start, end in dates.values_list("event", "starts_at", "ends_at"):
        found[key].append((start, end))
    return dict(found)


def place_of(event) -> Place:
    at = event.spot
    if at is None:
        return Place(event.network_id, event.quarter, address=event.address)
    return Place.of(at)._replace(municipality_id=event.network_id, address=event.where[:300])


def around(organizations, locations):
    """Of who invites, and of where it is."""
    theirs = (
        Q(organization__in=organizations)
        | Q(community_point__lead_organization__in=organizations)
        | Q(location__in=locations)
        | Q(house__location__in=locations)
        | Q(space__house__location__in=locations)
    )
    return Event.objects.filter(theirs).values_list("pk", flat=True)


LISTED = [Listed(Listing.Kind.EVENT, Event, rows, around)]
