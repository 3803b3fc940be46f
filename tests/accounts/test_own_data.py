"""One's data: all of it, nobody else's; and after deletion nothing is left that says who one was."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from accounts.actions import create_token, log_look
from accounts.models import AccessLog, User
from organizations.models import Invitation, Mandate, OrganizationMember
from puntocomunita.app_modules import modules_named
from tests.factories import MandateFactory, MemberFactory, OrganizationFactory, QualificationFactory, UserFactory

pytestmark = pytest.mark.django_db

DATA, DOWNLOAD, DELETE = "/account/dati/", "/account/dati/scarica/", "/account/dati/cancella/"
PASSWORD = "una-parola-lunga"
NOT_OURS = {"account", "admin", "mfa", "pghistory", "socialaccount", "usersessions"}  # told by `accounts.own_data`
NAME, EMAIL = "Fatima Benali-Unica", "fatima.unica@example.org"


def signed_in(user):
    client = Client()
    client.post("/account/accedi/", {"login": user.email, "password": PASSWORD})
    for each in user.authenticator_set.filter(type="recovery_codes"):
        client.post("/account/accedi/secondo-passo/", {"code": RecoveryCodes(each).get_unused_codes()[0]})
    return client


def invitation(**fields):
    return Invitation.objects.create(
        **{"role": Role.EDITOR, "digest": f"{Invitation.objects.count()}", "email": "altra@example.org"}
        | {"organization": OrganizationFactory(), "expires_at": timezone.now() + datetime.timedelta(days=7)}
        | fields
    )


@pytest.fixture
def colleague():
    return UserFactory(name="Elena Bonomi", email="elena@example.org")


@pytest.fixture
def person(colleague):
    """Somebody of whom there is something everywhere."""
    user = UserFactory(name=NAME, email=EMAIL, second_factor=True)
    EmailAddress.objects.create(user=user, email=f"nuova.{EMAIL}")
    mandate = MandateFactory(user=user, role=Role.COORDINATOR)
    MandateFactory(user=colleague, community_point=mandate.community_point)
    MemberFactory(user=user, role=Role.OWNER)
    QualificationFactory(user=user, granted_by=colleague)
    SocialAccount.objects.create(user=user, provider="broker", uid="1", extra_data={"name": NAME, "email": EMAIL})
    invitation(invited_by=user)
    invitation(email=EMAIL.upper(), invited_by=colleague)
    invitation(email=f"vecchia.{EMAIL}", accepted_by=user, accepted_at=timezone.now())
    create_token(by=user, name=f"chiave di {NAME}", scopes=["account:read"], days=30)
    log_look(by=user, what=AccessLog.What.PEOPLE, thing="Punto Fiumicello")
    log_look(by=colleague, what=AccessLog.What.PERSON, subject=user)
    noted_in_the_administration(user, mandate, by=colleague)
    return user


def noted_in_the_administration(user, mandate, by):
    kind = ContentType.objects.get_for_model(User)
    change = f'[{{"added": {{"name": "incarico", "object": "{mandate}"}}}}]'
    for words in (str(user), str(mandate), user.email):
        LogEntry.objects.create(
            user=by, content_type=kind, object_id=user.pk, object_repr=words, action_flag=CHANGE, change_message=change
        )


def downloaded(user):
    return signed_in(user).get(DOWNLOAD)


def test_data_download_holds_everything(person):
    client = signed_in(person)

    response = client.get(DOWNLOAD)

    held = response.json()
    assert {title: len(rows) for title, rows in held.items()} == {
        "Chi sei": 1,
        "Indirizzi e-mail": 2,
        "Secondo passo per entrare": 2,
        "Ingressi con SPID o CIE": 1,
        "Sessioni aperte": 1,
        "Chiavi per i programmi": 1,
        "Formazione fatta": 1,
        "Che cosa hai consultato": 1,
        "Chi ha consultato i tuoi dati": 1,
        "Incarichi": 1,
        "Organizzazioni": 1,
        "Richieste di tenere una voce": 0,
        "Inviti che hai mandato": 1,
        "Inviti che hai ricevuto": 2,
        "Modifiche proposte": 0,
        "Segnalazioni": 0,
        "Giri di mappatura": 0,
        "Quanto hai fatto per l’elenco": 1,
        "Turni allo sportello": 0,
        "Quanto hai fatto allo sportello": 1,
        "Indirizzo per il calendario dei turni": 0,
        "Riunioni a cui sei invitata o invitato": 0,
        "Compiti che ti sono affidati": 0,
        "Seggi che hai nei gruppi di guida": 0,
        "Indirizzo per il calendario delle riunioni": 0,
        "Quanto hai scritto nelle riunioni della rete": 1,
        "Le tue organizzazioni nella rete": 0,
        "Quanto hai fatto per le organizzazioni della rete": 1,
        "Bollettini della rete che ricevi": 0,
        "Notizie che hai mandato al bollettino": 0,
        "Annunci che hai scritto per la rete": 0,
        "Messaggi che hai scritto per uno scambio": 0,
        "Richieste di aiuto che hai fatto per la tua organizzazione": 0,
        "Richieste di aiuto affidate a te": 0,
        "Scambi fra organizzazioni": 1,
        "Percorsi che accompagni": 0,
        "Corsi a cui ti sei iscritta o iscritto": 0,
        "Pratiche che hai proposto alla rete": 0,
        "Bisogni e desideri che hai detto": 0,
        "Quello che sostieni": 0,
        "Bisogni a cui hai risposto o che hai nascosto": 1,
        "Stanze che hai prenotato": 0,
        "Prenotazioni degli altri a cui hai risposto": 1,
        "Avvisi che hai ricevuto": 0,
        "Come vuoi ricevere gli avvisi": 0,
        "Segnalazioni che hai mandato": 0,
        "Decisioni su quello che hai scritto": 0,
        "Pause": 0,
        "Persone con cui non vuoi avere a che fare": 0,
        "Segnalazioni e ricorsi che hai deciso": 1,
        "Portinerie di cui fai parte": 0,
        "Scambi in portineria": 0,
        "Consulenze che hai prenotato": 0,
        "Consulenze che dai": 0,
        "Iniziative che guidi": 0,
        "Iniziative a cui partecipi": 0,
        "Impegni che hai preso": 0,
        "Cose da fare di cui ti occupi": 0,
        "Storie che hai raccontato": 0,
        "Proposte che hai fatto": 0,
        "Proposte che sostieni": 0,
        "Che cosa hai aggiunto alle proposte": 0,
        "Accordi che hai firmato": 0,
        "Sondaggi a cui hai risposto": 0,
        "Proposte a cui hai risposto o che hai nascosto": 1,
        "Patti in cui dai delle ore": 0,
        "Ore che hai dato": 0,
        "Patti che hai firmato": 0,
        "Ore dei patti che hai scritto o deciso": 1,
        "Gruppi di strada di cui fai o hai fatto parte": 0,
        "Quello che hai scritto nei gruppi": 0,
        "Risposte che hai scritto nei gruppi": 0,
        "Risposte private che hai ricevuto nei gruppi": 0,
        "Quanto hai fatto nei gruppi": 1,
        "Domande che hai fatto a un bando": 0,
        "Domande degli altri a cui hai dato punti o risposto": 1,
        "Eventi a cui hai detto che vieni": 0,
        "Eventi che hai scritto": 0,
        "Progetti di case e raccolte fondi che hai scritto": 0,
    }
    assert (held["Chi sei"][0]["nome"], held["Chi sei"][0]["e-mail"]) == (NAME, EMAIL)
    assert re.fullmatch(r'attachment; filename="i-miei-dati-[\d-]+\.json"', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]


def test_data_download_holds_no_secret_and_nobody_else(person):
    token, invitations = person.api_tokens.get(), list(Invitation.objects.all())

    text = downloaded(person).content.decode()

    secrets = [token.digest, person.password, *[each.digest for each in invitations if len(each.digest) > 5]]
    secrets += [each.data["secret"] for each in person.authenticator_set.filter(type="totp")]
    secrets += Session.objects.values_list("session_key", flat=True)
    others = ["Elena", "elena@example.org", "altra@example.org"]
    assert [each for each in secrets + others if each in text] == []


def test_data_of_another_are_never_there(person, colleague):
    text = downloaded(colleague).content.decode()

    assert [words for words in (NAME, EMAIL) if words in text] == []


def test_data_download_asks_again_who_one_is(person, client):
    client.force_login(person)

    assert client.get(DOWNLOAD).url == "/account/accedi/conferma/?next=%2Faccount%2Fdati%2F"


def test_data_page_says_what_the_file_holds(person):
    client = signed_in(person)

    page = client.get(DATA).content.decode()

    assert [title for title in client.get(DOWNLOAD).json() if title not in page] == []
    assert (NAME in page, "no-store" in client.get(DATA)["Cache-Control"]) == (True, True)


def test_every_row_that_points_to_a_person_is_held_or_named_here():
    """A new relation to a person is either told to them, or said here not to be about them."""
    told = {
        *("emailaddress", "authenticator", "socialaccount", "usersession"),
        *("looks", "looked_at", "api_tokens", "qualifications"),
        *("mandates", "memberships", "claims", "sent_invitations", "accepted_invitations"),
        "calendar_link",
        *("shift_assignments", "enquiries", "referrals", "accompanied_referrals", "follow_ups", "clients"),
        "referral_steps",
        "recorded_permissions",
        *("meeting_invitations", "action_items", "bulletin_items", "seats", "coached_programmes"),
        *("enrolments", "practices", "meeting_calendar", "exchange_notices", "exchange_messages"),
        *("exchanges_asked", "exchanges_agreed", "assistance_asked", "assistance_given"),
        *("needs", "endorsements", "bookings"),
        *("concierge_memberships", "advice_slots", "advice_bookings"),
        *("notices", "notice_wishes"),
        *("events_written", "event_guests", "house_projects", "fundraisings"),
        *("group_memberships", "group_posts", "group_posts_taken", "group_replies", "group_replies_received"),
        *("moderation_reports", "decisions_about", "suspensions", "blocks"),
        *("initiatives_led", "participations", "commitments", "initiative_tasks", "stories"),
        *("call_applications", "given_points"),
        *("proposals", "proposal_endorsements", "contributions", "agreement_signatures"),
        *("pacts", "pact_signatures", "pact_hours", "hours_submitted", "hours_verified"),
        *("changes", "reports", "campaigns", "acts", "verifications", "visits"),
    }
    decided = {  # what others asked, and are
        *("decided_claims", "decided_changes", "checked_reports", "settled_reports", "dismissed_pairs"),
        *("granted_qualifications", "settled_call_backs", "decided_applications"),
    }
    not_told = {"logentry", "middlewareevents"}  # of the administration, and of a library that is not asked

    untold = {each.name for each in User._meta.related_objects} - told - decided

    assert untold == not_told


def test_every_app_that_holds_something_of_a_person_says_so():
    holding = {each.related_model._meta.app_label for each in User._meta.related_objects} - NOT_OURS

    assert holding - {module.__name__.split(".")[0] for module in modules_named("own_data")} == set()


def test_deletion_says_which_organizations_nobody_else_keeps(person, colleague):
    shared = MemberFactory(user=person, role=Role.OWNER).organization
    MemberFactory(user=colleague, role=Role.OWNER, organization=shared)
    alone = person.memberships.exclude(organization=shared).get().organization

    response = signed_in(person).get(DELETE)

    assert response.context["alone"] == [alone]
    assert f'<li><a href="{alone.get_absolute_url()}">{alone.name}</a></li>' in response.content.decode()


def test_deletion_wants_the_box_ticked(person):
    response = signed_in(person).post(DELETE)

    page = response.content.decode()
    assert (User.objects.filter(pk=person.pk).exists(), 'href="#id_sure"' in page) == (True, True)


def test_deletion_asks_again_who_one_is(person, client):
    client.force_login(person)

    asked = [client.get(DELETE).url, client.post(DELETE, {"sure": "on"}).url]

    assert asked == ["/account/accedi/conferma/?next=%2Faccount%2Fdati%2Fcancella%2F"] * 2
    assert User.objects.filter(pk=person.pk).exists()


def test_deletion_ends_every_session_and_key_and_says_goodbye(person, mailoutbox, django_capture_on_commit_callbacks):
    there, here = signed_in(person), signed_in(person)
    secret = create_token(by=person, name="altra", scopes=["account:read"], days=30)[1]
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        response = here.post(DELETE, {"sure": "on"}, follow=True)

    assert response.redirect_chain == [("/", 302)]
    assert "il tuo accesso non c’è più" in response.content.decode()
    assert [each.get("/account/").status_code for each in (here, there)] == [302, 302]
    assert Client().get("/api/account", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("Il tuo accesso è stato cancellato", [EMAIL])]


def test_deletion_leaves_no_name_and_no_address_anywhere(person):
    pk = person.pk
    before = places_of(NAME) | places_of(EMAIL)

    signed_in(person).post(DELETE, {"sure": "on"})

    assert len(before) >= 6
    assert places_of(NAME) | places_of(EMAIL) == set()
    assert list(AccessLog.objects.values_list("actor", flat=True)).count(pk) == 1


def test_deletion_leaves_the_others_as_they_were(person, colleague):
    MemberFactory(user=colleague)
    kept = [list(model.objects.filter(**mine).values()) for model, mine in rows_of(colleague)]

    signed_in(person).post(DELETE, {"sure": "on"})

    assert [list(model.objects.filter(**mine).values()) for model, mine in rows_of(colleague)] == kept
    assert LogEntry.objects.filter(user=colleague).count() == 3


def rows_of(user):
    theirs = [EmailAddress, Mandate, OrganizationMember]
    return [(User, {"pk": user.pk}), *[(model, {"user": user}) for model in theirs]]


TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""


def places_of(words):
    """Every column of every table that holds the words, in whatever case, as text, JSON or array."""
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        columns = cursor.fetchall()
        return {column for column in columns if holds(cursor, *column, words)}


def holds(cursor, table, column, words):
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE %s)', [f"%{words}%"])
    return cursor.fetchone()[0]
