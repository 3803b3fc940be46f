"""Coming in through the city's broker, against a real small one: who gets in as whom, and what is never believed."""

import json
import urllib.request
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import MandateFactory, UserFactory

from .doors import PASSWORD, code_of, heading, is_in, link_in, secret_of, sign_in
from .oidc_provider import CLIENT_ID, CLIENT_SECRET, FALSE_TOKENS, running

DOOR = "/account/oidc/broker/"
FISCAL_CODE = "TINIT-RSSMRA80A41B157X"
MARIA = {"sub": FISCAL_CODE, "name": "Maria Rossi", "email": "maria@example.org", "fiscal_number": FISCAL_CODE}


@pytest.fixture(scope="module")
def server():
    with running() as provider:
        yield provider


@pytest.fixture
def broker(server, settings, db):
    cache.clear()
    server.claims, server.wrong, server.asked = MARIA, "", []
    app = {"provider_id": "broker", "name": "SPID o CIE", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": server.url}}]}
    }
    settings.OIDC_TRUST_EMAIL = False
    settings.SITE_URL = "http://testserver"
    return server


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def at_the_broker(url):
    """Where it sends the browser back to."""
    try:
        urllib.request.build_opener(Stay).open(url)
    except HTTPError as answer:
        return answer.headers["Location"].removeprefix("http://testserver")


def come_back(client, **form):
    setting_out = client.post(DOOR, form)
    return client.get(at_the_broker(setting_out.url), follow=True)


def linked(user, client, broker):
    """Linked by that person, from inside."""
    sign_in(client, user)
    come_back(client, process="connect")
    client.post(reverse("account_logout"))
    return user


def test_new_person_confirms_the_address_and_is_in(broker, client, mailoutbox):
    response = come_back(client, next="/account/collegamenti/")
    link = link_in(mailoutbox[0])
    confirmed = client.post(link, follow=True)

    user = User.objects.get()
    assert heading(response) != "Non sei entrato"
    assert (user.name, user.email, user.has_usable_password()) == ("Maria Rossi", "maria@example.org", False)
    assert (is_in(client), EmailAddress.objects.get().verified) == (True, True)
    assert confirmed.redirect_chain[-1][0] == "/account/collegamenti/"


def test_nobody_is_in_before_the_address_is_confirmed(broker, client):
    come_back(client)

    assert (is_in(client), EmailAddress.objects.get().verified) == (False, False)


def test_trusted_broker_vouches_for_the_address(broker, client, settings, mailoutbox):
    settings.OIDC_TRUST_EMAIL = True
    come_back(client)

    assert (is_in(client), EmailAddress.objects.get().verified, mailoutbox) == (True, True, [])


@pytest.mark.parametrize("said", [False, "false", 0, None])
def test_trusted_broker_that_does_not_vouch_is_asked_no_more(broker, client, settings, said):
    settings.OIDC_TRUST_EMAIL = True
    broker.claims = MARIA | {"email_verified": said}
    come_back(client)

    assert (is_in(client), EmailAddress.objects.get().verified) == (False, False)


def test_untrusted_broker_that_vouches_is_not_believed(broker, client):
    broker.claims = MARIA | {"email_verified": True}
    come_back(client)

    assert (is_in(client), EmailAddress.objects.get().verified) == (False, False)


def test_person_who_comes_again_is_the_same(broker, client):
    user = linked(UserFactory(), client, broker)
    broker.claims = {"sub": FISCAL_CODE, "name": "Un altro nome", "email": "altra@example.org"}

    come_back(client)

    user.refresh_from_db()
    assert (is_in(client), User.objects.count(), user.name) == (True, 1, User.objects.get(pk=user.pk).name)
    assert (user.email != "altra@example.org", EmailAddress.objects.count()) == (True, 1)


def test_of_what_the_broker_says_only_name_and_address_are_kept(broker, client):
    come_back(client)

    account = SocialAccount.objects.get()
    session = json.dumps(dict(client.session), default=str)
    assert (account.extra_data, len(account.uid), SocialToken.objects.count()) == ({}, 64, 0)
    assert FISCAL_CODE not in session


def test_fiscal_code_waits_in_no_session_either(broker, client):
    broker.claims = {"sub": FISCAL_CODE, "fiscal_number": FISCAL_CODE}
    come_back(client)

    assert FISCAL_CODE not in json.dumps(dict(client.session), default=str)


def test_existing_account_is_not_taken_over(broker, client, mailoutbox):
    UserFactory(email="maria@example.org")

    response = come_back(client)

    assert (is_in(client), SocialAccount.objects.count(), User.objects.count()) == (False, 0, 1)
    assert [mail.subject for mail in mailoutbox] == ["Hai già un accesso con questo indirizzo"]
    assert heading(response) == "Controlla la tua posta"


