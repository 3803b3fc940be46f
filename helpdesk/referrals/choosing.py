"""Which doors are offered for a contact: what the search finds, and those that are always there."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from helpdesk.models import Notice
from helpdesk.people import current_notice
from organizations.models import Organization
from services.models import Listing
from services.search import ListingSearch

from .doors import door_of_organization, door_of_zone, points_beside, zones_around
from .track_record import track_records

FOUND = 12


class Offered(NamedTuple):
    """A door as the page that chooses lists it; `soft` says whose it is, `record` how it has answered so far."""

    key: str
    name: str
    soft: str
    record: object = None


def found(words) -> list:
    """What the one search finds, services first, then organisations by name: six queries at most."""
    if not words.strip():
        return []
    services = services_found(words)
    organizations = list(Organization.objects.named(words).order_by("name")[:FOUND])
    records = track_records([each.service_id for each in services], [each.pk for each in organizations])
    offered = [Offered(f"s.{each.slug}", each.name, soft_of(each), records.get(each.service_id)) for each in services]
    doors = [(each, door_of_organization(each)) for each in organizations]
    return offered + [Offered(door.key, door.name, _("organizzazione"), records.get(each.pk)) for each, door in doors]


def services_found(words):
    """Each once, at its best place."""
    asked = QueryDict(mutable=True)
    asked.update({"q": words, "kind": Listing.Kind.SERVICE})
    services = ListingSearch(asked, page_mode=True).page(facets=False).listings
    return list({each.service_id: each for each in reversed(services)}.values())[::-1][:FOUND]


def soft_of(listing):
    return " · ".join(filter(None, [listing.organization_name, listing.quarter_name]))


def always_there(enquiry, desk):
    """(the social service of where the person lives, or of all the city; the other Punti Comunità)."""
    zones = [door_of_zone(zone) for zone in zones_around(desk, enquiry.quarter)]
    return zones, list(points_beside(desk))


def why_no_promise(enquiry, may_open) -> str:
    """Why nobody can be handed over with a promise from this contact; "" where somebody can."""
    if enquiry.is_sensitive:
        return _("Su questo tema non si scrive nessun nome: chiamate insieme adesso, o di’ dove andare.")
    if not may_open:
        return _("Per accompagnare una persona serve la formazione sui dati personali: chiedila a chi coordina.")
    if enquiry.client and enquiry.client.erased_at:
        return _("I dati della persona sono stati cancellati: registra un contatto nuovo.")
    return "" if notice_now() else _("Manca l’informativa da leggere alla persona: dillo a chi coordina.")


def notice_now(purpose=Notice.Purpose.HAND_OFF):
    try:
        return current_notice(purpose)
    except Notice.DoesNotExist:
        return None


def notice_read(number):
    """The words that were on the page when they were read, even if others are out since."""
    return Notice.objects.filter(purpose=Notice.Purpose.HAND_OFF, pk=number).first() if number else None
