"""How long each thing is kept, why, and how it goes: what `erase_expired` does is what `/privacy/` says.

Every app that keeps something for a time says so in its module `retention`, as `KEPT`. The own words of each end up on
the privacy page and in `docs/privacy.md`, so they are plain Italian.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from puntocomunita.app_modules import modules_named

from .actions import erase_person
from .models import AccessLog, ApiToken, User

BATCH = 1_000
MONTH, THREE_MONTHS, YEAR, TWO_YEARS = (timedelta(days=days) for days in (30, 90, 366, 731))
CONFIRMED = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
ADDED_AT = RawSQL("account_emailaddress.added_at", (), DateTimeField())  # migrations/0004_own_pages.py
STORED = Session.objects.filter(session_key=OuterRef("session_key"))


def delete(rows):
    return rows.order_by().delete()[1].get(rows.model._meta.label, 0)


class Kept(NamedTuple):
    """`past` names the rows that `rows(now)` finds past their time and `erase(rows)` lets go, giving how many went.

    Without `rows` the thing goes by itself, when `until` says.
    """

    what: str
    until: str
    why: str
    past: str = ""
    rows: Callable | None = None
    erase: Callable = delete


def all_kept() -> list:
    return [each for module in modules_named("retention") for each in module.KEPT]


def erased(rows, erase):
    """How many rows went, a batch at a time, each batch whole or not at all."""
    count, rows = 0, rows.order_by("pk")
    while batch := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            count += erase(rows.filter(pk__in=batch))
    return count


def old_looks(now):
    """By the clock of the database, which refuses the rest."""
    return AccessLog.objects.filter(at__lt=Now() - YEAR)


def homeless_addresses(now):
    """Of no session; one is known a moment before it is stored."""
    return UserSession.objects.filter(~Exists(STORED), created_at__lt=now - timedelta(hours=1))


def never_confirmed(now):
    """Accounts that somebody began and nobody ever used."""
    begun = User.objects.filter(date_joined__lt=now - MONTH, last_login=None, is_technician=False)
    return begun.filter(~Exists(CONFIRMED), mandates=None, memberships=None, socialaccount=None)


def addresses_never_confirmed(now):
    second = EmailAddress.objects.alias(added_at=ADDED_AT).filter(verified=False, primary=False)
    return second.filter(added_at__lt=now - MONTH)


def erase_each(people):
    people = list(people)
    for person in people:
        erase_person(person)
    return len(people)


KEPT = [
    Kept(
        _("Chi ha aperto dati di altre persone: nome, momento, luogo; mai che cosa ha letto"),
        _("12 mesi"),
        _("Lo vede la persona che riguarda, e chi coordina"),
        _("Consultazioni di oltre un anno fa"),
        old_looks,
    ),
    Kept(
        _("Sessioni di chi è entrato, con l’indirizzo di rete e l’apparecchio"),
        _("finché esce; se no, finiscono entro 12 ore e si cancellano entro 2 giorni"),
        _("Tengono aperto l’accesso, e fanno vedere alla persona dove è entrata"),
        _("Sessioni scadute"),
        lambda now: Session.objects.filter(expire_date__lt=now),
    ),
    Kept(
        _("Indirizzi di rete di sessioni finite"),
        _("subito"),
        _("Non servono più"),
        _("Indirizzi di sessioni finite"),
        homeless_addresses,
    ),
    Kept(
        _("Chiavi personali per i programmi (solo l’impronta)"),
        _("30 giorni dopo la scadenza, o finché la persona le toglie"),
        _("Fanno lavorare un programma in suo nome"),
        _("Chiavi scadute da 30 giorni"),
        lambda now: ApiToken.objects.filter(expires_at__lt=now - MONTH),
    ),
    Kept(
        _("Accessi che nessuno ha mai confermato"),
        _("30 giorni"),
        _("Aspettano la conferma dell’e-mail"),
        _("Accessi mai confermati in 30 giorni"),
        never_confirmed,
        erase_each,
    ),
    Kept(
        _("Altri indirizzi e-mail mai confermati"),
        _("30 giorni"),
        _("Aspettano la conferma"),
        _("Indirizzi e-mail mai confermati in 30 giorni"),
        addresses_never_confirmed,
    ),
    Kept(
        _("Accessi: nome, e-mail, incarichi, formazione fatta"),
        _("finché la persona li cancella: subito e tutto"),
        _("Dicono chi può fare che cosa nel portale"),
    ),
]
