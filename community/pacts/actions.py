"""A pact on its way: drafted, assessed, signed by three, over. What two do at once is decided by the row's lock."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import HoursEntry, Pact, PactSignature, Side
from community.once import one_at_a_time
from helpdesk.moves import Settled, held
from network.trainings.actions import new_code
from puntocomunita.encryption import encrypt

from .letters import tell_of_the_end, tell_that_it_began, tell_who_signs

State = Pact.State
SIDES = len(Side)


class NoPlaceThere(Exception):
    """The host has no place in the quarter, where the hours of a call are given."""


class NotAssessed(Exception):
    """A social worker has not assessed it yet."""


class NotAWorkerThen(Exception):
    """Who assesses was no social worker of the city on that day, or is who gives the hours."""


class Undecided(Exception):
    """Hours wait to be decided, or more are due."""


@transaction.atomic
def draft(
    *,
    by,
    network,
    kind,
    participant,
    host,
    hours_due,
    starts_on,
    ends_on,
    quarter=None,
    initiative=None,
    application=None,
    words="",
    name="",
) -> Pact:
    """Of a person with an account, or of `name`, who has none. NoPlaceThere where the host of a call has no place."""
    told = {"hours_due": hours_due, "starts_on": starts_on, "ends_on": ends_on, "quarter": quarter, "words": words}
    told |= {"initiative": initiative, "application": application}
    if by and (before := written_down_before(by, network, name, kind=kind, participant=participant, host=host, **told)):
        return before
    pact = Pact(network=network, kind=kind, host=host, drafted_by=by, **told)
    pact.participant, pact.name = participant, "" if participant else encrypt(name)
    return in_its_place(pact)


def written_down_before(by, network, name, **told):
    """Names are compared here, for they are encrypted."""
    one_at_a_time(by)
    drafts = network.pacts.filter(state=State.DRAFT, drafted_by=by, **told)
    return next((each for each in drafts if told["participant"] or each.person == name), None)


@transaction.atomic
def mend(*, pact, name="", **told) -> Pact:
    """While it is a draft."""
    row = held(pact, State.DRAFT)
    for field, value in told.items():
        setattr(row, field, value)
    row.name = "" if row.participant else encrypt(name) if name else row.name
    return in_its_place(row)


def in_its_place(pact):
    """Saved, and looked at by the database at once."""
    if pact.kind == Pact.Kind.CALL and not pact.host.locations.filter(quarter=pact.quarter).exists():
        raise NoPlaceThere
    pact.save()
    return pact


@transaction.atomic
def assess(*, by, pact, on):
    """That a social worker assessed it, and when; never what was found."""
    row = held(pact, State.DRAFT, State.SIGNING)
    row.assessed_on, row.assessed_by = on, by
    try:
        with transaction.atomic():
            row.save(update_fields=["assessed_on", "assessed_by"])
    except IntegrityError as error:
        raise NotAWorkerThen from error


@transaction.atomic
def ask_signatures(*, by, pact):
    row = held(pact, State.DRAFT)
    row.state = State.SIGNING
    row.save(update_fields=["state"])
    tell_who_signs(row, by)


@transaction.atomic
def sign(*, by, pact, side, on_paper=False):
    """With the third signature it begins. On paper, `by` writes down what who has no account has signed."""
    row = held(pact, State.SIGNING)
    if row.kind == Pact.Kind.SOCIAL and side == Side.MUNICIPALITY and not row.assessed_by_id:
        raise NotAssessed
    who = {"is_on_paper": True, "recorded_by": by} if on_paper else {"signed_by": by}
    try:
        with transaction.atomic():
            PactSignature.objects.create(pact=row, side=side, **who)
    except IntegrityError as error:
        raise Settled from error
    if row.signatures.count() == SIDES:
        begin(row)


def begin(row):
    if row.kind == Pact.Kind.SOCIAL and not row.assessed_by_id:
        raise NotAssessed
    row.state = State.ACTIVE
    row.save(update_fields=["state"])
    tell_that_it_began(row)


@transaction.atomic
def withdraw(*, by, pact, reason=""):
    """Before it began: nothing was given under it, and its application may have another."""
    row = held(pact, State.DRAFT, State.SIGNING)
    was_to_sign, row.application = row.state == State.SIGNING, None
    end(row, State.WITHDRAWN, reason)
    if was_to_sign:
        tell_of_the_end(row, by)


@transaction.atomic
def complete(*, by, pact):
    """Once its hours are done, and none waits."""
    row = held(pact, State.ACTIVE)
    done = minutes_of(row)
    if row.hours.submitted().exists() or done < row.hours_due * 60:
        raise Undecided
    end(row, State.COMPLETED, code=new_code())
    tell_of_the_end(row, by)


@transaction.atomic
def end_early(*, by, pact, reason):
    """With what was given until then; no hours may wait."""
    row = held(pact, State.ACTIVE)
    if row.hours.submitted().exists():
        raise Undecided
    end(row, State.ENDED_EARLY, reason, new_code() if minutes_of(row) else "")
    tell_of_the_end(row, by)


def minutes_of(pact) -> int:
    return sum(HoursEntry.objects.verified().filter(pact=pact).values_list("minutes", flat=True))


def end(row, state, reason="", code=""):
    row.state, row.end_reason, row.code, row.ended_on = state, reason, code, timezone.localdate()
    row.save(update_fields=["state", "end_reason", "code", "ended_on", "application"])
