"""Holding a course: its sessions, who was there, and the certificates that close it."""

import calendar
import datetime
import secrets

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from helpdesk.rota.qualifications import grant
from network.models import Enrolment, TrainingDay, TrainingSession

from .enrolling import held, move_up
from .letters import write_after_saving

State = Enrolment.State
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read for another


class TooFew(Exception):
    """More people have a place already."""


class Settled(Exception):
    """It is concluded, over or off, or not yet its day."""


@transaction.atomic
def hold_session(*, by, session, days) -> TrainingSession:
    """`days` are [(beginning, end), …]."""
    session.save()
    write_days(session, days)
    return session


def write_days(session, days):
    session.days.all().delete()
    rows = [TrainingDay(session=session, number=number, dtstart=a, dtend=b) for number, (a, b) in enumerate(days, 1)]
    TrainingDay.objects.bulk_create(rows)
    session.__dict__.pop("in_order", None)
    session.__dict__.pop("all_days", None)


@transaction.atomic
def change_session(*, by, session, days) -> TrainingSession:
    """Where its place or its days are others, who is enrolled is told; where places grow, who waits moves up."""
    before = held(session)
    if before.is_cancelled or before.is_over or before.concluded_at:
        raise Settled
    if before.enrolments.taking_a_place().count() > session.places:
        raise TooFew
    moved = before.place != session.place or days != [(each.dtstart, each.dtend) for each in before.in_order]
    session.sequence = before.sequence + moved
    session.save(update_fields=["place", "places", "words", "sequence", "changed_at"])
    write_days(session, days)
    if moved:
        session.enrolments.update(reminded_at=None)
    move_up(session)
    return session


@transaction.atomic
def cancel_session(*, by, session, reason):
    row = held(session)
    if row.is_cancelled or row.is_over:
        raise Settled
    row.status, row.reason, row.sequence = TrainingSession.Status.CANCELLED, reason, row.sequence + 1
    row.save(update_fields=["status", "reason", "sequence", "changed_at"])
    write_after_saving(row)


@transaction.atomic
def mark(*, by, session, there, absent) -> int:
    """Keys of who was there and who was not; nobody said of the others. How many are another than before."""
    row, marked = held(session), 0
    if not row.takes_attendance:
        raise Settled
    for keys, state in ((there, State.ATTENDED), (absent, State.ABSENT)):
        rows = row.enrolments.taking_a_place().filter(pk__in=keys).exclude(state=state)
        marked += rows.update(state=state)
    return marked


@transaction.atomic
def conclude(*, by, session) -> list:
    """
    Who was there has a certificate, and what the course opens at the desk; who was not marked was not there. Nobody
    gives anything to themself: the people without, for another to give it to them.
    """
    row = held(session)
    if not row.may_be_concluded:
        raise Settled
    row.enrolments.confirmed().update(state=State.ABSENT)
    there = list(row.enrolments.attended().select_related("user"))
    for each in there:
        each.code = new_code()
    Enrolment.objects.bulk_update(there, ["code"])
    row.concluded_at, row.concluded_by = timezone.now(), by
    row.save(update_fields=["concluded_at", "concluded_by"])
    write_after_saving(row)
    people = [each.user for each in there if each.user] if row.training.kind else []
    for each in people:
        if each != by:
            grant(by=by, person=each, kind=row.training.kind, valid=validity(row))
    return [each for each in people if each == by]


def validity(session) -> DateRange:
    """From the day of the last meeting, for as many months as the course says."""
    return DateRange(session.last_day, months_after(session.last_day, session.training.valid_months))


def months_after(day, months) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def new_code() -> str:
    """ "7KQF-2M9X-…": 80 bits, that nobody guesses and anybody reads aloud."""
    letters = [secrets.choice(LETTERS) for _letter in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))
