"""`/api/needs`: what people lack or would like, as the public pages show it; nobody's name is in it."""

from django.conf import settings
from rest_framework.response import Response
from rest_framework.views import APIView

from community.models import Need
from helpdesk.api.statistics import CITY
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT, Parameter
from services.api.schema import MOMENT, TEXTS, WHOLE, Schema, object_schema, page_of
from services.fields import ChoiceField


def choice(name, choices, words, example):
    field = ChoiceField(choices=choices.values)
    return Parameter(name, words, {**TEXT, "enum": choices.values}, example, field=field)


KIND = choice("kind", Need.Kind, "Qualcosa che manca, o che sarebbe bello.", "need")
STATE = choice("state", Need.State, "A che punto è.", "adopted")
SAID = {"id": WHOLE, "said_at": MOMENT, "people": WHOLE, "topics": TEXTS} | dict.fromkeys(
    ("city", "kind", "title", "description", "source", "quarter", "state", "theme", "answer", "url"), TEXT
)
NEED = object_schema(SAID, SAID)


class NeedList(Public, APIView):
    schema = Schema()
    name, tag, returns = "needs", "La comunità", page_of(NEED)
    summary = "Bisogni e desideri della comunità, quelli che più persone sostengono per primi."
    parameters = (CITY, KIND, STATE, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        fields = {"city": "network__slug", "kind": "kind", "state": "state"}
        rows = Need.objects.seen().filter(**{fields[name]: asked[name] for name in fields if asked.get(name)})
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        contents = [document(each) for each in rows.for_reading().most_wanted_first()[first:last]]
        response = Response(envelope(contents, number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def document(need):
    return {
        "id": need.pk,
        "city": need.network.slug,
        "kind": need.kind,
        "title": need.title,
        "description": need.words,
        "source": need.source,
        "quarter": need.quarter.slug if need.quarter else "",
        "topics": sorted(each.slug for each in need.topics.all()),
        "said_at": need.said_at,
        "people": need.people,
        "state": need.state,
        "theme": need.theme.title if need.theme else "",
        "answer": need.answer,
        "url": settings.SITE_URL + need.get_absolute_url(),
    }
