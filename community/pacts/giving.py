"""Hours of a pact: written down by one side, decided by another. Two at once are decided by the database."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import HoursEntry, Pact, Side

from .letters import tell_of_decision, tell_of_hours

State = HoursEntry.State
DECIDES = {
    Side.PARTICIPANT: [Side.HOST, Side.MUNICIPALITY],
    Side.HOST: [Side.PARTICIPANT, Side.MUNICIPALITY],
    Side.MUNICIPALITY: [Side.PARTICIPANT, Side.HOST],
}


class Refused(Exception):
    """By the database: `why` is the name of what it holds."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@transaction.atomic
def write_down(*, by, pact, side, day, starts, ends, words="") -> HoursEntry:
    entry = HoursEntry(pact=pact, side=side, submitted_by=by, day=day, starts=starts, ends=ends, words=words)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refused(error.__cause__.diag.constraint_name) from error
    tell_of_hours(entry)
    return entry


@transaction.atomic
def take_back(*, by, entry) -> bool:
    """By who wrote them, while nobody has decided."""
    return bool(HoursEntry.objects.submitted().filter(pk=entry.pk, submitted_by=by).delete()[0])


@transaction.atomic
def verify(*, by, entries, side) -> list:
    """Those that were still to decide, and that `by` may decide for that side."""
    return decided(entries, by, side, State.VERIFIED)


@transaction.atomic
def reject(*, by, entry, side, reason) -> bool:
    return bool(decided(HoursEntry.objects.filter(pk=entry.pk), by, side, State.REJECTED, reason))


def decided(entries, by, side, state, reason=""):
    """Locked first: who comes second finds none to decide. Of a pact that is over there are none."""
    others = [each for each in Side if side in DECIDES[each]]
    rows = entries.submitted().from_sides(*others).exclude(submitted_by=by).filter(pact__state=Pact.State.ACTIVE)
    rows = list(rows.select_for_update(of=["self"]).select_related("pact__network", "pact__host", "submitted_by"))
    told = {"state": state, "decided_side": side, "verified_by": by, "decided_at": timezone.now(), "reason": reason}
    HoursEntry.objects.filter(pk__in=[each.pk for each in rows]).update(**told)
    for each in rows:
        each.state, each.reason = state, reason
        tell_of_decision(each)
    return rows
