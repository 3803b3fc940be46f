"""A report from its arrival to its decision, and the appeal against that. Races are decided by the rows’ locks."""

import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from community.concierge import actions as exchanges
from community.models import Block, ModerationAppeal, ModerationDecision, ModerationReport, Post, Suspension
from community.notices.taking_back import take_back

from . import letters
from .registry import moderated

State, Measure = ModerationReport.State, ModerationDecision.Measure


class Settled(Exception):
    """Somebody else decided it in between."""


class TooLate(Exception):
    """It was appealed already, or the time for it is over."""


def report(*, by, network, what, thing, reason, words="", contact="", mark="") -> ModerationReport:
    """The one there is already where the same sender reports the same thing again. `what` is its Moderated."""
    made = ModerationReport(network=network, kind=what.kind, thing=str(thing.pk), reason=reason, reporter=by)
    made.about, made.words, made.text = what.author(thing), words, what.told(thing)
    made.contact, made.sender_mark = ("", "") if by else (contact, mark)
    try:
        with transaction.atomic():
            made.save()
            letters.tell_who_decides(made)
    except IntegrityError as error:
        if not error.__cause__.diag.constraint_name.endswith("_reports_a_thing_once_until_it_is_decided"):
            raise
        same = ModerationReport.objects.open().of_the_same_thing(made)
        return same.get(reporter=by, sender_mark=made.sender_mark)
    return made


@transaction.atomic
def look(*, by, report):
    row = held(report)[report.pk]
    row.state, row.looking_by, row.looking_since = State.LOOKING, by, timezone.now()
    row.save()


@transaction.atomic
def look_no_more(*, report):
    row = held(report)[report.pk]
    row.state, row.looking_by, row.looking_since = State.OPEN, None, None
    row.save()


def held(report) -> dict:
    """{key: report}, of all the open ones on its thing."""
    rows = ModerationReport.objects.open().of_the_same_thing(report).select_for_update(of=["self"]).order_by("pk")
    rows = {each.pk: each for each in rows.select_related("network", "reporter", "about")}
    if report.pk not in rows:
        raise Settled
    return rows


@transaction.atomic
def decide(*, by, report, outcome, answer, reason="", measure=Measure.NOTHING, days=0) -> ModerationDecision:
    """Of all that were open on the thing. Upheld, it is hidden, and its author reads why."""
    rows = held(report)
    first = rows[report.pk]
    decision = ModerationDecision.objects.create(
        network=first.network,
        kind=first.kind,
        thing=first.thing,
        about=first.about,
        outcome=outcome,
        measure=measure,
        reason=reason,
        answer=answer,
        decided_by=by,
    )
    settled = ModerationReport.objects.filter(pk__in=rows)
    settled.update(state=outcome, decision=decision, sender_mark="", sealed_contact="")
    if decision.is_upheld:
        carry_out(decision, by, days)
    letters.tell_who_reported(decision, rows.values())
    return decision


def carry_out(decision, by, days):
    what = moderated(decision.kind)
    if thing := what and what.thing(decision.thing):
        what.hide(thing, by=by, reason=decision.reason)
    if decision.measure == Measure.SUSPENSION and decision.about:
        suspend(decision, days)
    letters.tell_author(decision)


def suspend(decision, days):
    """After the one that runs, where one does."""
    User.objects.select_for_update(no_key=True).get(pk=decision.about_id)
    now, theirs = timezone.now(), Suspension.objects.filter(person=decision.about, network=decision.network)
    start = max([now, *(each.period.upper for each in theirs)])
    period = DateTimeTZRange(start, start + datetime.timedelta(days=days))
    Suspension.objects.create(person=decision.about, network=decision.network, decision=decision, period=period)


@transaction.atomic
def appeal(*, decision, words) -> ModerationAppeal:
    """By who wrote the thing; the database knows in which time."""
    row = ModerationDecision.objects.select_for_update(of=["self"]).get(pk=decision.pk)
    if not row.may_be_appealed:
        raise TooLate
    made = ModerationAppeal(decision=row)
    made.words = words
    made.save()
    letters.tell_who_reads_appeals(made)
    return made


@transaction.atomic
def answer_appeal(*, by, appeal, granted, answer):
    """Granted, the thing is seen again and a suspension ends."""
    row = ModerationAppeal.objects.select_for_update(of=["self"]).for_reading().get(pk=appeal.pk)
    if not row.is_open:
        raise Settled
    row.state = ModerationAppeal.State.GRANTED if granted else ModerationAppeal.State.REFUSED
    row.decided_by, row.decided_at, row.answer = by, timezone.now(), answer
    row.save()
    if granted:
        undo(row.decision, by)
    letters.tell_who_appealed(row)


def undo(decision, by):
    what = moderated(decision.kind)
    if thing := what and what.thing(decision.thing):
        what.show(thing, by=by)
    Suspension.objects.filter(decision=decision).delete()


@transaction.atomic
def block(*, by, other, thing):
    """Once, however often it is pressed; of what they wrote in groups neither is told after all."""
    exchanges.part(by=by, other=other)
    Block.objects.bulk_create([Block(person=by, blocked=other, thing=thing)], ignore_conflicts=True)
    for reader, author in ((by, other), (other, by)):
        posts = Post.objects.current().filter(author=author, group__memberships__user=reader)
        take_back([reader], pages=[each.get_absolute_url() for each in posts.select_related("group__network")])
