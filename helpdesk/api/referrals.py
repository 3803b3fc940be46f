"""Referrals of one's own desks, and those that arrived there, as programs read them: never anything of a person."""

from django.db.models import Q
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.access import WORK_AT_DESK_BY_TOKEN
from helpdesk.models import Referral, desks_of
from puntocomunita.api import Private, envelope, identifier, slice_of
from services.api import parameters
from services.api.schema import DAY, ID, MOMENT, TEXT, Schema, object_schema, page_of
from services.fields import ChoiceField

TAG = "Lo sportello, con una chiave"
DESK = object_schema({"id": ID, "slug": TEXT, "name": TEXT}, ["id", "slug", "name"])
MOMENTS = ("sent_at", "expires_at", "answered_at", "proposed_at", "appointment_at", "verified_at")
WORDS = ("decline_reason", "outcome", "outcome_source")
TARGETS = {"service": "service_id", "organization": "organization_id", "community_point": "to_point_id"}
REFERRAL = object_schema(
    {
        "id": ID,
        "reference": TEXT,
        "kind": TEXT,
        "state": TEXT,
        "arrived": {"type": "boolean", "description": "Vero dove arriva da un altro Punto Comunità."},
        "community_point": DESK,
        "target": object_schema({"kind": TEXT, "name": TEXT, "id": ID}, ["kind", "name"]),
        "enquiry": ID,
        "redirected_to": ID,
        "follow_up_due": DAY,
        "created_at": MOMENT,
    }
    | dict.fromkeys(MOMENTS, MOMENT)
    | dict.fromkeys(WORDS, TEXT),
    ["id", "reference", "kind", "state", "arrived", "community_point", "target", "created_at"],
)
WHICH = parameters.Parameter(
    "which",
    "`made`: solo quelli dei tuoi sportelli; `arrived`: solo quelli arrivati da altri.",
    parameters.TEXT,
    "made",
    field=ChoiceField(choices=("made", "arrived")),
)
STATE = parameters.Parameter(
    "state",
    "Solo quelli che sono a questo punto.",
    parameters.TEXT,
    "sent",
    field=ChoiceField(choices=Referral.State.values),
)


class ReferralList(Private, APIView):
    access = WORK_AT_DESK_BY_TOKEN
    schema = Schema()
    name, tag, returns = "referrals", TAG, page_of(REFERRAL)
    summary = "I passaggi dei tuoi sportelli e quelli arrivati lì, dal più recente: mai i dati di una persona."
    parameters = (WHICH, STATE, *parameters.PAGING)
    hides = True

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        rows = referrals_of(request.user, asked.get("which", ""))
        if asked.get("state"):
            rows = rows.filter(state=asked["state"])
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        found = [document(each, request.user) for each in rows[first:last]]
        return Response(envelope(found, number=number, size=size, total=total))


class ReferralDetail(Private, APIView):
    access = WORK_AT_DESK_BY_TOKEN
    schema = Schema()
    name, tag, returns = "referral", TAG, REFERRAL
    summary = "Un passaggio di un tuo sportello, o arrivato lì."
    parameters = ()
    hides = True

    def get(self, request, id):
        parameters.read(request.query_params, self.parameters)
        referral = referrals_of(request.user).filter(pk=identifier(id)).first()
        if referral is None:
            raise NotFound
        return Response(document(referral, request.user))


def referrals_of(user, which=""):
    """As the pages of the desk show them."""
    made = Q(enquiry__community_point__in=desks_of(user))
    arrived = Q(pk__in=Referral.objects.arrived_at_desks_of(user).exclude(kind=Referral.Kind.SIGNPOST).values("pk"))
    rows = Referral.objects.filter({"made": made, "arrived": arrived}.get(which, made | arrived))
    return rows.select_related("enquiry__community_point").order_by("-created_at", "-pk")


def document(referral, user):
    desk = referral.enquiry.community_point
    arrived = desk.pk not in desks_of(user)
    said = {name: getattr(referral, name) for name in (*MOMENTS, *WORDS)}
    if not arrived:  # the contact and what came after are the other desk's own
        said |= {"enquiry": referral.enquiry_id, "redirected_to": referral.redirected_to_id}
        said |= {"follow_up_due": referral.follow_up_due}
    return {
        "id": referral.pk,
        "reference": referral.reference,
        "kind": referral.kind,
        "state": referral.state,
        "arrived": arrived,
        "community_point": {"id": desk.pk, "slug": desk.slug, "name": desk.name},
        "target": target_document(referral),
        "created_at": referral.created_at,
    } | {name: value for name, value in said.items() if value}


def target_document(referral):
    entry = getattr(referral, TARGETS.get(referral.target_kind, ""), None)
    return {"kind": referral.target_kind, "name": referral.target_name} | ({"id": entry} if entry else {})
