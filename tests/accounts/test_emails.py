import datetime
import re
from pathlib import Path

import allauth
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as portal
from django.core import mail as mails

from accounts.adapters import AccountAdapter
from tests.factories import UserFactory

from .doors import PASSWORD, errors, heading, is_in, link_in, sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "/account/email/"
MORNING = datetime.datetime(2026, 11, 3, 8, tzinfo=datetime.UTC)
SUBJECTS = {
    "account/email/account_already_exists": "Hai già un accesso con questo indirizzo",
    "account/email/email_changed": "La tua e-mail è cambiata",
    "account/email/email_confirmation": "Il tuo nuovo indirizzo è da confermare",
    "account/email/email_confirmation_signup": "Il tuo accesso è quasi pronto: conferma l’indirizzo",
    "account/email/email_deleted": "Un tuo indirizzo è stato tolto",
    "account/email/password_changed": "La tua password è cambiata",
    "account/email/password_reset": "La tua password è cambiata",
    "account/email/password_reset_key": "Chiesta una nuova password per il tuo accesso",
    "account/email/password_set": "Hai scelto una password",
    "account/email/unknown_account": "Chiesta una nuova password per un accesso che non c’è",
    "mfa/email/recovery_codes_generated": "I tuoi codici di riserva sono nuovi",
    "mfa/email/totp_activated": "Un’app con i codici è stata aggiunta",
    "mfa/email/totp_deactivated": "L’app con i codici è stata tolta",
    "mfa/email/webauthn_added": "Una passkey è stata aggiunta",
    "mfa/email/webauthn_removed": "Una passkey è stata tolta",
}
# Codes instead of links, telephones, and the file of codes that can be seen again.
NEVER_ASKED_FOR = {
    "account/email/email_confirm_message.txt",
    "account/email/email_confirm_subject.txt",
    "account/email/login_code_message.txt",
    "account/email/login_code_subject.txt",
    "account/email/password_reset_code_message.txt",
    "account/email/password_reset_code_subject.txt",
    "account/messages/login_code_sent.txt",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    "mfa/recovery_codes/download.txt",
}


def change(client, address="nuova@example.org"):
    return client.post(ADDRESS, {"email": address, "action_add": ""})


def test_every_mail_begins_with_what_happened_and_says_what_if_it_was_not_you(rf):
    context = {
        "SITE_URL": "https://portale.example", "email": "lucia@example.org", "key": "chiave", "uid": "1",
        "from_email": "vecchia@example.org", "to_email": "lucia@example.org", "deleted_email": "altra@example.org",
        "ip": "203.0.113.7", "user_agent": "Firefox", "timestamp": MORNING,
    }  # fmt: skip

    rendered = {prefix: AccountAdapter().render_mail(prefix, "lucia@example.org", context) for prefix in SUBJECTS}

    assert {prefix: mail.subject for prefix, mail in rendered.items()} == SUBJECTS
    for mail in rendered.values():
        assert mail.alternatives == []
        assert mail.body.startswith("Ciao,\n\n")
        assert "Se non eri tu" in mail.body
        assert mail.body.endswith("--\nPunto Comunità\nhttps://portale.example")
        assert "&" not in mail.body


def test_every_text_of_the_library_that_can_be_sent_or_shown_has_ours_in_its_place():
    theirs, ours = Path(allauth.__file__).parent / "templates", portal.BASE_DIR / "templates"

    texts = {str(path.relative_to(theirs)) for app in ("account", "mfa") for path in (theirs / app).rglob("*.txt")}

    assert {text for text in texts if not (ours / text).exists()} == NEVER_ASKED_FOR


@pytest.mark.parametrize(("hours", "said"), [(71, "Sì, confermo"), (73, "Questo collegamento non vale più")])
def test_the_link_that_confirms_is_good_for_three_days(client, mailoutbox, hours, said):
    new = {"name": "Lucia", "email": "lucia@example.org", "password1": "tre mele sul tavolo"}
    with time_machine.travel(MORNING, tick=False) as clock:
        client.post("/account/registrati/", new)
        clock.shift(datetime.timedelta(hours=hours))

        assert said in client.get(link_in(mailoutbox[0])).content.decode()


