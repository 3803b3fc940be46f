"""A person's way into a session and out of it; whoever waits moves up by themself, the first who asked first.

Each step holds the row of the session until it ends, so that two who want the last place come one after the other.
"""

from django.db import transaction
from django.utils import timezone

from network.bulletin.mailboxes import digest_of
from network.models import Enrolment, TrainingSession

from .letters import tell_asker, write_after_saving
from .people import NOBODY, columns_of

State = Enrolment.State


class Closed(Exception):
    """The session has begun, or is off: nobody comes in or goes out any more."""


def held(session) -> TrainingSession:
    """As it is now, nobody else's until the transaction ends."""
    return TrainingSession.objects.select_for_update(no_key=True).get(pk=session.pk)


def held_open(session) -> TrainingSession:
    row = held(session)
    if not row.is_open:
        raise Closed
    return row


@transaction.atomic
def enrol(*, by, session) -> Enrolment:
    """Of who is signed in: at once, and once."""
    row = held_open(session)
    found = row.enrolments.in_force().of_user(by).first()
    return found or stand_in_line(row, Enrolment(session=row, user=by))


@transaction.atomic
def ask(*, session, name, address, written_to):
    """
    By name and mailbox: whoever asks hears the same; what is so, only the mailbox is told, where `written_to` lets a
    mail go there. It has no place until it is confirmed from there.
    """
    row = held_open(session)
    found = row.enrolments.filter(digest=digest_of(address)).first()
    if found is None or found.state == State.REQUESTED:
        found = found or Enrolment(session=row, state=State.REQUESTED)
        for column, value in (columns_of(name, address) | {"asked_at": timezone.now()}).items():
            setattr(found, column, value)
        found.save()
    if written_to:
        tell_asker(found)


@transaction.atomic
def confirm(*, enrolment) -> Enrolment:
    """From the link in the mailbox; again, it changes nothing."""
    row, found = held(enrolment.session), Enrolment.objects.get(pk=enrolment.pk)
    if found.state != State.REQUESTED:
        return found
    if not row.is_open:
        raise Closed
    return stand_in_line(row, found)


def stand_in_line(session, enrolment) -> Enrolment:
    """A place where one is free and nobody waits, else the end of the line."""
    free = session.places > session.enrolments.taking_a_place().count()
    waits = session.enrolments.waiting_longest_first().exists()
    enrolment.state = State.CONFIRMED if free and not waits else State.WAITLISTED
    enrolment.placed_at = timezone.now()
    enrolment.save()
    write_after_saving(session)
    return enrolment


@transaction.atomic
def withdraw(*, enrolment):
    """Nothing says who it was any more; again, it changes nothing."""
    row, found = held(enrolment.session), Enrolment.objects.get(pk=enrolment.pk)
    if found.state == State.WITHDRAWN:
        return
    if row.has_begun:
        raise Closed
    for column, value in (NOBODY | {"state": State.WITHDRAWN}).items():
        setattr(found, column, value)
    found.save()
    move_up(row)


def move_up(session) -> list:
    """Who waits has the places that are free now; of a session that is held."""
    if not session.is_open:
        return []
    free = session.places - session.enrolments.taking_a_place().count()
    rows = list(session.enrolments.waiting_longest_first()[: max(free, 0)])
    for each in rows:
        each.state = State.CONFIRMED
        each.save(update_fields=["state"])
    write_after_saving(session)
    return rows
