"""What is held of readers and of who writes, and for how long; part of `network.retention` and `network.own_data`."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import THREE_MONTHS, YEAR, Kept
from network.models import Delivery, Subscription

from .mailboxes import digest_of
from .readers import leave

A_WEEK = datetime.timedelta(days=7)
State = Subscription.State

KEPT = [
    Kept(
        gettext_lazy("L’e-mail di chi chiede il bollettino della rete e non conferma (cifrata)"),
        gettext_lazy("7 giorni"),
        gettext_lazy("Aspetta la conferma"),
        gettext_lazy("Iscrizioni al bollettino mai confermate in 7 giorni"),
        lambda now: Subscription.objects.filter(state=State.PENDING, asked_at__lt=now - A_WEEK),
    ),
    Kept(
        gettext_lazy("L’e-mail di chi riceve il bollettino della rete (cifrata), quando lo vuole e di che cosa"),
        gettext_lazy("finché smette: basta un tasto, anche dal programma di posta"),
        gettext_lazy("Per mandarglielo"),
    ),
    Kept(
        gettext_lazy("L’impronta di una casella che non riceve il bollettino, o che lo ha segnalato (mai l’e-mail)"),
        gettext_lazy("12 mesi"),
        gettext_lazy("Per non scriverle più"),
        gettext_lazy("Caselle a cui non si scrive da oltre un anno"),
        lambda now: Subscription.objects.filter(state__in=[State.BOUNCED, State.COMPLAINED], ended_at__lt=now - YEAR),
    ),
    Kept(
        gettext_lazy("A quale iscrizione è partito ogni bollettino (senza indirizzi)"),
        gettext_lazy("90 giorni"),
        gettext_lazy("Per non mandarlo due volte, e per sapere a chi non arriva"),
        gettext_lazy("Bollettini partiti da oltre 90 giorni"),
        lambda now: Delivery.objects.filter(settled_at__lt=now - THREE_MONTHS),
    ),
    Kept(
        gettext_lazy("Che un’iscrizione al bollettino è finita (senza dire di chi era)"),
        gettext_lazy("90 giorni"),
        gettext_lazy("Per sapere quante finiscono"),
        gettext_lazy("Iscrizioni al bollettino finite da oltre 90 giorni"),
        lambda now: Subscription.objects.filter(state=State.LEFT, ended_at__lt=now - THREE_MONTHS),
    ),
]


def held(user):
    """Of the mailbox of their account: another that they read by is nobody's here."""
    return {
        _("Bollettini della rete che ricevi"): [reading(each) for each in read_by(user)],
        _("Notizie che hai mandato al bollettino"): [item(each) for each in user.bulletin_items.all()],
    }


def forget(user):
    """What they wrote for an organisation stays, by nobody."""
    for subscription in read_by(user):
        leave(subscription=subscription)


def read_by(user):
    subscriptions = Subscription.objects.filter(digest=digest_of(user.email)).exclude(email="")
    return subscriptions.select_related("network").prefetch_related("themes", "quarters")


def reading(row):
    chosen = [str(each) for each in [*row.themes.all(), *row.quarters.all()]]
    return {
        _("rete"): str(row.network),
        _("dal"): row.confirmed_at,
        _("quando"): row.get_rhythm_display(),
        _("di che cosa"): ", ".join(chosen),
    }


def item(row):
    return {_("titolo"): row.title, _("mandata il"): row.submitted_at, _("stato"): row.get_state_display()}
