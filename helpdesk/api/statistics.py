"""`/api/statistics`: the published cells, as they are, for everybody."""

from django import forms
from django.core.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.models import PublishedCell
from puntocomunita.api import LARGEST_PAGE, Public, envelope, slice_of


class Asked(forms.Form):
    """The parameters, all of which may be left out; one that is not here is refused."""

    city = forms.SlugField(required=False)
    year = forms.IntegerField(required=False, min_value=1900, max_value=2999)
    desk = forms.SlugField(required=False)
    measure = forms.ChoiceField(required=False, choices=PublishedCell.Measure.choices)
    page = forms.IntegerField(required=False, min_value=1, max_value=999_999)
    per_page = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE)

    def clean(self):
        for name in self.data.keys() - self.fields.keys():
            raise ValidationError({forms.forms.NON_FIELD_ERRORS: f"Il parametro «{name}» non c’è."})


FILTERS = {
    "city": "municipality__slug",
    "year": "period__startswith__year",
    "desk": "dimensions__desk",
    "measure": "measure",
}


class Statistics(Public, APIView):
    schema = None  # described in docs/statistics.md

    def get(self, request):
        asked = Asked(request.query_params)
        if not asked.is_valid():
            raise ValidationError(asked.errors.as_data())
        said = asked.cleaned_data
        cells = PublishedCell.objects.filter(**{FILTERS[name]: said[name] for name in FILTERS if said[name]})
        number, size, total = said["page"] or 1, said["per_page"] or LARGEST_PAGE, cells.count()
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
