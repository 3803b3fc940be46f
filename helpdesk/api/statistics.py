"""`/api/statistics`: the published cells, as they are, for everybody."""

from django import forms
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.models import PublishedCell
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT, Parameter, whole
from services.api.schema import DAY, WHOLE, Schema, object_schema, page_of
from services.fields import ChoiceField, KnownField, WholeNumberField
from territory.models import Municipality

CITY = Parameter("city", "Solo di questa città.", TEXT, "brescia", field=KnownField(Municipality.objects.all))
YEAR = Parameter("year", "Solo di quest’anno.", whole(1900, 2999), 2025, field=WholeNumberField(low=1900, high=2999))
DESK = Parameter("desk", "Solo di questo sportello.", TEXT, "punto-comunita-fiumicello", field=forms.SlugField())
MEASURE = Parameter(
    "measure",
    "Che cosa è contato: contatti, richieste senza risposta, passaggi ad altri.",
    {**TEXT, "enum": PublishedCell.Measure.values},
    "unmet",
    field=ChoiceField(choices=PublishedCell.Measure.values),
)
CELL = object_schema(
    {
        "city": TEXT,
        "from": DAY,
        "until": DAY,
        "measure": TEXT,
        "dimensions": {"type": "object", "additionalProperties": TEXT},
        "value": {**WHOLE, "description": "Arrotondato a 5; sotto 5 non compare niente."},
    },
    ["city", "from", "until", "measure", "dimensions", "value"],
)
FILTERS = {
    "city": "municipality__slug",
    "year": "period__startswith__year",
    "desk": "dimensions__desk",
    "measure": "measure",
}


class Statistics(Public, APIView):
    schema = Schema()
    name, tag, returns = "statistics", "I numeri degli sportelli", page_of(CELL)
    summary = "I numeri pubblicati degli sportelli, un anno alla volta: mai uno che parli di poche persone."
    parameters = (CITY, YEAR, DESK, MEASURE, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        cells = PublishedCell.objects.filter(**{FILTERS[name]: asked[name] for name in FILTERS if asked.get(name)})
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), cells.count()
        first, last = slice_of(number, size, total)
        shown = cells.select_related("municipality").order_by("municipality", "period", "measure", "dimensions")
        contents = [document(cell) for cell in shown[first:last]]
        response = Response(envelope(contents, number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def document(cell):
    """`until` is the day after the last."""
    return {
        "city": cell.municipality.slug,
        "from": cell.period.lower,
        "until": cell.period.upper,
        "measure": cell.measure,
        "dimensions": cell.dimensions,
        "value": cell.value,
    }