def test_existing_account_is_not_taken_over_though_the_broker_is_trusted(broker, client, settings):
    settings.OIDC_TRUST_EMAIL = True
    UserFactory(email="Maria@Example.org")

    response = come_back(client)

    assert (is_in(client), SocialAccount.objects.count()) == (False, 0)
    assert (response.status_code, heading(response)) == (409, "Hai già un accesso")
    assert "/account/accedi/?next=/account/collegamenti/" in response.content.decode()


def test_account_is_linked_by_its_person_from_inside(broker, client, mailoutbox):
    user = UserFactory(email="maria@example.org")
    sign_in(client, user)

    response = come_back(client, process="connect")
    client.post(reverse("account_logout"))
    come_back(client)

    assert heading(response) == "I tuoi collegamenti"
    assert SocialAccount.objects.get().user == user
    assert is_in(client)
    assert [mail.subject for mail in mailoutbox] == ["Il tuo accesso ha un collegamento in più"]


def test_identity_of_one_is_not_linked_to_another(broker, client):
    first = linked(UserFactory(), client, broker)
    sign_in(client, UserFactory())

    response = come_back(client, process="connect")

    assert SocialAccount.objects.get().user == first
    assert "con questa identità c’è già un altro accesso" in response.content.decode()


def test_linking_asks_who_one_is_again_after_a_while(broker, client):
    sign_in(client, UserFactory())
    setting_out = client.post(DOOR, {"process": "connect"})
    session = client.session
    session["account_authentication_methods"] = [
        each | {"at": each["at"] - 3600} for each in session["account_authentication_methods"]
    ]
    session.save()

    response = client.get(at_the_broker(setting_out.url))
    confirmed = client.post(response.url, {"password": PASSWORD}, follow=True)

    assert response.url.startswith("/account/accedi/conferma/")
    assert (heading(confirmed), SocialAccount.objects.count()) == ("I tuoi collegamenti", 1)


def test_address_that_the_broker_does_not_say_is_asked_for(broker, client, mailoutbox):
    broker.claims = {"sub": "1", "name": "Maria Rossi"}

    asked = come_back(client)
    client.post("/account/oidc/registrati/", {"name": "Maria", "email": "maria@example.org"})
    client.post(link_in(mailoutbox[0]))

    assert (heading(asked), asked.context["form"]["name"].value()) == ("Manca ancora qualcosa", "Maria Rossi")
    assert (is_in(client), User.objects.get().email, User.objects.get().name) == (True, "maria@example.org", "Maria")


@pytest.mark.parametrize("name", ["", None, [], "http://spam.example", "Maria\u202egro", "x" * 121])
def test_name_that_cannot_be_shown_is_asked_for(broker, client, name):
    broker.claims = MARIA | {"name": name}

    asked = come_back(client)

    assert (heading(asked), User.objects.count()) == ("Manca ancora qualcosa", 0)


def test_page_for_what_is_missing_says_what_to_do(broker, client):
    broker.claims = {"sub": "1"}
    come_back(client)

    response = client.post("/account/oidc/registrati/", {"name": "", "email": "boh"})

    assert dict(response.context["form"].errors) == {
        "name": ["Scrivi come ti chiami."],
        "email": ["Scrivi un indirizzo intero, come nome@esempio.it."],
    }


def test_address_typed_of_somebody_else_opens_nothing(broker, client, mailoutbox):
    user = UserFactory(email="lucia@example.org")
    broker.claims = {"sub": "1", "name": "Maria Rossi"}
    come_back(client)

    client.post("/account/oidc/registrati/", {"name": "Maria", "email": "lucia@example.org"})

    assert (is_in(client), SocialAccount.objects.count()) == (False, 0)
    assert [mail.to for mail in mailoutbox] == [[user.email]]


def test_who_says_no_is_told_that_nothing_came(broker, client):
    state = parse_qs(urlsplit(client.post(DOOR).url).query)["state"][0]

    response = client.get(f"{DOOR}ritorno/?error=access_denied&state={state}", follow=True)

    assert (heading(response), User.objects.count()) == ("Hai annullato", 0)


@pytest.mark.parametrize("wrong", list(FALSE_TOKENS))
def test_false_identity_is_not_believed(broker, client, wrong):
    broker.wrong = wrong

    response = come_back(client)

    assert (response.status_code, heading(response), User.objects.count()) == (401, "Non sei entrato", 0)


@pytest.mark.parametrize("path", ["/token", "/jwks", "/userinfo"])
@pytest.mark.parametrize("how", ["down", "junk"])
def test_broker_that_fails_on_the_way_back_gives_words(broker, client, path, how):
    broker.wrong = f"{path} {how}"

    response = come_back(client)

    assert (response.status_code, heading(response), User.objects.count()) == (401, "Non sei entrato", 0)


