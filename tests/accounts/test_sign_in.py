import datetime

import pytest
import time_machine
from django.core.cache import cache

from accounts.adapters import AccountAdapter
from tests.factories import UserFactory

from .doors import PASSWORD, SIGN_IN, errors, heading, is_in, sign_in, words

pytestmark = pytest.mark.django_db

WRONG = {"__all__": ["E-mail o password non sono giuste: ricontrollale e riprova."]}


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS
    cache.clear()
    yield
    cache.clear()


def test_sign_in_leads_to_what_was_wanted(client):
    user = UserFactory()

    turned_away = client.get("/account/dati/")
    response = sign_in(client, user, next="/account/dati/")

    assert turned_away.url == "/account/accedi/?next=/account/dati/"
    assert (response.status_code, response.url) == (302, "/account/dati/")
    assert is_in(client)


def test_sign_in_gives_the_session_a_new_key_and_a_cookie_for_this_browser_only(client):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["session"] = session.session_key

    response = sign_in(client, UserFactory())

    cookie = response.cookies["session"]
    assert cookie.value != session.session_key
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (True, "Lax", "", "")


def test_sign_in_asks_for_e_mail_and_password_and_does_not_offer_to_stay(client):
    response = client.get(SIGN_IN)

    fields = {name: field.widget.attrs.get("autocomplete") for name, field in response.context["form"].fields.items()}
    assert fields == {"login": "username webauthn", "password": "current-password"}
    assert "placeholder" not in response.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, {"login": ["Scrivi la tua e-mail."], "password": ["Scrivi la tua password."]}),
        (
            {"login": "rossi", "password": "x"},
            {"login": ["Scrivi un indirizzo intero, come nome@esempio.it."]},
        ),
        ({"login": "nessuno@example.org", "password": "x"}, WRONG),
    ],
)
def test_sign_in_says_what_to_do_beside_the_field_and_above(client, data, said):
    response = client.post(SIGN_IN, data)

    page = response.content.decode()
    assert errors(response) == said
    for name, [text] in said.items():
        assert page.count(text) == (1 if name == "__all__" else 2)
        assert name == "__all__" or f'<a href="#id_{name}">' in page


def test_wrong_password_and_unknown_address_are_answered_alike(client):
    UserFactory(email="lucia@example.org")

    known = words(client.post(SIGN_IN, {"login": "lucia@example.org", "password": "sbagliata"}))
    unknown = words(client.post(SIGN_IN, {"login": "maria@example.org", "password": "sbagliata"}))

    assert known == tuple(part.replace("maria@", "lucia@") if isinstance(part, str) else part for part in unknown)


def test_a_password_without_bound_is_refused_before_it_is_hashed(client, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("hashed")

    monkeypatch.setattr(AccountAdapter, "authenticate", never)

    response = client.post(SIGN_IN, {"login": "lucia@example.org", "password": "a" * 513})

    assert errors(response) == {"password": ["La password è troppo lunga: fermati a 512 caratteri."]}


def test_who_is_suspended_is_told_so_only_with_the_right_password(client):
    user = UserFactory(is_active=False)

    with_wrong = sign_in(client, user, "sbagliata")
    with_right = sign_in(client, user)

    assert errors(with_wrong) == WRONG
    assert with_right.url == "/account/sospeso/"
    assert heading(client.get(with_right.url)) == "Il tuo accesso è sospeso"
    assert not is_in(client)


def test_sign_out_asks_and_is_done_by_post_alone(client):
    sign_in(client, UserFactory())

    asked = client.get("/account/esci/")
    still_in = is_in(client)
    done = client.post("/account/esci/")

    assert (heading(asked), still_in) == ("Vuoi uscire?", True)
    assert (done.url, is_in(client)) == ("/", False)


def test_a_session_does_not_last_longer_than_a_day_at_the_desk(client, settings):
    settings.SESSION_IDLE_AGE = 24 * 60 * 60
    with time_machine.travel(datetime.datetime(2026, 11, 3, 8, tzinfo=datetime.UTC), tick=False) as clock:
        sign_in(client, UserFactory())
        clock.shift(datetime.timedelta(hours=11, minutes=59))
        before = is_in(client)
        clock.shift(datetime.timedelta(minutes=2))

        assert (before, is_in(client)) == (True, False)


def test_an_attack_on_an_account_is_limited_and_its_person_comes_in_from_elsewhere(client, limits):
    user = UserFactory()
    wrong = {"login": user.email, "password": "sbagliata"}

    attack = [client.post(SIGN_IN, wrong, REMOTE_ADDR="203.0.113.7").status_code for _ in range(12)]
    limited = client.post(SIGN_IN, wrong, REMOTE_ADDR="203.0.113.7")
    own = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="198.51.100.9")

    assert attack == [200] * 10 + [429] * 2
    assert (limited.headers["Retry-After"], heading(limited)) == ("60", "Troppe richieste, una dopo l’altra")
    assert (own.status_code, is_in(client)) == (302, True)


