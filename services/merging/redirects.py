"""Old addresses of entries that were merged: of pages, calendars, reports, programs; they lead on for ever."""

from uuid import UUID

from django.http import HttpResponse

from services.models import Moved
from services.shortlist.address import reference

from .following import now_of_key, now_of_slug

OF_A_DAY = 86_400  # seconds that a browser may remember: one that was brought back answers for itself again
KINDS = {  # what stands before the name of an entry in an address
    "organizzazioni": Moved.Kind.ORGANIZATION,
    "servizi": Moved.Kind.SERVICE,
    "risorse": Moved.Kind.ASSET,
    "organizzazione": Moved.Kind.ORGANIZATION,
    "servizio": Moved.Kind.SERVICE,
    "risorsa": Moved.Kind.ASSET,
    "organizations": Moved.Kind.ORGANIZATION,
    "services": Moved.Kind.SERVICE,
    "service_at_locations": Moved.Kind.SERVICE_AT_LOCATION,
}


class MovedMiddleware:
    """Where nothing was found at an address that was an entry's, leads to the entry it was merged into.

    A form is sent on as it is (308), so that what was typed is not lost; it costs a query where there was nothing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        address = new_address(request) if response.status_code == 404 and request.resolver_match else None
        return led_on(request, address) if address else response


def led_on(request, address):
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    status = 301 if request.method in ("GET", "HEAD") else 308
    return HttpResponse(status=status, headers={"Location": address + query, "Cache-Control": f"max-age={OF_A_DAY}"})


def new_address(request):
    """The same page of the entry of now; None where the address names none that was merged."""
    steps = request.path.split("/")
    name = next((each for each in ("slug", "id") if each in request.resolver_match.kwargs), None)
    said = str(request.resolver_match.kwargs.get(name, ""))
    place = steps.index(said, 2) if said and said in steps[2:] else None
    kind = place and KINDS.get(steps[place - 1])
    new = kind and (slug_now(kind, said) if name == "slug" else key_now(kind, said))
    return "/".join([*steps[:place], str(new), *steps[place + 1 :]]) if new else None


def references_now(refs) -> dict:
    """{reference: reference} of those of a shortlist (`services.shortlist.address`) that were merged into others."""
    kinds = {"": Moved.Kind.SERVICE, "r": Moved.Kind.ASSET}
    parted = [(ref, ref.rpartition(".")) for ref in refs]
    found = {ref: now_of_slug(kinds[prefix], slug) for ref, (prefix, _dot, slug) in parted if prefix in kinds}
    return {ref: reference(thing) for ref, thing in found.items() if thing}


def slug_now(kind, slug):
    found = now_of_slug(kind, slug) if kind != Moved.Kind.SERVICE_AT_LOCATION else None
    return found and found.slug


def key_now(kind, text):
    try:
        return now_of_key(kind, UUID(text))
    except ValueError:
        return None
