"""Passkeys: named, changed and taken away by their person alone; what is damaged lets nobody in."""

import re

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import UserFactory

from .doors import (
    PASSWORD,
    errors,
    heading,
    is_in,
    passkey,
    recovery_codes_of,
    set_up_app,
    sign_in,
)

pytestmark = pytest.mark.django_db

STEP = "/account/accedi/secondo-passo/"
PASSKEYS = "/account/secondo-passo/passkey/"
CONFIRM = "/account/accedi/conferma/codice/"


@pytest.mark.parametrize("number", [1, 3])
def test_passkeys_are_listed_by_name_at_one_cost(client, django_assert_num_queries, number):
    user = UserFactory()
    for each in range(number):
        passkey(user, f"Chiave {each}")
    passkey(UserFactory(), "Di un altro")
    client.force_login(user)
    client.get(PASSKEYS)

    with django_assert_num_queries(5):  # session, person, what they are (2), passkeys
        response = client.get(PASSKEYS)

    assert re.findall(r"<h2>(.*?)</h2>", response.content.decode()) == [f"Chiave {each}" for each in range(number)]


@pytest.mark.parametrize(("verb", "data"), [("", {"name": "Mio"}), ("togli/", {})])
def test_a_passkey_is_changed_and_taken_away_by_its_person_alone(client, verb, data):
    owner, stranger = UserFactory(), UserFactory()
    key = passkey(owner)
    address = f"{PASSKEYS}{key.pk}/{verb}"
    elsewhere = type(client)()
    sign_in(elsewhere, stranger)
    client.force_login(owner)
    confirm = client.get(address)
    client.post(confirm.url, {"password": PASSWORD})

    refused = elsewhere.get(address).status_code, elsewhere.post(address, data).status_code
    untouched = Authenticator.objects.get().wrap().name
    client.post(address, data)

    assert (refused, untouched) == ((404, 404), "Telefono")
    assert [each.wrap().name for each in Authenticator.objects.all()] == (["Mio"] if data else [])


@pytest.mark.parametrize("name", ["", "a" * 61])
def test_a_passkey_keeps_a_short_name(client, name):
    user = UserFactory()
    key = passkey(user)
    client.force_login(user)
    client.post("/account/accedi/conferma/", {"password": PASSWORD})

    response = client.post(f"{PASSKEYS}{key.pk}/", {"name": name})

    assert list(errors(response)) == ["name"]


def test_what_is_no_passkey_lets_nobody_in(client):
    passkey(UserFactory())
    client.get("/account/accedi/passkey/", headers={"accept": "application/json"})

    answers = [
        client.post("/account/accedi/passkey/", {"credential": credential}, follow=True)
        for credential in ("{}", "[]", '{"id": "a", "response": {"userHandle": "MQ"}}', "x")
    ]

    assert [heading(answer) for answer in answers] == ["Entra"] * 4
    assert not is_in(client)
    for answer in answers:
        assert "Non riconosciamo questa passkey: riprova, oppure entra con la password." in answer.content.decode()


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": "a"}', '{"rawId": "a", "response": {}}', "x"])
def test_what_is_no_passkey_is_not_added(client, credential):
    user = UserFactory()
    sign_in(client, user)
    client.get(f"{PASSKEYS}aggiungi/")

    response = client.post(f"{PASSKEYS}aggiungi/", {"name": "Mia", "credential": credential})

    assert heading(response) == "Aggiungi una passkey"
    assert "La passkey non si è aggiunta: riprova, oppure scegli un altro modo." in response.content.decode()
    assert not user.authenticator_set.exists()


@pytest.fixture
def damaged(client):
    """Somebody with an app, spare codes and a passkey that the database gives back broken."""
    user = UserFactory()
    sign_in(client, user)
    set_up_app(client)
    passkey(user, "Telefono rotto")
    return user


@pytest.mark.parametrize("credential", [{}, None, [], {"response": {"attestationObject": "%%", "clientDataJSON": ""}}])
def test_who_has_a_damaged_passkey_comes_in_by_another_way(client, damaged, credential):
    Authenticator.objects.filter(type="webauthn").update(data={"name": "Rotta", "credential": credential})
    client.post("/account/esci/")
    sign_in(client, damaged)

    page = client.get(STEP)
    client.post(STEP, {"code": recovery_codes_of(damaged)[0]})

    assert "Una tua passkey non si legge più: usa un codice, e poi aggiungila di nuovo." in page.content.decode()
    assert "data-passkey-button" not in page.content.decode()
    assert is_in(client)


def test_a_damaged_passkey_lets_nobody_in_and_says_so(client, damaged):
    client.post("/account/esci/")
    sign_in(client, damaged)

    page = client.post(STEP, {"credential": '{"id": "x"}'})

    assert "Una tua passkey non si legge più: usa un codice" in page.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("page", "where"),
    [("/account/secondo-passo/passkey/aggiungi/", PASSKEYS), ("/account/accedi/conferma/passkey/", CONFIRM)],
)
def test_a_damaged_passkey_is_named_to_be_taken_away(client, damaged, page, where):
    response = client.get(page, follow=True)

    assert response.redirect_chain == [(where, 302)]
    assert "togli «Telefono rotto» e aggiungila di nuovo." in response.content.decode()


def test_a_damaged_passkey_can_be_taken_away(client, damaged):
    key = Authenticator.objects.get(type="webauthn")

    client.post(f"{PASSKEYS}{key.pk}/togli/")

    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert client.get("/account/secondo-passo/passkey/aggiungi/").status_code == 200
