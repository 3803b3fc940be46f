"""`/api/requests`: asking to be called from the page of any site, in the words that the person was shown."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.models import Notice
from helpdesk.requests.actions import NoDesk, ask_to_be_called
from helpdesk.requests.forms import TIMES, CallBackForm, notice_now
from puntocomunita.api import CORS, Public
from services.api.schema import TEXT, WHOLE, Schema, object_schema, ref
from services.reports.sender import may
from territory.models import Quarter

from .kinds import said_in

METHODS = {"Access-Control-Allow-Methods": "POST, OPTIONS"}
TAG = "Fatti richiamare"
NOTICE = object_schema({"version": WHOLE, "text": TEXT}, ["version", "text"])
SENT = object_schema(
    dict.fromkeys(("name", "contact", "words", "quarter"), TEXT)
    | {"times": {"type": "array", "items": {"type": "string", "enum": list(TIMES)}}}
    | {"agreed": {"type": "boolean"}, "notice": {"type": "integer", "description": "La versione che hai mostrato."}},
    ["name", "contact", "quarter", "agreed", "notice"],
)
RECEIVED = object_schema(
    {
        "state": TEXT,
        "desk": object_schema({"slug": TEXT, "name": TEXT}, ["slug", "name"]),
        "withdraw_url": TEXT | {"description": "Mostralo alla persona, e solo a lei: da lì cancella la richiesta."},
    },
    ["state", "desk", "withdraw_url"],
)


class SendsRequests(Schema):
    def get_request_serializer(self):
        return {"application/json": SENT}

    def get_response_serializers(self):
        return {201: RECEIVED, 400: ref("Errors")} | dict.fromkeys((404, 415, 429), ref("Detail"))


class ShowsNotice(Schema):
    def get_response_serializers(self):
        return {200: NOTICE} | dict.fromkeys((404, 429), ref("Detail"))


def notice_or_404():
    if notice := notice_now():
        return notice
    raise NotFound(_("Per ora non si può chiedere di essere richiamati."))


class RequestNotice(Public, APIView):
    schema = ShowsNotice()
    name, tag, returns = "request_notice", TAG, NOTICE
    summary = "Le parole da mostrare a chi vuole essere richiamato, prima che dica di sì."
    parameters = ()

    def get(self, request):
        notice = notice_or_404()
        return Response({"version": notice.version, "text": notice.text})


class RequestCreate(Public, APIView):
    """Read by no cookie and no key, so other sites may send too; counted by the address it comes from."""

    schema = SendsRequests()
    name, tag, returns = "request_create", TAG, RECEIVED
    summary = "Chiedere che lo sportello del quartiere richiami una persona, che ha letto le parole di `notice`."
    parameters = ()

    def post(self, request):
        said = said_in(request.data, SENT["properties"])
        form = CallBackForm(typed(said), notice=notice_or_404())
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        if not may(request, "call_back"):
            raise Throttled(wait=600)
        try:
            desk = ask_to_be_called(**form.said).community_point
        except NoDesk:
            raise ValidationError({"quarter": [_("Qui vicino nessuno sportello può richiamare, per ora.")]}) from None
        withdraw_url = settings.SITE_URL + reverse("helpdesk:call_back_withdraw", args=[form.secret])
        said_of_desk = {"slug": desk.slug, "name": desk.name}
        return Response({"state": "received", "desk": said_of_desk, "withdraw_url": withdraw_url}, status=201)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (CORS | METHODS).items():
            response.headers[name] = value
        response.headers["Cache-Control"] = "no-store"
        return response


def typed(said) -> dict:
    """As the form of the page would send it."""
    text = {name: said.get(name, "") for name in ("name", "contact", "words")}
    quarter = Quarter.objects.filter(slug=said.get("quarter", "")).first()
    version = said.get("notice", 0)
    published = Notice.objects.filter(purpose=Notice.Purpose.CALL_BACK)
    shown = published.filter(version=version if 0 < version < 32_767 else 0).first()
    chosen = {"quarter": quarter and quarter.pk, "notice": shown and shown.pk, "times": said.get("times", [])}
    return text | chosen | {"agreed": said.get("agreed", False)}