def test_an_attack_from_many_addresses_does_not_lock_the_person_out(client, limits):
    user = UserFactory()
    for number in range(60):
        address = f"203.0.113.{number}"
        client.post(SIGN_IN, {"login": user.email, "password": "sbagliata"}, REMOTE_ADDR=address)

    response = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="198.51.100.9")

    assert response.status_code == 302


def test_the_limit_says_nothing_about_which_addresses_exist(client, limits):
    UserFactory(email="lucia@example.org")

    answers = []
    for email, address in (("lucia@example.org", "203.0.113.7"), ("maria@example.org", "203.0.113.8")):
        data = {"login": email, "password": "sbagliata"}
        answers.append([words(client.post(SIGN_IN, data, REMOTE_ADDR=address))[0] for _ in range(12)])

    assert answers[0] == answers[1] == [200] * 10 + [429] * 2


def test_a_right_password_does_not_count_as_a_try(client, limits):
    user = UserFactory()

    answers = []
    for _ in range(12):
        answers.append(sign_in(client, user).status_code)
        client.post("/account/esci/")

    assert answers == [302] * 12


@pytest.mark.parametrize(
    ("address", "data", "allowed"),
    [
        ("/account/registrati/", {}, 20),
        ("/account/password/dimenticata/", {"email": "nessuno@example.org"}, 20),
        ("/account/password/nuova/1-set-password/", {}, 20),
        ("/account/accedi/passkey/", {}, 10),
        ("/account/accedi/conferma/", {"password": "sbagliata"}, 10),
        ("/account/password/", {"oldpassword": "sbagliata"}, 5),
        ("/account/email/", {"email": "no", "action_add": ""}, 10),
    ],
)
def test_whatever_can_be_tried_is_limited(client, limits, settings, address, data, allowed):
    settings.MFA_RATE_LIMITS = {}
    if address in {"/account/accedi/conferma/", "/account/password/", "/account/email/"}:
        sign_in(client, UserFactory())

    answers = [client.post(address, data) for _ in range(allowed + 1)]

    assert [answer.status_code == 429 for answer in answers] == [False] * allowed + [True]
    assert (answers[-1].headers["Retry-After"], heading(answers[-1])) == ("60", "Troppe richieste, una dopo l’altra")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/account/accedi/", "Entra"),
        ("/account/registrati/", "Crea il tuo accesso"),
        ("/account/email/controlla/", "Controlla la tua posta"),
        ("/account/email/conferma/niente/", "Conferma il tuo indirizzo"),
        ("/account/password/dimenticata/", "Scegli una nuova password"),
        ("/account/password/dimenticata/inviata/", "Controlla la tua posta"),
        ("/account/password/nuova/1-niente/", "Scegli una nuova password"),
        ("/account/password/nuova/fatto/", "La password è cambiata"),
        ("/account/sospeso/", "Il tuo accesso è sospeso"),
    ],
)
def test_pages_at_the_door_are_open_to_all_and_cost_no_query(client, django_assert_num_queries, address, said):
    with django_assert_num_queries(1 if "1-niente" in address else 0):
        response = client.get(address)

    assert heading(response) == said
