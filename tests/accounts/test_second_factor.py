import datetime
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from tests.factories import MandateFactory, UserFactory

from .doors import (
    APP,
    PASSWORD,
    code_of,
    errors,
    heading,
    is_in,
    passkey,
    recovery_codes_of,
    secret_of,
    set_up_app,
    sign_in,
)

pytestmark = pytest.mark.django_db

DOOR, CODES = "/account/secondo-passo/", "/account/secondo-passo/codici/"
STEP = "/account/accedi/secondo-passo/"
PASSKEYS = "/account/secondo-passo/passkey/"
WRONG = {
    "code": [
        "Questo codice non va bene, o lo hai già usato. "
        "Scrivi quello che l’app mostra adesso, oppure un codice di riserva."
    ]
}
MORNING = datetime.datetime(2026, 11, 3, 8, tzinfo=datetime.UTC)


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS
    cache.clear()
    yield
    cache.clear()


def shown_codes(response):
    return re.findall(r'<li><span class="typed">(\d{8})</span></li>', response.content.decode())


def test_who_opens_data_of_others_is_led_to_the_set_up_and_then_to_what_was_wanted(
    client, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.REQUIRE_MFA = True
    sign_in(client, MandateFactory().user)

    led = client.get("/account/dati/?da=qui")
    door = client.get(led.url)
    with django_capture_on_commit_callbacks(execute=True):
        done = set_up_app(client)
    codes = client.get(done.url)

    assert led.url == "/account/secondo-passo/?next=/account/dati/%3Fda%3Dqui"
    assert heading(door) == "Aggiungi il secondo passo"
    assert done.url == CODES
    assert '<a class="button" href="/account/dati/?da=qui">Li ho salvati, continua</a>' in codes.content.decode()
    assert client.get("/account/dati/?da=qui").status_code == 200
    assert [mail.subject for mail in mailoutbox] == ["Un’app con i codici è stata aggiunta"]


def test_the_set_up_leads_nowhere_else(client):
    sign_in(client, UserFactory())

    client.get(DOOR, {"next": "https://truffa.example/"})
    codes = client.get(set_up_app(client).url)

    assert '<a class="button" href="/account/">Li ho salvati, continua</a>' in codes.content.decode()


def test_who_opens_nothing_of_others_needs_no_second_factor(client, settings):
    settings.REQUIRE_MFA = True
    sign_in(client, UserFactory())

    assert client.get("/account/dati/").status_code == 200


def test_the_key_of_the_app_can_be_seen_typed_and_opened(client):
    sign_in(client, UserFactory(email="lucia@example.org"))

    response = client.get(APP)

    secret, page = response.context["form"].secret, response.content.decode()
    assert f'src="{response.context["totp_svg_data_uri"]}"' in page
    assert '<span class="typed">' + " ".join(re.findall("....", secret)) + "</span>" in page
    assert f'href="otpauth://totp/lucia%40example.org?secret={secret}&amp;issuer=Punto%20Comunit%C3%A0"' in page


def test_a_wrong_first_code_keeps_the_key_that_the_app_has(client):
    sign_in(client, UserFactory())
    secret = client.get(APP).context["form"].secret

    response = client.post(APP, {"code": "000000"})

    said = "Non è il codice che l’app mostra adesso: riprova con il prossimo. Se non va, controlla l’ora del telefono."
    assert errors(response) == {"code": [said]}
    assert response.context["form"].secret == secret


def test_the_secret_is_encrypted_in_the_database(client):
    user = UserFactory()
    sign_in(client, user)
    secret = client.get(APP).context["form"].secret
    client.post(APP, {"code": code_of(secret)})

    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert (secret in stored, secret_of(user)) == (False, secret)


def test_recovery_codes_are_shown_once(client):
    user = UserFactory()
    sign_in(client, user)

    first = client.get(set_up_app(client).url)
    again = client.get(CODES)

    codes = shown_codes(first)
    assert codes == recovery_codes_of(user)
    assert "data:text/plain;charset=utf-8," + "%0A".join(codes) in first.content.decode()
    assert shown_codes(again) == []
    assert not any(code in again.content.decode() for code in codes)


def test_new_recovery_codes_take_the_place_of_the_old(client, mailoutbox, django_capture_on_commit_callbacks):
    user = UserFactory(second_factor=True)
    old = recovery_codes_of(user)
    sign_in(client, user)
    client.post(STEP, {"code": code_of(secret_of(user))})

    with django_capture_on_commit_callbacks(execute=True):
        made = client.post("/account/secondo-passo/codici/nuovi/")

    new = shown_codes(client.get(made.url))
    assert (made.url, new, set(new) & set(old)) == (CODES, recovery_codes_of(user), set())
    assert [mail.subject for mail in mailoutbox] == ["I tuoi codici di riserva sono nuovi"]


def test_recovery_codes_alone_are_not_made(client):
    sign_in(client, UserFactory())

    response = client.post("/account/secondo-passo/codici/nuovi/")

    assert errors(response) == {"__all__": ["Prima aggiungi un’app con i codici o una passkey."]}


def test_sign_in_asks_for_the_second_step_before_letting_in(client):
    user = UserFactory(second_factor=True)

    asked = sign_in(client, user, next="/account/dati/")
    before = is_in(client)
    wrong = client.post(STEP, {"code": "000000"})
    right = client.post(STEP, {"code": code_of(secret_of(user))})

    assert (asked.url, before) == (STEP, False)
    assert errors(wrong) == WRONG
    assert (right.url, is_in(client)) == ("/account/dati/", True)


def test_the_second_step_asks_nothing_of_who_has_not_said_the_password(client):
    assert client.get(STEP).url == "/account/accedi/"


def test_a_recovery_code_lets_in_once(client):
    user = UserFactory(second_factor=True)
    code = recovery_codes_of(user)[0]

    answers = []
    for _ in range(2):
        sign_in(client, user)
        answers.append(client.post(STEP, {"code": code}).status_code)
        client.post("/account/esci/")

    assert answers == [302, 200]


@pytest.mark.parametrize("seconds", [0, 29, 31, 59])
def test_a_code_of_the_app_lets_in_once_in_all_the_time_it_is_good(client, seconds):
    user = UserFactory(second_factor=True)
    with time_machine.travel(MORNING, tick=False) as clock:
        code = code_of(secret_of(user), step=1)
        answers = []
        for pause in (0, seconds):
            clock.shift(pause)
            sign_in(client, user)
            answers.append(client.post(STEP, {"code": f"{code[:3]} {code[3:]}" if pause else code}).status_code)
            client.post("/account/esci/")

    assert answers == [302, 200]


def test_who_guesses_codes_from_many_addresses_is_stopped(client, limits):
    user = UserFactory(second_factor=True)
    sign_in(client, user)

    answers = [client.post(STEP, {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(12)]
    stopped = client.post(STEP, {"code": code_of(secret_of(user))}, REMOTE_ADDR="198.51.100.9")

    assert answers == [200] * 10 + [429] * 2
    assert (stopped.status_code, stopped.headers["Retry-After"], is_in(client)) == (429, "900", False)


def test_guessing_codes_of_one_person_stops_nobody_else(client, limits):
    user, other = UserFactory(second_factor=True), UserFactory(second_factor=True)
    sign_in(client, user)
    for number in range(12):
        client.post(STEP, {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{number}")
    elsewhere = type(client)()

    sign_in(elsewhere, other)

    assert elsewhere.post(STEP, {"code": code_of(secret_of(other))}).status_code == 302


def test_the_tries_are_forgotten_after_a_right_code(client, limits):
    user = UserFactory(second_factor=True)

    answers = []
    for code in [*["000000"] * 9, recovery_codes_of(user)[0], *["000000"] * 9]:
        if not is_in(client):
            sign_in(client, user)
        answers.append(client.post(STEP, {"code": code}, REMOTE_ADDR=f"203.0.113.{len(answers)}").status_code)
        if answers[-1] == 302:
            client.post("/account/esci/")

    assert 429 not in answers


def test_who_has_just_come_in_is_not_asked_again_who_they_are(client):
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, UserFactory())
        at_once = client.get(APP)
        clock.shift(datetime.timedelta(minutes=6))
        later = client.get(APP)
        client.post(later.url, {"password": PASSWORD})

        assert (at_once.status_code, later.url, client.get(APP).status_code) == (
            200,
            "/account/accedi/conferma/?next=%2Faccount%2Fsecondo-passo%2Fapp%2F",
            200,
        )


def test_a_session_that_nobody_signed_in_for_must_confirm(client):
    client.force_login(UserFactory())

    assert client.get(APP).url.startswith("/account/accedi/conferma/")


def test_one_may_confirm_by_code_too(client):
    user = UserFactory(second_factor=True)
    client.force_login(user)

    ways = client.get("/account/accedi/conferma/")
    page = client.get("/account/accedi/conferma/codice/")
    done = client.post("/account/accedi/conferma/codice/", {"code": code_of(secret_of(user)), "next": PASSKEYS})

    assert '<a class="button button-quiet" href="/account/accedi/conferma/codice/">Usa un codice</a>' in (
        ways.content.decode()
    )
    assert (heading(page), done.url) == ("Conferma che sei tu", PASSKEYS)


def test_the_app_is_taken_away_by_post_and_told_by_mail(client, mailoutbox):
    user = UserFactory(second_factor=True)
    sign_in(client, user)
    client.post(STEP, {"code": code_of(secret_of(user))})

    asked = client.get("/account/secondo-passo/app/togli/")
    client.post("/account/secondo-passo/app/togli/")

    assert heading(asked) == "Togli l’app con i codici"
    assert not user.authenticator_set.exists()
    assert [mail.subject for mail in mailoutbox] == ["L’app con i codici è stata tolta"]


def test_the_index_says_what_one_has(client):
    user = UserFactory()
    client.force_login(user)

    empty = client.get("/account/secondo-passo/modi/").content.decode()
    set_up = UserFactory(second_factor=True)
    for name in ("Telefono", "Chiave"):
        passkey(set_up, name)
    client.force_login(set_up)
    full = client.get("/account/secondo-passo/modi/").content.decode()

    assert [line in empty for line in ("Non attiva.", "Non ne hai.", "codici di riserva")] == [True, True, False]
    assert [line in full for line in ("Attiva.", "Ne hai 2.", "Te ne restano 10.")] == [True, True, True]
