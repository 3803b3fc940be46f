"""A call and its applications on their way. The call is locked first; the database refuses what it does not allow."""

import datetime
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Applicant, Application, Call, Criterion, Pact, Score
from community.once import all_of, one_at_a_time
from community.pacts.actions import NotAWorkerThen, draft
from community.pacts.actions import assess as assess_pact
from community.pacts.actions import withdraw as withdraw_pact
from helpdesk.moves import Settled, held
from puntocomunita.encryption import encrypt

from .letters import (
    tell_about,
    tell_of_ranking,
    tell_that_it_closed,
    tell_that_it_opened,
    tell_who_decides,
    tell_who_waited,
)
from .people import digest_of, person_of

State, Of = Application.State, Call.State


class AskedTwice(Exception):
    """Somebody of the application is in another one of the same call."""


class NotReady(Exception):
    """Applications are not decided, or have no points, or were not assessed."""


class AppealsOpen(NotReady):
    """Who was not admitted may still ask that it be looked at again, or has asked and waits."""


class InPact(Settled):
    """The hours of its pact are being given: the pact ends first."""


class IsPaid(Settled):
    """Something of the benefit was paid."""


@transaction.atomic
def write_call(*, by, call, criteria) -> Call:
    """`criteria` are [(words, points), …], written anew while it is a draft; more benefits go to who waits."""
    if call.pk is None:
        one_at_a_time(by)
        same = Call.objects.filter(created_by=by, **all_of(call, "created_by"))
        if before := next((each for each in same if criteria_of(each) == criteria), None):
            return before
        call.created_by = by
    else:
        held(call, call.state)
    call.save()
    award_what_is_free(call)
    if call.state == Of.DRAFT:
        call.criteria.all().delete()
        rows = [Criterion(call=call, number=n, words=words, points=most) for n, (words, most) in enumerate(criteria, 1)]
        Criterion.objects.bulk_create(rows)
    return call


def criteria_of(call):
    return list(call.criteria.order_by("number").values_list("words", "points"))


@transaction.atomic
def open_call(*, by, call):
    row = held(call, Of.DRAFT)
    if not row.opens_on <= timezone.localdate() <= row.closes_on:
        raise Settled
    move(row, Of.OPEN, opened_on=timezone.localdate(), ages_on=row.closes_on, is_ready=False)
    if by is None:
        tell_that_it_opened(row)


@transaction.atomic
def publish(*, by, call):
    """Now or, before its first day, by itself on that day."""
    row = held(call, Of.DRAFT)
    if row.opens_later:
        move(row, Of.DRAFT, is_ready=True)
    else:
        open_call(by=by, call=row)


@transaction.atomic
def keep_as_draft(*, by, call):
    move(held(call, Of.DRAFT), Of.DRAFT, is_ready=False)


@transaction.atomic
def close_call(*, by, call):
    row = held(call, Of.OPEN)
    if not row.is_over:
        raise Settled
    move(row, Of.CLOSED, closed_on=timezone.localdate())
    tell_that_it_closed(row)


@transaction.atomic
def start_evaluation(*, by, call):
    move(held(call, Of.CLOSED), Of.EVALUATING)


@transaction.atomic
def archive(*, by, call):
    """No benefit goes to who waits any more, and they hear that it is so."""
    row = held(call, Of.AWARDED)
    move(row, Of.ARCHIVED, archived_on=timezone.localdate())
    tell_who_waited(row)


def move(row, state, **told):
    Call.objects.filter(pk=row.pk).update(state=state, **told)


