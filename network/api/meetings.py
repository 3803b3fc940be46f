"""`/api/meetings`: those open to anyone, as the public pages and the feed show them."""

from django.conf import settings
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.statistics import CITY
from network.models import AgendaItem, Meeting
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT, Parameter
from services.api.schema import ID, MOMENT, TEXTS, WHOLE, Schema, object_schema, page_of
from services.fields import ChoiceField

KIND = Parameter(
    "kind",
    "Che riunione è.",
    {**TEXT, "enum": Meeting.Kind.values},
    "monthly",
    field=ChoiceField(choices=Meeting.Kind.values),
)
SAID = {"id": ID, "sequence": WHOLE, "dtstart": MOMENT, "dtend": MOMENT, "agenda": TEXTS} | dict.fromkeys(
    ("city", "kind", "title", "theme", "description", "status", "location", "url"), TEXT
)
MEETING = object_schema(SAID, SAID)


class MeetingList(Public, APIView):
    schema = Schema()
    name, tag, returns = "meetings", "La rete", page_of(MEETING)
    summary = "Le riunioni aperte a chiunque, dalla più lontana nel futuro: quando, dove, di che cosa si parla."
    parameters = (CITY, KIND, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        rows = Meeting.objects.public()
        rows = rows.filter(network__slug=asked["city"]) if asked.get("city") else rows
        rows = rows.of_kind(asked["kind"]) if asked.get("kind") else rows
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        shown = list(rows.select_related("network", "location").order_by("-dtstart", "id")[first:last])
        agenda = titles_of(shown)
        contents = [document(each, agenda.get(each.pk, [])) for each in shown]
        response = Response(envelope(contents, number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def titles_of(meetings) -> dict:
    """{meeting: titles of its agenda in order}; one query."""
    titles = {}
    for meeting, title in AgendaItem.objects.accepted().filter(meeting__in=meetings).values_list("meeting", "title"):
        titles.setdefault(meeting, []).append(title)
    return titles


def document(meeting, agenda):
    return {
        "id": meeting.pk,
        "city": meeting.network.slug,
        "kind": meeting.kind,
        "title": meeting.title,
        "theme": meeting.theme,
        "description": meeting.words,
        "status": meeting.status,
        "sequence": meeting.sequence,
        "dtstart": meeting.dtstart,
        "dtend": meeting.dtend,
        "location": meeting.where,
        "agenda": agenda,
        "url": settings.SITE_URL + meeting.get_absolute_url(),
    }
