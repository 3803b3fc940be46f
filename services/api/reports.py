"""`POST /api/reports`: a correction from anyone, from the page of any site."""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.response import Response
from rest_framework.views import APIView

from puntocomunita.api import CORS, Public
from services.models import Report
from services.reports.actions import send_report
from services.reports.entries import MODELS
from services.reports.forms import ReportForm
from services.reports.sender import mark_of, may, repeated
from services.reports.topics import topics_of

from .schema import Schema, ref

KINDS = dict(zip(("service", "organization", "asset", "community_point"), MODELS.values(), strict=True))
METHODS = {"Access-Control-Allow-Methods": "POST, OPTIONS"}


class SentForm(ReportForm):
    """What a program sends: what it shows people, and how fast they are, is its own affair."""

    def __init__(self, data, *, topic):
        super().__init__({name: data.get(name, "") for name in ("suggestion", "words", "email")}, topic=topic)


class SendsReports(Schema):
    def get_request_serializer(self):
        return {"application/json": ref("SentReport")}

    def get_response_serializers(self):
        refusals = {400: {"anyOf": [ref("Errors"), ref("Detail")]}} | dict.fromkeys((404, 415, 429), ref("Detail"))
        return {201: self.view.returns} | refusals


class ReportList(Public, APIView):
    """Read by no cookie and no key, so other sites may send too; counted by the address it comes from."""

    schema = SendsReports()
    name, tag, returns = "report_create", "Segnalazioni", ref("ReceivedReport")
    summary = "Dire che qualcosa non è giusto, o che un posto manca: senza un accesso, da qualunque sito."
    parameters = ()

    def post(self, request):
        said = request.data if isinstance(request.data, dict) else {}
        entry, topic = self.entry(said), said.get("topic")
        if topic not in (topics_of(entry) if entry else [Report.Topic.NEW]):
            raise ValidationError({"topic": [_("Di questa voce si può dire: %(topics)s.") % {"topics": all_of(entry)}]})
        form = SentForm(said, topic=Report.Topic(topic))
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        if not may(request, "report"):
            raise Throttled(wait=600)
        return received(self.kept(request, entry, topic, form.cleaned_data))

    def entry(self, said):
        """None for a place that is not there yet."""
        kind = said.get("kind")
        if kind is None and said.get("topic") == Report.Topic.NEW:
            return None
        if not isinstance(kind, str) or kind not in KINDS:
            raise ValidationError({"kind": [_("Scrivi uno fra: %(kinds)s.") % {"kinds": ", ".join(KINDS)}]})
        entry = KINDS[kind].objects.filter(slug=str(said.get("slug", ""))[:160].replace("\x00", "")).first()
        if entry is None:
            raise NotFound
        return entry

    def kept(self, request, entry, topic, said):
        if repeated(said["words"]):
            return Report()
        words = {"words": said["words"], "suggestion": said.get("suggestion", ""), "email": said["email"]}
        try:
            return send_report(entry=entry, topic=topic, mark=mark_of(request, entry), **words)
        except ObjectDoesNotExist as gone:
            raise NotFound from gone

    def options(self, request, *args, **kwargs):
        response = super().options(request, *args, **kwargs)
        response.headers["Allow"] = METHODS["Access-Control-Allow-Methods"]
        return response

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (CORS | METHODS).items():
            response.headers[name] = value
        response.headers["Cache-Control"] = "no-store"
        return response


def all_of(entry):
    return ", ".join(topic.value for topic in (topics_of(entry) if entry else [Report.Topic.NEW]))


def received(report):
    url = settings.SITE_URL + reverse("services:report_status", args=[report.code])
    return Response({"code": report.code, "state": report.state, "url": url}, status=201)
