"""What is held of who enrols and of who proposes practices; part of `network.retention` and `network.own_data`."""

import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import YEAR, Kept
from network.bulletin.mailboxes import digest_of
from network.models import Enrolment, TrainingDay

from .enrolling import Closed, withdraw

A_WEEK, FIVE_YEARS = datetime.timedelta(days=7), datetime.timedelta(days=1827)
State = Enrolment.State


def long_ago(moment):
    """Those of sessions that were over by then."""
    later = TrainingDay.objects.filter(session=OuterRef("session"), dtend__gte=moment)
    return Enrolment.objects.filter(~Exists(later))


KEPT = [
    Kept(
        gettext_lazy("Nome ed e-mail di chi si iscrive a un corso e non conferma (cifrati)"),
        gettext_lazy("7 giorni"),
        gettext_lazy("Aspettano la conferma"),
        gettext_lazy("Iscrizioni a corsi mai confermate in 7 giorni"),
        lambda now: Enrolment.objects.filter(state=State.REQUESTED, asked_at__lt=now - A_WEEK),
    ),
    Kept(
        gettext_lazy("Chi è iscritto a un corso della rete (nome ed e-mail cifrati), se non c’è andato"),
        gettext_lazy("12 mesi dopo il corso; se rinuncia, nome ed e-mail spariscono subito"),
        gettext_lazy("Servono a sapere chi viene, e a chi tocca il posto"),
        gettext_lazy("Iscrizioni senza presenza a corsi di oltre un anno fa"),
        lambda now: long_ago(now - YEAR).exclude(state=State.ATTENDED),
    ),
    Kept(
        gettext_lazy("Chi ha fatto un corso della rete (nome ed e-mail cifrati), con il codice dell’attestato"),
        gettext_lazy("5 anni dopo il corso"),
        gettext_lazy("Fa controllare un attestato a chi lo riceve"),
        gettext_lazy("Presenze a corsi di oltre cinque anni fa"),
        lambda now: long_ago(now - FIVE_YEARS).filter(state=State.ATTENDED),
    ),
]


def held(user):
    """Also by the mailbox of their account: another by which they enrolled is nobody's here."""
    return {
        _("Corsi a cui ti sei iscritta o iscritto"): [enrolment(each) for each in enrolled(user)],
        _("Pratiche che hai proposto alla rete"): [practice(each) for each in user.practices.all()],
    }


def forget(user):
    """A place that they leave is of who waits for it; the rest goes. What they proposed stays, by nobody."""
    for each in enrolled(user).in_force():
        try:
            withdraw(enrolment=each)
        except Closed:
            each.delete()


def enrolled(user):
    rows = Enrolment.objects.of_user(user) | Enrolment.objects.filter(digest=digest_of(user.email))
    return rows.select_related("session__training__network").order_by("asked_at", "id")


def enrolment(row):
    return {
        _("corso"): str(row.session),
        _("quando"): row.session.begins_at,
        _("stato"): row.get_state_display(),
        _("codice dell’attestato"): row.code,
    }


def practice(row):
    return {_("titolo"): row.title, _("stato"): row.get_state_display()}
