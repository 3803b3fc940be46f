"""`/api/bulletins`: every issue as it left, with what it tells."""

from django.conf import settings
from django.db.models import Prefetch
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.statistics import CITY
from network.models import BulletinEntry, BulletinIssue, BulletinItem
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT, Parameter
from services.api.schema import DAY, WHOLE, Schema, object_schema, page_of
from services.fields import ChoiceField

KIND = Parameter(
    "kind",
    "Solo notizie di questo tipo, e i bollettini che ne hanno.",
    {**TEXT, "enum": BulletinItem.Kind.values},
    "training",
    field=ChoiceField(choices=BulletinItem.Kind.values),
)
TOLD = ("kind", "title", "text", "link", "organization")
MAYBE = {"first_day": DAY, "last_day": DAY, "hour": TEXT, "organization_slug": TEXT}
ENTRY = object_schema(dict.fromkeys(TOLD, TEXT) | {"expires_on": DAY} | MAYBE, [*TOLD, "expires_on"])
ISSUE = object_schema(
    {"city": TEXT, "day": DAY, "url": TEXT, "size": WHOLE, "items": {"type": "array", "items": ENTRY}},
    ["city", "day", "url", "size", "items"],
)


class BulletinList(Public, APIView):
    schema = Schema()
    name, tag, returns = "bulletins", "La rete", page_of(ISSUE)
    summary = "I bollettini delle reti, dal più recente: che cosa dicono le organizzazioni, e fino a quando interessa."
    parameters = (CITY, KIND, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        entries, issues = BulletinEntry.objects.all(), BulletinIssue.objects.all()
        if asked.get("city"):
            issues = issues.filter(network__slug=asked["city"])
        if asked.get("kind"):
            entries = entries.filter(kind=asked["kind"])
            issues = issues.filter(pk__in=entries.values("issue"))
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), issues.count()
        first, last = slice_of(number, size, total)
        told = Prefetch("entries", entries.select_related("organization"))
        shown = issues.select_related("network").prefetch_related(told).order_by("-day", "network")[first:last]
        response = Response(envelope([document(each) for each in shown], number=number, size=size, total=total))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def document(issue):
    return {
        "city": issue.network.slug,
        "day": issue.day,
        "url": settings.SITE_URL + issue.get_absolute_url(),
        "size": issue.size,
        "items": [said(each) for each in issue.entries.all()],
    }


def said(entry):
    """The organisation as it was called then, and its slug where it is still there; what was not said is left out."""
    told = {name: getattr(entry, name) for name in ("kind", "title", "text", "link", "expires_on")}
    maybe = {
        "first_day": entry.first_day,
        "last_day": entry.last_day,
        "hour": entry.hour and f"{entry.hour:%H:%M}",
        "organization_slug": entry.organization and entry.organization.slug,
    }
    return told | {"organization": entry.organization_name} | {name: value for name, value in maybe.items() if value}
