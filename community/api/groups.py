"""`/api/groups`: street groups that everybody may know of, at their street as a whole; nobody's name is in it."""

from django.conf import settings
from rest_framework.response import Response
from rest_framework.views import APIView

from community.models import Group
from helpdesk.api.statistics import CITY
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT
from services.api.schema import MOMENT, NUMBER, WHOLE, Schema, object_schema, page_of

from .needs import choice

KIND = choice("kind", Group.Kind, "Di una via, di un palazzo, su un tema, di una casa.", "street")
SAID = {"id": WHOLE, "people": WHOLE, "opened_at": MOMENT}
SAID |= dict.fromkeys(("city", "kind", "name", "description", "street", "quarter", "joining", "url"), TEXT)
GROUP = object_schema(SAID | dict.fromkeys(("latitude", "longitude"), NUMBER), SAID)


class GroupList(Public, APIView):
    schema = Schema()
    name, tag, returns = "groups", "La comunità", page_of(GROUP)
    summary = "Gruppi di strada attivi e pubblici: che cosa fanno, in quale via, come si entra."
    parameters = (CITY, KIND, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        fields = {"city": "network__slug", "kind": "kind"}
        rows = Group.objects.listed().filter(**{fields[name]: asked[name] for name in fields if asked.get(name)})
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        contents = [document(each) for each in rows.for_reading().latest_first()[first:last]]
        response = Response(envelope(contents, number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def document(group):
    at = group.place
    where = {"latitude": at.latitude, "longitude": at.longitude} if at else {}
    return where | {
        "id": group.pk,
        "city": group.network.slug,
        "kind": group.kind,
        "name": group.name,
        "description": group.words,
        "street": group.street.name if group.street else "",
        "quarter": group.quarter.slug if group.quarter else "",
        "people": group.people,
        "joining": group.joining,
        "opened_at": group.opened_at,
        "url": settings.SITE_URL + group.get_absolute_url(),
    }
