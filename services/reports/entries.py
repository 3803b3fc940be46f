"""The entries that a report may be about, as its address names them."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from organizations.models import CommunityPoint, Location, Organization
from services.models import Asset, Service

MODELS = {"servizio": Service, "organizzazione": Organization, "risorsa": Asset, "punto": CommunityPoint}
NAMES = {model: name for name, model in MODELS.items()}


def entry_of(kind, slug):
    """The entry that an address names, or 404."""
    return get_object_or_404(MODELS.get(kind, Service), slug=slug if kind in MODELS else "")


def is_discreet(entry) -> bool:
    return getattr(entry, "discreet", False)


def places_of(entry):
    """The locations where a thing is, as `roles_of` looks at them."""
    if isinstance(entry, Location):
        return Location.objects.filter(pk=entry.pk)
    if isinstance(entry, Organization):
        return entry.locations.all()
    if isinstance(entry, Service):
        there = Q(service_at_locations__service=entry) | Q(organization=entry.organization_id)
        return Location.objects.filter(there).distinct()
    return Location.objects.filter(pk=entry.location_id)


def quarter_of(entry):
    """Where to look for the desk to turn to: (location or None, quarter or None)."""
    place = places_of(entry).select_related("quarter").first()
    return place, getattr(entry, "quarter", None)
