from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils import timezone

from accounts.actions import erase_person
from accounts.models import AccessLog, ApiToken, User
from organizations.models import Invitation
from services.models import Change, Report, RowChange

BATCH = 1_000
CONFIRMED = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
ADDED_AT = RawSQL("account_emailaddress.added_at", (), DateTimeField())  # accounts/migrations/0004_own_pages.py
STORED = Session.objects.filter(session_key=OuterRef("session_key"))


class Command(BaseCommand):
    help = "Cancella quello che è scaduto. Si può ripetere o interrompere quando si vuole."

    def handle(self, **options):
        for words, rows, erase in expired(timezone.now()):
            self.stdout.write(f"{words}: {erased(rows, erase)}")


def expired(now):
    """(what, its rows, how they go); the retention of `docs/privacy.md`."""
    month, quarter = now - timedelta(days=30), now - timedelta(days=90)
    # By the clock of the database, which refuses the rest.
    yield "Consultazioni di oltre un anno fa", AccessLog.objects.filter(at__lt=Now() - timedelta(days=366)), delete
    yield "Storia dei ruoli di oltre due anni fa", RowChange.objects.past_keeping(), delete
    yield "Che cosa diceva quello che è nel cestino da 30 giorni", RowChange.objects.past_the_trash(), forget_entries
    yield "Sessioni scadute", Session.objects.filter(expire_date__lt=now), delete
    # A session is known a moment before it is stored.
    homeless = UserSession.objects.filter(~Exists(STORED), created_at__lt=now - timedelta(hours=1))
    yield "Indirizzi di sessioni finite", homeless, delete
    yield "Chiavi scadute da 30 giorni", ApiToken.objects.filter(expires_at__lt=month), delete
    old = Q(accepted_at__lt=quarter) | Q(accepted_at=None, expires_at__lt=quarter)
    yield "Inviti accettati o scaduti da 90 giorni", Invitation.objects.filter(old), delete
    yield "Bozze di schede ferme da 90 giorni", Change.objects.untouched_drafts(quarter), delete
    senders = Report.objects.with_a_sender_before(now - timedelta(days=366))
    yield "Recapiti di segnalazioni di oltre un anno fa", senders, forget_senders
    yield "Segnalazioni chiuse da oltre due anni", Report.objects.settled_before(now - timedelta(days=731)), delete
    yield "Accessi mai confermati in 30 giorni", never_confirmed(month), erase_each
    second = EmailAddress.objects.alias(added_at=ADDED_AT).filter(verified=False, primary=False)
    yield "Indirizzi e-mail mai confermati in 30 giorni", second.filter(added_at__lt=month), delete


def never_confirmed(before):
    """Accounts that somebody began and nobody ever used."""
    begun = User.objects.filter(date_joined__lt=before, last_login=None, is_technician=False)
    return begun.filter(~Exists(CONFIRMED), mandates=None, memberships=None, socialaccount=None)


def erased(rows, erase):
    """How many rows went, a batch at a time, each batch whole or not at all."""
    count, rows = 0, rows.order_by("pk")
    while batch := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            count += erase(rows.filter(pk__in=batch))
    return count


def delete(rows):
    return rows.order_by().delete()[1].get(rows.model._meta.label, 0)


def forget_senders(reports):
    return reports.update(contact="", sender_mark="")


def forget_entries(changes):
    return changes.forget()


def erase_each(people):
    people = list(people)
    for person in people:
        erase_person(person)
    return len(people)
