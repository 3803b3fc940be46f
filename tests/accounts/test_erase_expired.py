"""What is past its time goes, what is not stays, and doing it again does nothing."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts import retention
from accounts.access import Role
from accounts.actions import create_token, log_look
from accounts.models import AccessLog, ApiToken, User
from organizations.models import Invitation
from tests.factories import MandateFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NOTHING = """\
Consultazioni di oltre un anno fa: 0
Sessioni scadute: 0
Indirizzi di sessioni finite: 0
Chiavi scadute da 30 giorni: 0
Accessi mai confermati in 30 giorni: 0
Indirizzi e-mail mai confermati in 30 giorni: 0
Inviti accettati o scaduti da 90 giorni: 0
Storia dei ruoli di oltre due anni fa: 0
Che cosa diceva quello che è nel cestino da 30 giorni: 0
Orari che non sono più di nessuna scheda da 30 giorni: 0
Recapiti riservati di organizzazioni tolte da 30 giorni: 0
Bozze di schede ferme da 90 giorni: 0
Recapiti di segnalazioni di oltre un anno fa: 0
Segnalazioni chiuse da oltre due anni: 0
Note di contatti di oltre 90 giorni fa: 0
Giorni di contatti di oltre due anni fa: 0
Persone seguite da cancellare: 0
Chiamate chieste da oltre 14 giorni: 0
Candidature ferme da oltre un anno: 0
Calendari di chi non lavora più a uno sportello: 0
Nomi in riunioni di oltre due anni fa: 0
Inviti a riunioni di oltre un anno fa: 0
Seggi finiti da oltre due anni: 0
Calendari delle riunioni di chi non ha più un posto nella rete: 0
Nomi in adesioni di oltre due anni fa: 0
Adesioni finite da oltre due anni: 0
Nomi in collaborazioni scritte oltre due anni fa: 0
Collaborazioni negate da oltre sei mesi: 0
Nomi in suggerimenti scartati oltre due anni fa: 0
Iscrizioni al bollettino mai confermate in 7 giorni: 0
Caselle a cui non si scrive da oltre un anno: 0
Bollettini partiti da oltre 90 giorni: 0
Iscrizioni al bollettino finite da oltre 90 giorni: 0
Messaggi di scambi finiti da oltre 12 mesi: 0
Scambi finiti da oltre due anni: 0
Annunci finiti da oltre due anni: 0
Richieste di aiuto finite da oltre due anni: 0
Nomi nelle squadre di percorsi finiti da oltre due anni: 0
Nomi di chi ha accompagnato percorsi finiti da oltre due anni: 0
Appunti di percorsi finiti da oltre due anni: 0
Iscrizioni a corsi mai confermate in 7 giorni: 0
Iscrizioni senza presenza a corsi di oltre un anno fa: 0
Presenze a corsi di oltre cinque anni fa: 0
Voci di oltre due anni fa, di chi sono: 0
Prenotazioni di oltre un anno fa, di chi sono: 0
Avvisi di oltre tre mesi fa: 0
Decisioni su segnalazioni di oltre un anno fa: 0
Recapiti di segnalazioni della comunità di oltre un anno fa: 0
Scambi finiti da oltre un anno, di chi sono: 0
Soci di portinerie fino a oltre un anno fa: 0
Consulenze già date, di chi non ha un accesso: 0
Consulenze di oltre un anno fa, di chi erano: 0
Nomi di chi ha guidato iniziative finite da oltre due anni: 0
Chi partecipava a iniziative finite da oltre due anni: 0
Nomi in impegni di iniziative finite da oltre due anni: 0
Nomi in cose da fare di iniziative finite da oltre due anni: 0
Storie di oltre due anni fa, di chi sono: 0
Proposte di oltre due anni fa, di chi sono: 0
Bozze di proposte di oltre un anno fa: 0
Contributi di oltre due anni fa, di chi sono: 0
Firme di accordi finiti da oltre due anni, di chi sono: 0
Patti di attivazione finiti da oltre 6 mesi: 0
Patti finiti da oltre cinque anni: 0
Patti preparati oltre un anno fa e mai cominciati: 0
Persone uscite da un gruppo da oltre un anno: 0
Messaggi dei gruppi di oltre due anni fa, di chi sono: 0
Risposte private nei gruppi di oltre un anno fa: 0
Risposte nei gruppi di oltre due anni fa, di chi sono: 0
Inviti nei gruppi scaduti: 0
Domande a bandi conclusi da oltre un anno: 0
Domande mai mandate a bandi chiusi da 30 giorni: 0
Chi è venuto a un evento di oltre 30 giorni fa: 0
Eventi di oltre due anni fa, di chi sono: 0
"""


def said(capsys):
    call_command("erase_expired")
    return capsys.readouterr().out


def erased_after(days, capsys):
    """The lines that say something, with the clock that many days on."""
    with time_machine.travel(timezone.now() + days * DAY):
        lines = said(capsys).splitlines()
    return [line for line in lines if not line.endswith(": 0")]


def session_of(user):
    store = SessionStore()
    store.create()
    UserSession.objects.create(user=user, session_key=store.session_key, ip="192.0.2.1", user_agent="Firefox su Linux")


def invitation(**fields):
    return Invitation.objects.create(
        **{"role": Role.EDITOR, "organization": OrganizationFactory(), "email": "invitata@example.org"}
        | {"digest": str(Invitation.objects.count()), "expires_at": timezone.now() + 7 * DAY}
        | fields
    )


def test_erase_expired_says_that_there_is_nothing(capsys):
    assert said(capsys) == NOTHING


def days_asked(kept, now):
    """The days, not the moments, that the question to the database holds."""
    _sql, values = kept.rows(now).query.sql_with_params()
    return [each for each in values if isinstance(each, datetime.date) and not isinstance(each, datetime.datetime)]


def test_days_end_at_midnight_in_italy_wherever_they_are_kept():
    """At half past one and half past ten at night; the winter that a time may go back to takes an hour of each."""
    early, late = (datetime.datetime(2026, 7, day, hour, 30, tzinfo=datetime.UTC) for day, hour in ((10, 23), (11, 20)))
    rules = [each for each in retention.all_kept() if each.rows]

    apart = [str(each.what) for each in rules if days_asked(each, early) != days_asked(each, late)]

    assert apart == []
    assert sum(bool(days_asked(each, early)) for each in rules) > 5


def test_erase_expired_lets_go_looks_older_than_a_year(capsys):
    person = UserFactory()
    log_look(by=person, what=AccessLog.What.PEOPLE)
    AccessLog.objects.create(actor=person, what=AccessLog.What.PEOPLE, at=timezone.now() - 367 * DAY)

    first, again = said(capsys), said(capsys)

    assert (first.splitlines()[0], again) == ("Consultazioni di oltre un anno fa: 1", NOTHING)
    assert AccessLog.objects.count() == 1


def test_erase_expired_works_in_batches(capsys, monkeypatch):
    person = UserFactory()
    old = timezone.now() - 400 * DAY
    AccessLog.objects.bulk_create(AccessLog(actor=person, what="people", at=old) for _ in range(7))
    monkeypatch.setattr(retention, "BATCH", 3)

    assert said(capsys).splitlines()[0] == "Consultazioni di oltre un anno fa: 7"


def test_erase_expired_killed_between_batches_goes_on_from_there(capsys, monkeypatch):
    person = UserFactory()
    old = timezone.now() - 400 * DAY
    AccessLog.objects.bulk_create(AccessLog(actor=person, what="people", at=old) for _ in range(7))
    monkeypatch.setattr(retention, "BATCH", 3)
    kill = iter([None, KeyboardInterrupt()])
    looks = retention.KEPT[0]
    killed = looks._replace(erase=lambda rows: end(next(kill)) or looks.erase(rows))
    monkeypatch.setattr(retention, "KEPT", [killed, *retention.KEPT[1:]])

    with pytest.raises(KeyboardInterrupt):
        call_command("erase_expired")
    left = AccessLog.objects.count()
    monkeypatch.setattr(retention, "KEPT", [looks, *retention.KEPT[1:]])

    assert (left, said(capsys).splitlines()[0]) == (4, "Consultazioni di oltre un anno fa: 4")


def end(signal):
    if signal:
        raise signal


def test_erase_expired_ends_sessions_and_with_them_the_addresses(capsys):
    session_of(UserFactory())

    kept, gone = erased_after(0, capsys), erased_after(15, capsys)

    assert (kept, gone) == ([], ["Sessioni scadute: 1"])
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


def test_erase_expired_finds_addresses_whose_session_is_nowhere(capsys):
    UserSession.objects.create(user=UserFactory(), session_key="mai-salvata", ip="192.0.2.1", user_agent="")

    assert (erased_after(0, capsys), erased_after(1, capsys)) == ([], ["Indirizzi di sessioni finite: 1"])


def test_erase_expired_keeps_a_key_thirty_days_past_its_end(capsys):
    create_token(by=UserFactory(), name="prova", scopes=["account:read"], days=30)

    assert (erased_after(59, capsys), erased_after(61, capsys)) == ([], ["Chiavi scadute da 30 giorni: 1"])
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize(("accepted", "last", "gone"), [(False, 96, 98), (True, 89, 91)])
def test_erase_expired_keeps_an_invitation_ninety_days_past_its_end(capsys, accepted, last, gone):
    invitation(accepted_at=timezone.now() if accepted else None)

    found = erased_after(last, capsys), erased_after(gone, capsys)

    assert found == ([], ["Inviti accettati o scaduti da 90 giorni: 1"])


def test_erase_expired_forgets_accounts_that_nobody_confirmed(capsys):
    UserFactory(confirmed=False)
    kept = [UserFactory(), MandateFactory(user=UserFactory(confirmed=False)).user]
    kept.append(UserFactory(confirmed=False, last_login=timezone.now()))

    found = erased_after(29, capsys), erased_after(31, capsys)

    assert found == ([], ["Accessi mai confermati in 30 giorni: 1"])
    assert sorted(User.objects.all(), key=lambda user: user.pk) == sorted(kept, key=lambda user: user.pk)


def test_erase_expired_forgets_addresses_that_nobody_confirmed(capsys):
    user = UserFactory(last_login=timezone.now())
    with time_machine.travel(timezone.now() - 300 * DAY):
        User.objects.filter(pk=user.pk).update(date_joined=timezone.now())
    EmailAddress.objects.create(user=user, email="nuova@example.org")

    found = erased_after(29, capsys), erased_after(31, capsys)

    assert found == ([], ["Indirizzi e-mail mai confermati in 30 giorni: 1"])
    assert list(user.emailaddress_set.values_list("email", flat=True)) == [user.email]
