"""`/api/events`: the days on which something takes place, the soonest first."""

import datetime

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import APIView

from community.models import EventDate
from community.spaces.repeating import moment
from helpdesk.api.statistics import CITY
from puntocomunita.api import Public, envelope, refuse, slice_of
from services.api import parameters
from services.api.parameters import TEXT, Parameter
from services.api.schema import DAY, FLAG, MOMENT, TEXTS, WHOLE, Schema, object_schema, page_of
from services.fields import KnownField
from services.models import Taxonomy, TaxonomyTerm
from territory.models import Quarter

A_DAY = datetime.timedelta(days=1)


class DayField(forms.DateField):
    """ISO 8601, of years that calendars know."""

    def __init__(self):
        super().__init__(input_formats=["%Y-%m-%d"])

    def clean(self, value):
        day = super().clean(value)
        if day and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(self.error_messages["invalid"])
        return day


def topics():
    return TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.NEED)


FROM = Parameter("from", "Da questo giorno; senza, da adesso.", DAY, "2026-12-01", field=DayField())
TO = Parameter("to", "Fino a questo giorno compreso.", DAY, "2026-12-31", field=DayField())
THEME = Parameter(
    "theme", "Di che cosa parla: uno dei bisogni dell’elenco.", TEXT, "lavoro-e-formazione", field=KnownField(topics)
)
QUARTER = Parameter("quarter", "Quartiere.", TEXT, "lamarmora", field=KnownField(Quarter.objects.all))
SAID = {"id": WHOLE, "starts_at": MOMENT, "ends_at": MOMENT, "themes": TEXTS, "free": FLAG} | dict.fromkeys(
    ("city", "title", "description", "organizer", "place", "quarter", "online_link", "price", "url"), TEXT
)
EVENT = object_schema(SAID, SAID)


class EventList(Public, APIView):
    schema = Schema()
    name, tag, returns = "events", "La comunità", page_of(EVENT)
    summary = "Gli eventi della comunità, giorno per giorno, i più vicini per primi."
    parameters = (FROM, TO, THEME, QUARTER, CITY, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        fields = {
            "city": "event__network__slug",
            "quarter": "event__quarter__slug",
            "theme": "event__topics__slug",
        }
        rows = EventDate.objects.taking_place().between(*span(asked))
        rows = rows.filter(**{fields[name]: asked[name] for name in fields if asked.get(name)})
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        rows = rows.for_reading().prefetch_related("event__topics").soonest_first()[first:last]
        response = Response(envelope([document(each) for each in rows], number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def span(asked):
    start, end = asked.get("from"), asked.get("to")
    if start and end and end < start:
        refuse("to", _("Viene prima di «from»."))
    midnight = datetime.time()
    return moment(start, midnight) if start else timezone.now(), moment(end + A_DAY, midnight) if end else None


def document(date):
    event = date.event
    return {
        "id": date.pk,
        "city": event.network.slug,
        "title": event.title,
        "description": event.words,
        "organizer": str(event.organiser),
        "starts_at": date.starts_at,
        "ends_at": date.ends_at,
        "place": event.where,
        "quarter": event.quarter.slug if event.quarter else "",
        "online_link": event.online_link,
        "themes": sorted(each.slug for each in event.topics.all()),
        "free": event.is_free,
        "price": event.price or _("gratis"),
        "url": settings.SITE_URL + event.get_absolute_url(),
    }