@transaction.atomic
def save_draft(*, by, call, person=None, **told) -> Application:
    """What a person, or a desk for one who is there, has said up to now; one draft of a person at a call."""
    row = held(call, Of.OPEN)
    if not row.takes_applications:
        raise Settled
    draft = Application.objects.standing().filter(call=row, person=person).first() if person else None
    draft = draft or Application(call=row, person=person, recorded_by=by if person is None else None)
    if draft.state != State.DRAFT:
        raise Settled
    for name, value in told.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def send(*, by, application, phone, fiscal_codes, name="", email="") -> Application:
    """It has a protocol number from now on. AskedTwice where one of those who ask is in another application."""
    call = held(application.call, Of.OPEN)
    row = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    if row.state != State.DRAFT or not call.takes_applications:
        raise Settled
    row.phone, row.name, row.email = (encrypt(said) if said else "" for said in (phone, name, email))
    row.state, row.submitted_at = State.SUBMITTED, timezone.now()
    row.protocol = 1 + (call.applications.aggregate(last=Max("protocol"))["last"] or 0)
    row.save()
    digests = [Applicant(call=call, application=row, digest=digest_of(call, code)) for code in fiscal_codes]
    try:
        with transaction.atomic():
            Applicant.objects.bulk_create(digests)
    except IntegrityError as error:
        raise AskedTwice from error
    row.call = call
    tell_about(row, "sent")
    return row


@transaction.atomic
def record(*, by, call, name, phone, fiscal_codes, email="", **told) -> Application:
    """At a desk, with the person there who has no access."""
    draft = save_draft(by=by, call=call, **told)
    return send(by=by, application=draft, phone=phone, fiscal_codes=fiscal_codes, name=name, email=email)


@transaction.atomic
def withdraw(*, application):
    """The next in the list takes the place of who had a benefit; their codes are let go, so that they may ask again."""
    call = held(application.call, *Of)
    row = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    if not row.may_be_withdrawn:
        raise Settled
    if row.payments.exists():
        raise IsPaid
    leave_pact(row)
    row.state, row.to_tell, row.to_tell_since = State.WITHDRAWN, "", None
    row.save(update_fields=["state", "to_tell", "to_tell_since"])
    row.applicants.all().delete()
    award_what_is_free(call)
    return row


@transaction.atomic
def renounce(*, by, application):
    """Written down by who runs the call, for who said so by telephone or on paper; they hear that it was."""
    row = withdraw(application=application)
    row.call = application.call
    tell_about(row, State.WITHDRAWN)


@transaction.atomic
def mark_told(*, application, what):
    """That a desk has told them; not where something newer is to be told."""
    Application.objects.filter(pk=application.pk, to_tell=what).update(to_tell="", to_tell_since=None)


def leave_pact(application):
    """One that is not in force goes with the benefit."""
    pact = Pact.objects.filter(application=application).first()
    if pact and pact.state == Pact.State.ACTIVE:
        raise InPact
    if pact and pact.state in (Pact.State.DRAFT, Pact.State.SIGNING):
        withdraw_pact(by=None, pact=pact, reason=_("Chi ha il contributo ha rinunciato."))


def award_what_is_free(call):
    """To those who wait, in their order; for whoever has the ranking locked."""
    if call.state != Of.AWARDED:
        return
    free = call.benefits - call.applications.filter(state=State.AWARDED).count()
    for following in call.applications.filter(state=State.RESERVE).order_by("position")[: max(free, 0)]:
        following.state, following.call = State.AWARDED, call
        following.save(update_fields=["state"])
        tell_about(following, State.AWARDED)


@transaction.atomic
def discard_draft(*, application):
    Application.objects.filter(pk=application.pk, state=State.DRAFT).delete()


@transaction.atomic
def assess(*, by, application, on: datetime.date):
    """That a social worker, another than they, has met them, and on which day; never what was found."""
    call = held(application.call, Of.OPEN, Of.CLOSED, Of.EVALUATING)
    told = {"assessed_on": on, "assessed_by": by}
    row = call.applications.waiting().filter(pk=application.pk).exclude(person=by)
    if not call.needs_assessment or not row.update(**told):
        raise Settled


@transaction.atomic
def admit(*, by, application):
    decide(application, [State.SUBMITTED, State.EXCLUDED], State.ADMITTED, by)


@transaction.atomic
def exclude(*, by, application, reasons):
    """For these reasons; again for the same or for others, of one that was looked at again."""
    decide(application, [State.SUBMITTED, State.ADMITTED], State.EXCLUDED, by, reasons)