@pytest.mark.parametrize("how", ["down", "junk"])
def test_broker_that_fails_before_one_sets_out_gives_words(broker, client, how):
    broker.wrong = f"/.well-known/openid-configuration {how}"

    response = client.post(DOOR)

    assert (response.status_code, heading(response)) == (401, "Non sei entrato")
    assert ("non risponde" in response.content.decode()) == (how == "down")


@pytest.mark.parametrize("state", ["", "inventato"])
def test_return_that_nobody_set_out_for_is_refused(broker, client, state):
    address = at_the_broker(client.post(DOOR).url)
    code = parse_qs(urlsplit(address).query)["code"][0]

    response = client.get(f"{DOOR}ritorno/", {"code": code, "state": state})

    assert (response.status_code, heading(response), User.objects.count()) == (401, "Non sei entrato", 0)


def test_return_of_one_browser_opens_nothing_in_another(broker, client):
    address = at_the_broker(client.post(DOOR).url)

    response = Client().get(address)

    assert (response.status_code, User.objects.count()) == (401, 0)


def test_return_is_good_once(broker, client):
    address = at_the_broker(client.post(DOOR).url)
    client.get(address)

    assert client.get(address).status_code == 401


def test_setting_out_carries_a_secret_of_its_own_and_nothing_of_the_address(broker, client):
    strange = "?scope=admin&auth_params=redirect_uri%3Dhttps%3A//altrove.example&process=connect&next=//altrove.example"
    asked = [parse_qs(urlsplit(client.post(DOOR + strange).url).query) for _ in range(2)]

    assert {name: len({query[name][0] for query in asked}) for name in ("state", "nonce", "code_challenge")} == {
        "state": 2,
        "nonce": 2,
        "code_challenge": 2,
    }
    assert {query["redirect_uri"][0] for query in asked} == {"http://testserver/account/oidc/broker/ritorno/"}
    assert (asked[0]["code_challenge_method"], set(asked[0]["scope"][0].split())) == (
        ["S256"],
        {"openid", "profile", "email"},
    )


def test_one_does_not_end_up_elsewhere(broker, client, settings):
    settings.OIDC_TRUST_EMAIL = True

    response = come_back(client, next="https://altrove.example/")

    assert response.redirect_chain[-1][0] == reverse("account_home")


def test_nobody_sets_out_by_a_mere_link(broker, client):
    assert (client.get(DOOR).url, broker.asked) == (reverse("account_login"), [])


def test_second_factor_is_asked_all_the_same(broker, client):
    user = linked(UserFactory(), client, broker)
    TOTP.activate(user, generate_totp_secret())
    response = come_back(client)
    before = is_in(client)
    client.post(response.redirect_chain[-1][0], {"code": code_of(secret_of(user))})

    assert (response.redirect_chain[-1][0].split("?")[0], before, is_in(client)) == (
        "/account/accedi/secondo-passo/",
        False,
        True,
    )


def test_who_must_have_a_second_factor_must_have_it_here_too(broker, client, settings):
    linked(MandateFactory().user, client, broker)
    settings.REQUIRE_MFA = True

    come_back(client)

    assert client.get(reverse("account_looks")).url.startswith(reverse("account_second_factor"))


def test_suspended_person_stays_out(broker, client):
    user = linked(UserFactory(), client, broker)
    User.objects.filter(pk=user.pk).update(is_active=False)

    response = come_back(client)

    assert (is_in(client), heading(response)) == (False, "Il tuo accesso è sospeso")


def test_link_is_taken_away_only_where_a_password_is_left(broker, client, settings, mailoutbox):
    settings.OIDC_TRUST_EMAIL = True
    come_back(client)
    account, page = SocialAccount.objects.get(), reverse("socialaccount_connections")

    refused = client.post(page, {"account": account.pk})
    kept = SocialAccount.objects.count()
    client.post(reverse("account_set_password"), {"password1": "zattera pomice ortica 7"})
    sign_in(client, User.objects.get(), "zattera pomice ortica 7")
    client.post(page, {"account": account.pk})

    assert "Prima scegli una password" in refused.content.decode()
    assert (kept, SocialAccount.objects.count()) == (1, 0)
    assert mailoutbox[-1].subject == "Un collegamento è stato tolto"


def test_link_of_somebody_else_is_not_taken_away(broker, client):
    linked(UserFactory(), client, broker)
    sign_in(client, UserFactory())

    client.post(reverse("socialaccount_connections"), {"account": SocialAccount.objects.get().pk})

    assert SocialAccount.objects.count() == 1


def test_way_to_links_is_shown_where_there_is_a_broker(broker, client, settings):
    sign_in(client, UserFactory())
    shown = reverse("socialaccount_connections") in client.get("/account/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert (shown, reverse("socialaccount_connections") in client.get("/account/").content.decode()) == (True, False)
