"""`/api/collaborations`: who works with whom, where both sides say so, as the drawing of the network shows it."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.statistics import CITY
from network.models import NetworkMembership
from organizations.models import Collaboration
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT
from services.api.schema import DAY, Schema, object_schema, page_of

SIDE = object_schema(dict.fromkeys(("id", "name", "url"), TEXT), ("id", "name", "url"))
SAID = {"id": TEXT, "words": TEXT, "since": DAY, "organizations": {"type": "array", "items": SIDE}}
COLLABORATION = object_schema(SAID, [name for name in SAID if name != "since"])


class CollaborationList(Public, APIView):
    schema = Schema()
    name, tag, returns = "collaborations", "La rete", page_of(COLLABORATION)
    summary = "Chi lavora con chi nella rete, e che cosa fanno insieme: solo quello che dicono entrambe."
    parameters = (CITY, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        rows = between_members(asked.get("city"))
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        contents = [document(each) for each in rows.select_related("one", "other").order_by("id")[first:last]]
        response = Response(envelope(contents, number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def between_members(city):
    """Confirmed, of two that are in one network now: that of the city, or any."""
    here = NetworkMembership.objects.admitted().filter(**{"network__slug": city} if city else {})
    also = here.filter(organization=OuterRef(OuterRef("other")), network=OuterRef("network"))
    return Collaboration.objects.confirmed().filter(Exists(here.filter(Exists(also), organization=OuterRef("one"))))


def document(collaboration):
    since = {"since": collaboration.since} if collaboration.since else {}
    return since | {
        "id": str(collaboration.pk),
        "words": collaboration.words,
        "organizations": [side(each) for each in (collaboration.one, collaboration.other)],
    }


def side(organization):
    url = settings.SITE_URL + organization.get_absolute_url()
    return {"id": str(organization.pk), "name": organization.name, "url": url}
