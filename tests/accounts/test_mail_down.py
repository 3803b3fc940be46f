"""No server takes our mails: nothing is half done, it is said plainly, and nothing says who has an account."""

import json
import smtplib

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import User
from tests.factories import UserFactory

from .doors import PASSWORD, is_in, sign_in, words

pytestmark = pytest.mark.django_db

SIGN_UP, ASK, EMAIL = "/account/registrati/", "/account/password/dimenticata/", "/account/email/"
SAID = "Non riusciamo a mandare la mail adesso: riprova tra qualche minuto."
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Down(BaseEmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture(autouse=True)
def down(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"


def filled(email):
    return {"name": "Lucia Prandelli", "email": email, "password1": "tre mele sul tavolo"}


@pytest.mark.parametrize("path", [SIGN_UP, ASK])
def test_a_known_and_an_unknown_address_are_told_the_same(client, path):
    UserFactory(email="lucia@example.org")

    known, unknown = (client.post(path, filled(email)) for email in ("lucia@example.org", "maria@example.org"))

    assert words(known) == words(unknown)
    assert (known.status_code, known.headers["Retry-After"], SAID in known.content.decode()) == (503, "300", True)


def test_who_could_not_sign_up_does_so_later_as_if_nothing_had_been(client, settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS
    cache.clear()
    for _try in range(7):
        client.post(SIGN_UP, filled("maria@example.org"))
    left = (User.objects.count(), EmailAddress.objects.count(), is_in(client))

    settings.EMAIL_BACKEND = LOCMEM
    client.post(SIGN_UP, filled("maria@example.org"))

    assert left == (0, 0, False)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["maria@example.org"], "Il tuo accesso è quasi pronto: conferma l’indirizzo")
    ]
    cache.clear()


def test_an_address_that_no_mail_could_confirm_is_not_kept(client):
    user = UserFactory()
    sign_in(client, user)

    response = client.post(EMAIL, {"email": "nuova@example.org", "action_add": ""})

    assert (response.status_code, SAID in response.content.decode()) == (503, True)
    assert not EmailAddress.objects.filter(email="nuova@example.org").exists()


def test_news_of_what_is_done_undoes_nothing(client, django_capture_on_commit_callbacks):
    user = UserFactory()
    sign_in(client, user)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "tre mele sul tavolo"})

    user.refresh_from_db()
    assert user.check_password("tre mele sul tavolo")


def test_what_did_not_leave_is_on_record_without_the_address(client, caplog):
    client.post(ASK, {"email": "maria@example.org"})

    (line,) = [json.loads(each.message) for each in caplog.records if "mail_not_sent" in each.message]
    assert (line["mail"], line["error"]) == ("account/email/unknown_account", "SMTPServerDisconnected")
    assert "maria@example.org" not in caplog.text
