"""A notice is put up, answered, agreed on, done; or comes to nothing. Each step is told to the other side."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import ExchangeMatch, ExchangeMessage, ExchangeNotice

from .letters import tell, tell_author

State, Of = ExchangeMatch.State, ExchangeNotice.State


class Settled(Exception):
    """Somebody else was quicker, or it is over."""


@transaction.atomic
def publish(*, by, notice):
    notice.written_by = by
    notice.save()
    return notice


@transaction.atomic
def rewrite(*, by, notice):
    """Until somebody has answered it; where its last day is another, they hear anew that it comes."""
    before = held([notice])[notice.pk]
    if before.state != Of.OPEN:
        raise Settled
    notice.reminded_at = before.reminded_at if notice.expires_on == before.expires_on else None
    notice.written_by = by
    notice.save()


@transaction.atomic
def withdraw(*, by, notice):
    """Whoever has answered it and waits is told."""
    close(notice, Of.WITHDRAWN, _("L’annuncio non c’è più."))


@transaction.atomic
def expire(*, notice):
    close(notice, Of.EXPIRED, _("L’annuncio è scaduto prima di una risposta."))
    tell_author("expired", notice)


def close(notice, state, reason):
    row = held(with_answers([notice]))[notice.pk]
    if row.state not in ExchangeNotice.LIVE:
        raise Settled
    decline_all(ExchangeMatch.objects.proposed().about([row]), reason)
    ExchangeNotice.objects.filter(pk=row.pk).update(state=state, closed_at=timezone.now())


@transaction.atomic
def ask(*, by, notice, organization, words, own_notice=None) -> ExchangeMatch:
    """`organization` answers a notice of another, maybe with one of its own that fits it."""
    notices = held([each for each in (notice, own_notice) if each])
    if not all(each.is_live for each in notices.values()):
        raise Settled
    match = ExchangeMatch(network=notice.network, asked_by=by, asked_by_giver=not notice.is_offer)
    match.offer, match.request = (notice, own_notice) if notice.is_offer else (own_notice, notice)
    match.giver, match.taker = notice.organization, organization
    if match.asked_by_giver:
        match.giver, match.taker = match.taker, match.giver
    try:
        with transaction.atomic():
            match.save()
    except IntegrityError:
        raise Settled from None
    settle(notices)
    say(match, match.asking, by, words)
    tell("asked", match, match.answering, words=words)
    return match


@transaction.atomic
def write(*, by, match, side, words):
    """While it goes on."""
    row = locked(match, State.PROPOSED, State.AGREED)
    say(row, side, by, words)
    tell("message", row, other(side), words=words)


@transaction.atomic
def agree(*, by, match, terms):
    """The first of two who agree on the same thing has it; all the others that waited for it are told no."""
    notices = held(with_answers(match.notices))
    row = locked(match, State.PROPOSED)
    if any(not notices[each.pk].is_live for each in row.notices):
        raise Settled
    row.state, row.terms, row.agreed_by, row.agreed_at = State.AGREED, terms, by, timezone.now()
    row.save()
    waiting = ExchangeMatch.objects.proposed().about(row.notices)
    decline_all(waiting, _("Nel frattempo si è accordata con un’altra organizzazione."))
    ExchangeNotice.objects.filter(pk__in=[each.pk for each in row.notices]).update(state=Of.AGREED)
    tell("agreed", row, row.asking)


@transaction.atomic
def decline(*, by, match, reason):
    end(match, State.PROPOSED, State.DECLINED, reason)
    tell("declined", match, match.asking, words=reason)


@transaction.atomic
def take_back(*, by, match):
    end(match, State.PROPOSED, State.WITHDRAWN)
    tell("taken_back", match, match.answering)


@transaction.atomic
def call_off(*, by, match, side, reason):
    """What was agreed on comes to nothing: the notices can be answered again."""
    end(match, State.AGREED, State.FAILED, reason)
    tell("called_off", match, other(side), words=reason)


def end(match, before, state, reason=""):
    held(match.notices)
    row = locked(match, before)
    row.state, row.reason, row.closed_at = state, reason, timezone.now()
    row.save()
    settle(held(match.notices))


@transaction.atomic
def confirm(*, by, match, sides):
    """It was done, says a side; when both have said so it is over."""
    held(match.notices)
    row = locked(match, State.AGREED)
    for side in sides:
        setattr(row, f"{side}_done_at", row.confirmed_by(side) or timezone.now())
    both = row.giver_done_at and row.taker_done_at
    finish(row) if both else row.save()
    for side in sides:
        tell("done" if both else "confirmed", row, other(side))


@transaction.atomic
def lapse(*, match):
    """Nobody has said how it went, though asked: what one side called done is done, all else comes to nothing."""
    held(match.notices)
    row = locked(match, State.AGREED)
    if row.giver_done_at or row.taker_done_at:
        row.giver_done_at, row.taker_done_at = (at or timezone.now() for at in (row.giver_done_at, row.taker_done_at))
        finish(row)
    else:
        end(row, State.AGREED, State.FAILED, _("Nessuno ha detto com’è andata: si è chiuso da solo."))
        past = ExchangeNotice.objects.to_expire().filter(pk__in=[each.pk for each in row.notices])
        past.update(state=Of.EXPIRED, closed_at=timezone.now())
        row.refresh_from_db(fields=["state"])
    for side in (ExchangeMatch.GIVER, ExchangeMatch.TAKER):
        tell("lapsed", row, side)


def finish(row):
    row.state, row.closed_at = State.DONE, timezone.now()
    row.save()
    about = ExchangeNotice.objects.filter(pk__in=[each.pk for each in row.notices])
    about.update(state=Of.DONE, closed_at=row.closed_at)


def other(side):
    return ExchangeMatch.TAKER if side == ExchangeMatch.GIVER else ExchangeMatch.GIVER


def say(match, side, by, words):
    ExchangeMessage.objects.create(match=match, by_giver=side == ExchangeMatch.GIVER, written_by=by, words=words)


def with_answers(notices):
    """These, and those that others hold out in answer to them."""
    pairs = ExchangeMatch.objects.proposed().about(notices).values_list("offer", "request")
    keys = {key for pair in pairs for key in pair if key}
    return [*notices, *ExchangeNotice.objects.filter(pk__in=keys)]


def held(notices) -> dict:
    """{key: the notice as it is}, nobody else's until the transaction ends; always taken in the same order."""
    rows = ExchangeNotice.objects.select_for_update().filter(pk__in=[each.pk for each in notices])
    return {each.pk: each for each in rows.order_by("pk")}


def locked(match, *states):
    rows = ExchangeMatch.objects.select_for_update(of=["self"]).for_reading()
    row = rows.get(pk=match.pk)
    if row.state not in states:
        raise Settled
    return row


def decline_all(matches, reason):
    for match in matches.for_reading():
        match.state, match.reason, match.closed_at = State.DECLINED, reason, timezone.now()
        match.save()
        settle(held(match.notices))
        tell("declined", match, match.asking, words=reason)


def settle(notices):
    """A live notice is matched exactly as long as an answer to it waits."""
    for notice in notices.values():
        waits = notice.matches.proposed().exists()
        agreed = notice.matches.agreed().exists()
        state = Of.AGREED if agreed else Of.MATCHED if waits else Of.OPEN
        if notice.state in (*ExchangeNotice.LIVE, Of.AGREED) and notice.state != state:
            ExchangeNotice.objects.filter(pk=notice.pk).update(state=state)
