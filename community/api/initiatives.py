"""`/api/initiatives`: what is done together, as the public pages show it; nobody's name is in it."""

from django.conf import settings
from rest_framework.response import Response
from rest_framework.views import APIView

from community.models import Initiative
from helpdesk.api.statistics import CITY
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT
from services.api.schema import TEXTS, WHOLE, Schema, object_schema, page_of

from .events import QUARTER, THEME
from .needs import choice

KIND = choice("kind", Initiative.Kind, "Di un quartiere, o di più organizzazioni.", "neighbourhood")
STATE = choice("state", Initiative.State, "A che punto è.", "active")
TOLD = {"id": WHOLE, "people": WHOLE, "people_reached": WHOLE, "people_target": WHOLE, "topics": TEXTS} | dict.fromkeys(
    ("city", "kind", "title", "description", "quarter", "state", "starts_on", "ends_on", "theme", "common_good", "url"),
    TEXT,
)
TOLD |= {"organizations": TEXTS}
INITIATIVE = object_schema(TOLD, [name for name in TOLD if name != "people_target"])


class InitiativeList(Public, APIView):
    schema = Schema()
    name, tag, returns = "initiatives", "La comunità", page_of(INITIATIVE)
    summary = "Iniziative della comunità, le ultime pubblicate per prime."
    parameters = (CITY, KIND, STATE, THEME, QUARTER, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        fields = {"city": "network__slug", "kind": "kind", "state": "state"}
        fields |= {"theme": "topics__slug", "quarter": "quarter__slug"}
        rows = Initiative.objects.seen().filter(**{fields[name]: asked[name] for name in fields if asked.get(name)})
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        shown = rows.for_reading().select_related("outcome").newest_first()[first:last]
        contents = [document(each) for each in shown]
        response = Response(envelope(contents, number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def document(initiative):
    """Organisations are those that said yes, who leads first."""
    outcome = getattr(initiative, "outcome", None)
    target = {"people_target": initiative.people_target} if initiative.people_target else {}
    return target | {
        "id": initiative.pk,
        "city": initiative.network.slug,
        "kind": initiative.kind,
        "title": initiative.title,
        "description": initiative.summary,
        "quarter": initiative.quarter.slug if initiative.quarter else "",
        "topics": sorted(each.slug for each in initiative.topics.all()),
        "state": initiative.state,
        "starts_on": initiative.starts_on.isoformat() if initiative.starts_on else "",
        "ends_on": initiative.ends_on.isoformat() if initiative.ends_on else "",
        "people": initiative.people,
        "people_reached": initiative.reached,
        "organizations": [each.organization.slug for each in initiative.public_partners],
        "theme": initiative.need_theme.title if initiative.need_theme else "",
        "common_good": outcome.title if outcome else "",
        "url": settings.SITE_URL + initiative.get_absolute_url(),
    }
