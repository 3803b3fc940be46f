"""What is written to who is enrolled: each time it is another, once. Killed or failed, it goes on later."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from network.meetings.posting import A_RUN, send_each
from network.models import Enrolment
from puntocomunita.mail import send_once_saved, written

from .links import address_of
from .people import person_of

State = Enrolment.State


def tell_asker(enrolment):
    """How to confirm or, where the mailbox is enrolled already, how things stand."""
    name = "confirm" if enrolment.state == State.REQUESTED else "already"
    send_once_saved(letter(name, enrolment))


def write_after_saving(session):
    """To those who do not know yet, once what is saved is saved."""
    transaction.on_commit(lambda: write_due(Enrolment.objects.filter(session=session)), robust=True)


def write_due(enrolments, most=A_RUN):
    """(how many left, how many did not and will be tried the next time)."""
    return send_each(
        take=lambda failed: take(enrolments.exclude(pk__in=failed)), letter=letter_to, give_back=give_back, most=most
    )


@transaction.atomic
def take(enrolments):
    """The next and what it was told before, counted as told: who is killed from here on wrote it once or not at all."""
    rows = enrolments.to_write().select_related("session__training__network", "user").order_by("placed_at", "pk")
    row = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if row is None:
        return None
    before = row.told_state, row.told_sequence
    tell(row, row.state, row.session.sequence)
    return row, before


def give_back(row, before):
    tell(row, *before)


def tell(row, state, sequence):
    Enrolment.objects.filter(pk=row.pk).update(told_state=state, told_sequence=sequence)


def letter_to(row, before):
    """None where nobody can be written to."""
    return letter(name_of(row, before[0]), row) if person_of(row).email else None


def name_of(row, before) -> str:
    if row.state == State.ATTENDED:
        return "certificate"
    if row.session.is_cancelled:
        return "cancelled"
    if before == row.state:
        return "changed"
    if row.state == State.WAITLISTED:
        return "waiting"
    return "moved_up" if before == State.WAITLISTED else "placed"


def letter(name, enrolment) -> EmailMessage:
    session, person = enrolment.session, person_of(enrolment)
    context = {"session": session, "training": session.training, "name": person.name, "SITE_URL": settings.SITE_URL}
    context["address"] = address_of(enrolment)
    return written(render_to_string(f"network/trainings/email/{name}.txt", context), [person.email])
