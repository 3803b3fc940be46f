import datetime

import pytest
import time_machine
from django.core.cache import cache

from accounts.models import User
from tests.factories import UserFactory

from .doors import PASSWORD, errors, heading, is_in, link_in, sign_in, words

pytestmark = pytest.mark.django_db

ASK, SENT = "/account/password/dimenticata/", "/account/password/dimenticata/inviata/"
CHANGE = "/account/password/"
NEW = "tre mele sul tavolo"
NOT_GOOD = "Questo collegamento non vale più"
MORNING = datetime.datetime(2026, 11, 3, 8, tzinfo=datetime.UTC)


def link_for(client, mailoutbox, user):
    client.post(ASK, {"email": user.email})
    return link_in(mailoutbox[-1])


def choose(client, link, password=NEW):
    """Follows a link, and answers the page it leads to."""
    page = client.get(link, follow=True)
    if NOT_GOOD in page.content.decode():
        return page
    return client.post(page.context["action_url"], {"password1": password})


def is_refused(response):
    return NOT_GOOD in response.content.decode()


def test_a_known_and_an_unknown_address_are_answered_alike_with_one_mail_each(client, mailoutbox):
    UserFactory(email="lucia@example.org")

    known = [words(client.post(ASK, {"email": "lucia@example.org"})), words(client.get(SENT))]
    unknown = [words(client.post(ASK, {"email": "maria@example.org"})), words(client.get(SENT))]

    assert known == unknown
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["lucia@example.org"], "Chiesta una nuova password per il tuo accesso"),
        (["maria@example.org"], "Chiesta una nuova password per un accesso che non c’è"),
    ]


def test_links_in_mails_are_to_the_portal_whatever_host_is_named(client, mailoutbox, settings):
    settings.SITE_URL = "https://portale.example"
    user = UserFactory()

    for email in (user.email, "nessuno@example.org"):
        client.post(ASK, {"email": email}, headers={"host": "localhost"})

    bodies = [mail.body.replace(link_in(mail) if "/nuova/" in mail.body else "-", "/LINK/") for mail in mailoutbox]
    hosts = [[line for line in body.splitlines() if line.startswith("http")] for body in bodies]
    assert hosts == [
        ["https://portale.example/LINK/", "https://portale.example"],
        ["https://portale.example/account/registrati/", "https://portale.example"],
    ]


def test_the_link_lets_choose_a_password_once_and_ends_every_session(client, mailoutbox):
    user = UserFactory()
    elsewhere = type(client)()
    sign_in(elsewhere, user)
    link = link_for(client, mailoutbox, user)

    done = choose(client, link)
    again = client.get(link, follow=True)

    assert (done.url, heading(client.get(done.url))) == ("/account/password/nuova/fatto/", "La password è cambiata")
    assert is_refused(again)
    assert (is_in(client), is_in(elsewhere)) == (False, False)
    assert (sign_in(client, user, PASSWORD).status_code, sign_in(client, user, NEW).status_code) == (200, 302)
    assert mailoutbox[-1].subject == "La tua password è cambiata"


def test_the_address_of_the_page_holds_no_key(client, mailoutbox):
    link = link_for(client, mailoutbox, UserFactory())

    response = client.get(link)

    assert response.url.endswith("-set-password/")
    assert heading(client.get(response.url)) == "Scegli una nuova password"


@pytest.mark.parametrize(("minutes", "refused"), [(119, False), (121, True)])
def test_the_link_is_good_for_two_hours(client, mailoutbox, minutes, refused):
    with time_machine.travel(MORNING, tick=False) as clock:
        link = link_for(client, mailoutbox, UserFactory())
        clock.shift(datetime.timedelta(minutes=minutes))

        assert is_refused(client.get(link, follow=True)) is refused


