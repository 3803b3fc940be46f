"""Contacts of one's own desks, as programs read and log them: the page's form behind, and never a person."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.access import WORK_AT_DESK_BY_TOKEN
from helpdesk.enquiries.actions import log_enquiry
from helpdesk.enquiries.forms import End, EnquiryForm
from helpdesk.enquiries.quick import shift_of
from helpdesk.models import Enquiry, desks_of
from organizations.models import CommunityPoint
from puntocomunita.api import Private, envelope, slice_of
from services.api import parameters
from services.api.schema import DAY, FLAG, ID, MOMENT, TEXT, TEXTS, WHOLE, Schema, object_schema, page_of, ref
from services.fields import ChoiceField

from .kinds import said_in
from .referrals import TAG

ENDS = {Enquiry.State.CLOSED: End.CLOSE, Enquiry.State.OPEN: End.LATER}
LISTS = ("topics", "answers")
FLAGS = {"is_first_visit", "needs_language_help"}
WORDS = ("channel", "minutes", "age_band", "gender", "result", "unmet_reason", "note")
SAID = (
    {"id": ID, "community_point": TEXT, "state": TEXT, "day": DAY, "people": WHOLE, "topics": TEXTS, "answers": TEXTS}
    | {"quarter": TEXT}
    | dict.fromkeys(sorted(FLAGS), FLAG)
    | dict.fromkeys(WORDS, TEXT)
)
AS_ON_THE_PAGE = {"anyOf": [FLAG, {"type": "string", "enum": ["yes", "no"]}]}  # what devices keep without a network
SENT = object_schema(SAID | dict.fromkeys(sorted(FLAGS), AS_ON_THE_PAGE), ["community_point"])
ENQUIRY = object_schema(
    SAID | {"created_at": MOMENT}, ["id", "community_point", "state", "day", "people", "created_at"]
)
STATE = parameters.Parameter(
    "state",
    "Solo quelli che sono a questo punto.",
    parameters.TEXT,
    "open",
    field=ChoiceField(choices=Enquiry.State.values),
)


class ReadsAndLogs(Schema):
    """Reading answers a page, logging the one contact: 201, or 200 where it was there already."""

    @property
    def logs(self):
        return self.method == "POST"

    def get_operation_id(self):
        return "enquiry_create" if self.logs else super().get_operation_id()

    def get_summary(self):
        return self.view.summary_of_post if self.logs else super().get_summary()

    def get_description(self):
        return self.get_summary()

    def get_override_parameters(self):
        return [] if self.logs else super().get_override_parameters()

    def get_request_serializer(self):
        return {"application/json": SENT} if self.logs else None

    def get_response_serializers(self):
        if not self.logs:
            return super().get_response_serializers()
        said = {400: {"anyOf": [ref("Errors"), ref("Detail")]}} | dict.fromkeys(
            (401, 403, 404, 415, 429), ref("Detail")
        )
        return {200: ENQUIRY, 201: ENQUIRY} | said


class EnquiryList(Private, APIView):
    access = WORK_AT_DESK_BY_TOKEN
    schema = ReadsAndLogs()
    name, tag, returns = "enquiries", TAG, page_of(ENQUIRY)
    summary = "I contatti dei tuoi sportelli, dal più recente: mai chi è la persona."
    summary_of_post = "Registrare un contatto; mandato due volte con lo stesso `id`, c’è una volta sola."
    parameters = (STATE, *parameters.PAGING)
    hides = True

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        rows = Enquiry.objects.at_desks_of(request.user)
        if asked.get("state"):
            rows = rows.filter(state=asked["state"])
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        found = rows.with_topics().select_related("community_point", "quarter")[first:last]
        return Response(envelope([document(each) for each in found], number=number, size=size, total=total))

    def post(self, request):
        said = said_in(request.data, SENT["properties"])
        desk = desk_of(said.get("community_point"), request.user)
        if there := already(said.get("id"), desk):
            return Response(document(there))
        form = form_of(said, desk)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        enquiry = form.save(commit=False)
        enquiry.shift = shift_of(desk, enquiry)
        topics, closed = form.cleaned_data["topics"], form.closes(form.cleaned_data)
        new = log_enquiry(by=request.user, enquiry=enquiry, topics=topics, closed=closed)
        return Response(document(Enquiry.objects.with_topics().get(pk=enquiry.pk)), status=201 if new else 200)


def desk_of(slug, user):
    """One of the user's own; of the others nothing is said."""
    if not slug:
        raise ValidationError({"community_point": [_("Scrivi a quale sportello: il suo slug.")]})
    own = CommunityPoint.objects.filter(pk__in=desks_of(user))
    desk = next((each for each in own if each.slug == slug), None)
    if desk is None:
        raise NotFound
    return desk


def already(key, desk):
    try:
        key = uuid.UUID(key or "")
    except ValueError:
        return None
    return Enquiry.objects.filter(pk=key, community_point=desk).with_topics().first()


def form_of(said, desk):
    """The form of the page, filled with what a program said."""
    state = said.get("state", Enquiry.State.CLOSED)
    if state not in ENDS:
        raise ValidationError({"state": [_("Scrivi uno fra: %s.") % ", ".join(ENDS)]})
    words = {name: as_typed(name, value) for name, value in said.items()}
    return WaitedForm(words, desk=desk, end=ENDS[state])


class WaitedForm(EnquiryForm):
    """Also of who had no network, for as long as a device keeps a contact (`static/js/sportello-coda.js`)."""

    days_back = 30


def as_typed(name, value):
    """What the boxes of the page would send for it; that somebody was sent on is no answer one may claim."""
    if name in LISTS:
        return [each for each in value if each != Enquiry.Answer.REFERRAL]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def document(enquiry):
    """What was said; what was not is left out."""
    said = {name: getattr(enquiry, name) for name in (*WORDS, "answers")}
    said |= {"topics": [term.slug for term in enquiry.topics.all()]}
    said |= {"quarter": enquiry.quarter.slug if enquiry.quarter else ""}
    flags = {name: getattr(enquiry, name) for name in FLAGS if getattr(enquiry, name) is not None}
    return (
        {
            "id": enquiry.pk,
            "community_point": enquiry.community_point.slug,
            "state": enquiry.state,
            "day": enquiry.day,
            "people": enquiry.people,
            "created_at": enquiry.created_at,
        }
        | {name: value for name, value in said.items() if value}
        | flags
    )
