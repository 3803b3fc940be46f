"""Who changed what of one thing, as programs read it: `/api/history`."""

from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions import log_look
from accounts.models import AccessLog
from organizations.access import SEE_HISTORY
from puntocomunita.api import Private, envelope, slice_of
from services.history.kinds import THINGS
from services.history.reading import acts_of
from services.history.restoring import gone_in
from services.history.subjects import Subject
from services.models import Act, RowChange

from . import parameters
from .schema import Schema, page_of, ref

OF_THING = parameters.Parameter(
    "thing",
    "L’identificativo di una organizzazione, un servizio, una risorsa o un Punto Comunità, anche tolti.",
    parameters.UUID,
    parameters.SOME_ID,
    field=parameters.IdentifierField(),
)
SINCE = parameters.Parameter(
    "since",
    "Solo ciò che è successo in quel momento o dopo.",
    parameters.TEXT,
    "2026-01-31",
    field=parameters.MomentField(),
)


class History(Private, APIView):
    access = SEE_HISTORY
    schema = Schema()
    name, tag, returns = "history", "Con una chiave", page_of(ref("Act"))
    summary = "Chi ha cambiato che cosa di una scheda, dal più recente."
    parameters = (OF_THING, SINCE, *parameters.PAGING)
    hides = True

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        if not asked.get("thing"):
            parameters.missing("thing")
        subject, thing = thing_of(str(asked["thing"]))
        if thing is None or not self.access.allows(request.user, thing):
            raise NotFound
        log_look(by=request.user, what=AccessLog.What.HISTORY, thing=str(thing), through=AccessLog.By.API)
        acts = acts_of(subject)
        if asked.get("since"):
            acts = acts.filter(at__gte=asked["since"])
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), acts.count()
        first, last = slice_of(number, size, total)
        found = documents(subject, list(acts[first:last]))
        return Response(envelope(found, number=number, size=size, total=total))


def thing_of(key):
    """(its Subject, the thing or what it was when it went); four queries for one that is there."""
    for kind in THINGS:
        subject = Subject(kind, key)
        if subject.thing is not None:
            return subject, subject.thing
    gone = RowChange.objects.filter(key=key, kind__in=THINGS, verb=RowChange.Verb.DELETE).order_by("-id").first()
    if gone is None:
        return None, None
    subject = Subject(gone.kind, key)
    return subject, gone_in(Act(pk=gone.act_id), subject)


def documents(subject, acts):
    changes = {}
    for change in subject.changes().filter(act__in=acts):
        changes.setdefault(change.act_id, []).append(change_document(change))
    return [act_document(act) | {"changes": changes[act.pk]} for act in acts]


def act_document(act):
    """`by` is left out where a command or nobody did it, its name where the person has no account any more."""
    by = {"id": act.by_id} | ({"name": act.by.name} if act.by else {})
    document = {"id": act.id, "at": act.at, "how": act.how} | ({"by": by} if act.by_id else {})
    return document | ({"undoes": act.undoes} if act.undoes else {})


def change_document(change):
    """Columns as the database has them; nothing but the verb where it is of a person."""
    document = {"kind": change.kind, "id": change.key, "action": change.verb}
    document |= {"part_of": change.parent} if change.parent else {}
    document |= {"before": change.before} if change.before is not None else {}
    return document | ({"after": change.after} if change.after is not None else {})