@pytest.mark.parametrize("event", ["signed in", "changed address", "changed password", "suspended", "touched"])
def test_the_link_is_useless_after_anything_that_makes_it_unneeded(client, mailoutbox, event):
    user = UserFactory()
    link = link_for(client, mailoutbox, user)
    if event == "signed in":
        sign_in(type(client)(), user)
    elif event == "touched":
        link = link[:-2] + ("a" if link[-2] != "a" else "b") + "/"
    elif event == "suspended":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.email, user.password = ("altra@example.org", user.password) if "address" in event else (user.email, "!")
        user.save()

    if event == "suspended":
        choose(client, link)
        assert sign_in(client, user, NEW).url == "/account/sospeso/"
    else:
        assert is_refused(choose(client, link))


def test_a_link_that_confirms_an_address_chooses_no_password_and_the_other_way_round(client, mailoutbox):
    UserFactory()
    new = {"name": "Lucia", "email": "lucia@example.org", "password1": "quattro gatti in cucina"}
    client.post("/account/registrati/", new)
    confirm_key = link_in(mailoutbox[-1]).rstrip("/").rpartition("/")[2]
    known = User.objects.get(email="lucia@example.org")
    reset = link_for(client, mailoutbox, known).rstrip("/").rpartition("/")[2]
    uid, _, reset_key = reset.partition("-")

    as_reset = client.get(f"/account/password/nuova/{uid}-{confirm_key}/", follow=True)
    as_confirm = client.get(f"/account/email/conferma/{reset_key}/")

    assert is_refused(as_reset)
    assert "Questo collegamento non vale più" in as_confirm.content.decode()


def test_a_link_is_of_one_person_only(client, mailoutbox):
    user, other = UserFactory(), UserFactory()
    key = link_for(client, mailoutbox, user).rstrip("/").partition("-")[2]
    theirs = link_for(client, mailoutbox, other).rpartition("nuova/")[2].partition("-")[0]

    assert is_refused(client.get(f"/account/password/nuova/{theirs}-{key}/", follow=True))


def test_a_new_password_keeps_the_same_rules(client, mailoutbox):
    user = UserFactory(name="Lucia Prandelli")
    link = link_for(client, mailoutbox, user)

    response = choose(client, link, "luciaprandelli")

    assert errors(response) == {
        "password1": ["La password somiglia troppo al tuo nome o alla tua e-mail: scegli altre parole."]
    }


def test_nobody_fills_a_mailbox_and_the_answer_stays_the_same(client, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS
    cache.clear()
    user = UserFactory()

    answers = [words(client.post(ASK, {"email": user.email}, REMOTE_ADDR=f"203.0.113.{number}")) for number in range(8)]

    assert answers == [(302, SENT, "")] * 8
    assert len(mailoutbox) == 5
    assert not is_refused(client.get(link_in(mailoutbox[-1]), follow=True))


def test_changing_the_password_asks_for_the_old_one(client):
    sign_in(client, UserFactory())

    response = client.post(CHANGE, {"oldpassword": "sbagliata", "password1": NEW})

    assert errors(response) == {"oldpassword": ["Non è la tua password di adesso: ricontrollala e riprova."]}


def test_changing_the_password_ends_every_session_and_is_told_by_mail(client, mailoutbox):
    user = UserFactory(name="Lucia")
    elsewhere = type(client)()
    sign_in(elsewhere, user)
    sign_in(client, user)

    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW})

    assert response.url == "/account/"
    assert (is_in(client), is_in(elsewhere), sign_in(client, user, NEW).status_code) == (False, False, 302)
    [mail] = mailoutbox
    assert mail.subject == "La tua password è cambiata"
    assert mail.body.startswith("Ciao,\n\nla password del tuo accesso al portale è cambiata.\n\nQuando: ")
    assert "/account/password/dimenticata/" in mail.body


def test_who_has_no_password_chooses_one(client):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    turned = client.get(CHANGE)
    response = client.post(turned.url, {"password1": NEW})

    assert (turned.url, response.url) == ("/account/password/scegli/", "/account/")
    user.refresh_from_db()
    assert user.check_password(NEW)