def test_the_link_that_confirms_is_useless_after_use(client, mailoutbox):
    client.post(
        "/account/registrati/", {"name": "Lucia", "email": "lucia@example.org", "password1": "tre mele sul tavolo"}
    )
    link = link_in(mailoutbox[0])
    elsewhere = type(client)()
    client.post(link)

    again = elsewhere.get(link)
    posted = elsewhere.post(link)

    assert "Questo collegamento non vale più" in again.content.decode()
    assert (posted.status_code, is_in(elsewhere)) == (404, False)


def test_who_comes_in_before_confirming_gets_a_new_link_and_stays_out(client, mailoutbox):
    user = UserFactory(confirmed=False)

    response = sign_in(client, user)

    assert (response.url, is_in(client)) == ("/account/email/controlla/", False)
    assert [mail.to for mail in mailoutbox] == [[user.email]]


@pytest.mark.parametrize("second_factor", [False, True])
def test_the_address_changes_when_the_new_one_confirms_and_the_old_one_is_told(client, mailoutbox, second_factor):
    user = UserFactory(email="vecchia@example.org")
    sign_in(client, user)
    if second_factor:
        user.authenticator_set.create(type="webauthn", data={"name": "Chiave"})

    change(client)
    waiting = EmailAddress.objects.get_primary_email(user)
    client.post(link_in(mailoutbox[0]))

    user.refresh_from_db()
    assert (waiting, user.email) == ("vecchia@example.org", "nuova@example.org")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("nuova@example.org", True, True)]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["nuova@example.org"], "Il tuo nuovo indirizzo è da confermare"),
        (["vecchia@example.org"], "La tua e-mail è cambiata"),
    ]


def test_a_change_not_yet_confirmed_can_be_left(client):
    user = UserFactory()
    sign_in(client, user)
    change(client)

    shown = client.get(ADDRESS).content.decode()
    client.post(ADDRESS, {"email": "nuova@example.org", "action_remove": ""})

    assert "<strong>nuova@example.org</strong>" in shown
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [user.email]


def test_an_address_of_somebody_else_is_asked_for_alike_and_not_taken(client, mailoutbox):
    UserFactory(email="lucia@example.org")
    user = UserFactory()
    sign_in(client, user)

    free, taken = change(client), change(client, "lucia@example.org")
    page = client.get(link_in(mailoutbox[1]))
    client.post(link_in(mailoutbox[1]))

    assert (free.status_code, free.url) == (taken.status_code, taken.url) == (302, ADDRESS)
    assert "è già di un altro accesso" in page.content.decode()
    assert EmailAddress.objects.get(email="lucia@example.org", verified=True).user != user


def test_ones_own_address_again_is_an_error(client):
    user = UserFactory()
    sign_in(client, user)

    assert errors(change(client, user.email)) == {"email": ["È già il tuo indirizzo: scrivine un altro."]}


def test_changing_the_address_asks_who_you_are_once_the_sign_in_is_old(client):
    user = UserFactory()
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, user)
        clock.shift(datetime.timedelta(minutes=6))
        asked = change(client)
        page = client.get(asked.url)
        wrong = client.post(asked.url, {"password": "sbagliata", "next": ADDRESS})
        right = client.post(asked.url, {"password": PASSWORD, "next": ADDRESS})

    assert (asked.url, heading(page)) == ("/account/accedi/conferma/?next=%2Faccount%2Femail%2F", "Conferma che sei tu")
    assert errors(wrong) == {"password": ["La password non è giusta: ricontrollala e riprova."]}
    assert right.url == ADDRESS
    assert EmailAddress.objects.filter(user=user, email="nuova@example.org").exists()


def test_a_real_mail_server_carries_the_link_that_lets_one_in(client, mailbox):
    new = {"name": "Lucia", "email": "lucia@example.org", "password1": "tre mele sul tavolo"}

    client.post("/account/registrati/", new)
    [letter] = mailbox.letters
    link = re.search(r"/account/email/conferma/\S+", letter.get_content())[0]
    client.post(link)

    assert (letter["To"], letter["Subject"].strip(), letter.get_content_type()) == (
        "lucia@example.org",
        "Il tuo accesso è quasi pronto: conferma l’indirizzo",
        "text/plain",
    )
    assert is_in(client)
    assert mails.outbox == []