@transaction.atomic
def appeal(*, application, words):
    """By who was not admitted: it is looked at again before there is a ranking."""
    call = held(application.call, Of.EVALUATING)
    row = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    row.call = call
    if not row.may_be_appealed:
        raise Settled
    row.appeal, row.appealed_at = encrypt(words), timezone.now()
    row.save(update_fields=["appeal", "appealed_at"])
    tell_who_decides(row)


def decide(application, before, after, by, reasons=()):
    """By somebody else than who asks."""
    call = held(application.call, Of.EVALUATING)
    row = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    was_appealed = row.is_appealed
    if row.state not in before and not was_appealed or row.person_id == by.pk or row.erased_at:
        raise Settled
    if after == State.ADMITTED and call.needs_assessment and row.assessed_on is None:
        raise NotReady
    row.state, row.reasons, row.decided_by, row.decided_at, row.call = after, list(reasons), by, timezone.now(), call
    row.appeal_closed_at = row.decided_at if was_appealed else row.appeal_closed_at
    row.save(update_fields=["state", "reasons", "decided_by", "decided_at", "appeal_closed_at"])
    if after == State.EXCLUDED:
        row.scores.all().delete()
    tell_about(row, "confirmed" if was_appealed and after == State.EXCLUDED else after)


@transaction.atomic
def give_points(*, by, application, points):
    """{criterion: points}, for all criteria of the call; again, they take the place of the first."""
    call = held(application.call, Of.EVALUATING)
    row = Application.objects.get(pk=application.pk)
    if row.state != State.ADMITTED or row.person_id == by.pk:
        raise Settled
    row.scores.filter(evaluator=by).delete()
    rows = [Score(call=call, application=row, criterion=each, evaluator=by, points=n) for each, n in points.items()]
    Score.objects.bulk_create(rows)


@transaction.atomic
def publish_ranking(*, by, call):
    """The first have the benefits, the others wait in order: by points, then by when they were sent."""
    row = held(call, Of.EVALUATING)
    if row.applications.waiting().exists():
        raise NotReady
    if any(each.is_appealed or each.may_be_appealed for each in row.applications.excluded().select_related("call")):
        raise AppealsOpen
    ranked = list(row.applications.admitted().with_score().in_order())
    for position, each in enumerate(ranked, 1):
        each.position, each.points = position, each.score
        each.state = State.AWARDED if position <= row.benefits else State.RESERVE
    try:
        with transaction.atomic():
            Application.objects.bulk_update(ranked, ["position", "points", "state"])
            move(row, Of.AWARDED)
    except IntegrityError as error:
        raise NotReady from error
    tell_of_ranking(row, ranked)


@transaction.atomic
def draft_pact(*, by, application, host, words, starts_on, ends_on):
    """The hours that the call asks of who has its benefit, in their quarter; it waits for three signatures.

    Nothing in it names the call, for the host reads it; where a social worker met them first it is a social one.
    """
    call = held(application.call, Of.AWARDED, Of.ARCHIVED)
    has_it = call.applications.filter(pk=application.pk, state=State.AWARDED).exclude(quarter=None).exists()
    if (
        not call.hours_due
        or not has_it
        or application.erased_at
        or Pact.objects.filter(application=application).exists()
    ):
        raise Settled
    told = {"hours_due": call.hours_due, "starts_on": starts_on, "ends_on": ends_on, "quarter": application.quarter}
    who = {"participant": application.person, "name": "" if application.person else person_of(application).name}
    kind = Pact.Kind.SOCIAL if call.needs_assessment else Pact.Kind.CALL
    told |= {"words": words, "application": application, "host": host}
    pact = draft(by=by, network=call.network, kind=kind, **who, **told)
    if call.needs_assessment and application.assessed_by:
        with suppress(NotAWorkerThen):  # who follows the pact says it anew
            assess_pact(by=application.assessed_by, pact=pact, on=application.assessed_on)
    return pact
