"""Personal keys: made by their person alone, shown once, bounded by the database, good for the API only."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.access import Role, Rule, Scope
from accounts.actions import create_token
from accounts.models import ApiToken
from tests.factories import MandateFactory, UserFactory
from tests.racing import hold_until

pytestmark = pytest.mark.django_db

CREATE = "/account/chiavi/nuova/"
FORM = {"name": "Foglio dei turni", "scopes": ["account:read"], "days": "90"}
PASSWORD = "una-parola-lunga"
HISTORY = Rule("history_of_a_test", Role.COORDINATOR, scope=Scope.HISTORY)


class History(APIView):
    access = HISTORY

    def get(self, request):
        return Response("storia")


def signed_in(user):
    """By the page, so that who they are has just been shown."""
    client = Client()
    client.post("/account/accedi/", {"login": user.email, "password": PASSWORD})
    return client


def token_of(user, *scopes, days=30, name="prova"):
    token, secret = create_token(by=user, name=name, scopes=list(scopes or [Scope.ACCOUNT]), days=days)
    return token, secret


def history_read_with(secret):
    request = APIRequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})
    return History.as_view()(request).status_code


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_api_token_create_shows_the_secret_once_and_keeps_its_digest_only():
    user = UserFactory()
    client = signed_in(user)

    response = client.post(CREATE, FORM)
    again = client.post(CREATE, FORM)

    secret = re.search(r'id="chiave">(punto_[\w-]{43})<', response.content.decode())[1]
    token = ApiToken.objects.get()
    assert ApiToken.objects.holding(secret).get() == token
    assert secret not in str(ApiToken.objects.values().get())
    assert (token.user, token.name, token.scopes) == (user, "Foglio dei turni", ["account:read"])
    assert token.expires_at - token.created_at == datetime.timedelta(days=90)
    assert "no-store" in response["Cache-Control"]
    assert secret not in again.content.decode()
    assert "Hai già una chiave con questo nome" in again.content.decode()
    assert secret not in client.get("/account/chiavi/").content.decode()


def test_api_token_create_is_told_by_mail(mailoutbox, django_capture_on_commit_callbacks):
    user = UserFactory()
    client = signed_in(user)
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(CREATE, FORM)

    (mail,) = mailoutbox
    assert (mail.subject, mail.to) == ("Nuova chiave per i programmi: Foglio dei turni", [user.email])
    assert "http://127.0.0.1:8000/account/chiavi/" in mail.body
    assert "punto_" not in mail.body


def test_api_token_create_asks_again_who_one_is():
    client = Client()
    client.force_login(UserFactory())

    asked = [client.get(CREATE), client.post(CREATE, FORM)]

    assert [each.url for each in asked] == ["/account/accedi/conferma/?next=%2Faccount%2Fchiavi%2Fnuova%2F"] * 2
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, {"name", "scopes", "days"}),
        (FORM | {"days": "3650"}, {"days"}),
        (FORM | {"scopes": ["history:read"]}, {"scopes"}),
        (FORM | {"scopes": ["tutto"]}, {"scopes"}),
        (FORM | {"name": "x" * 81}, {"name"}),
    ],
)
def test_api_token_create_says_what_is_not_right(form, said):
    response = signed_in(UserFactory()).post(CREATE, form)

    assert set(response.context["form"].errors) == said
    assert all(f'href="#id_{name}"' in response.content.decode() for name in said)
    assert ApiToken.objects.count() == 0


def test_api_token_create_takes_nothing_that_the_form_does_not_ask():
    user, stranger = UserFactory(), UserFactory()

    signed_in(user).post(CREATE, FORM | {"user": stranger.pk, "expires_at": "2099-01-01", "digest": "0" * 64})

    token = ApiToken.objects.get()
    assert (token.user, token.expires_at.year < 2099, token.digest != "0" * 64) == (user, True, True)


@pytest.mark.parametrize(
    ("role", "offered"),
    [(Role.VOLUNTEER, ["account:read", "desk"]), (Role.COORDINATOR, ["account:read", "history:read", "desk"])],
)
def test_api_token_create_offers_what_the_roles_can_use(role, offered):
    client = signed_in(MandateFactory(role=role).user)

    form = client.get(CREATE).context["form"]

    assert [value for value, _label in form.fields["scopes"].choices] == offered


def test_api_token_create_refuses_the_eleventh():
    user = UserFactory()
    for number in range(10):
        token_of(user, name=f"chiave {number}")
    token_of(UserFactory())

    response = signed_in(user).post(CREATE, FORM)

    assert "Hai già dieci chiavi" in response.content.decode()
    assert user.api_tokens.count() == 10


@pytest.mark.parametrize("others", [0, 2])
def test_api_token_list_asks_the_same_number_of_queries(client, django_assert_num_queries, others):
    user = UserFactory()
    for number in range(1 + others):
        token_of(user, name=f"chiave {number}")
    token_of(UserFactory(), name="di un altro")
    client.force_login(user)

    with django_assert_num_queries(5):
        response = client.get("/account/chiavi/")

    assert [each.name for each in response.context["tokens"]] == [f"chiave {n}" for n in reversed(range(1 + others))]


def test_api_token_list_says_which_have_expired(client):
    user = UserFactory()
    old = timezone.now() - datetime.timedelta(days=40)
    ApiToken.objects.issue(
        user=user, name="vecchia", scopes=["account:read"], created_at=old, expires_at=old + datetime.timedelta(days=30)
    )
    client.force_login(user)

    assert "Scaduta" in client.get("/account/chiavi/").content.decode()


def test_api_token_delete_takes_the_key_back():
    user = UserFactory()
    token, secret = token_of(user)
    client = signed_in(user)

    closed = client.post(reverse("api_token_delete", args=[token.pk]))

    assert (closed.url, ApiToken.objects.count()) == ("/account/chiavi/", 0)
    assert Client().get("/api/account", headers=bearer(secret)).status_code == 401


def test_api_token_delete_is_for_its_person_alone():
    token, _secret = token_of(UserFactory())
    address = reverse("api_token_delete", args=[token.pk])

    answers = [signed_in(UserFactory()).post(address).status_code, Client().post(address).status_code]

    assert (answers, ApiToken.objects.count()) == ([404, 302], 1)


def test_api_token_delete_wants_a_post():
    user = UserFactory()
    token, _secret = token_of(user)

    assert signed_in(user).get(reverse("api_token_delete", args=[token.pk])).status_code == 405


def test_a_role_lost_closes_the_key():
    mandate = MandateFactory(role=Role.COORDINATOR)
    _token, secret = token_of(mandate.user, Scope.HISTORY)

    before = history_read_with(secret)
    mandate.delete()

    assert (before, history_read_with(secret)) == (200, 403)


def test_a_key_without_the_scope_does_not_open(client):
    user = MandateFactory(role=Role.COORDINATOR).user
    _token, narrow = token_of(user, Scope.ACCOUNT)
    _token, other = token_of(user, Scope.HISTORY, name="storia")

    assert history_read_with(narrow) == 403
    assert client.get("/api/account", headers=bearer(other)).status_code == 403


def test_a_key_opens_no_page(client):
    _token, secret = token_of(UserFactory())

    response = client.get("/account/", headers=bearer(secret))

    assert response.url == "/account/accedi/?next=/account/"


def test_a_key_in_the_address_is_not_read(client):
    _token, secret = token_of(UserFactory())

    answers = [client.get("/api/account", {name: secret}).status_code for name in ("token", "access_token", "key")]

    assert answers == [401, 401, 401]


def test_without_the_second_factor_a_key_can_be_neither_made_nor_used(settings, client):
    user = MandateFactory(role=Role.VOLUNTEER).user
    _token, secret = token_of(user)
    browser = signed_in(user)
    settings.REQUIRE_MFA = True

    made = browser.post(CREATE, FORM)
    used = client.get("/api/account", headers=bearer(secret))

    assert (made.url.partition("?")[0], user.api_tokens.count()) == ("/account/secondo-passo/", 1)
    assert used.status_code == 403


def test_a_key_used_is_written_down_once_a_day(client, django_assert_num_queries):
    token, secret = token_of(UserFactory())
    client.get("/api/account", headers=bearer(secret))
    token.refresh_from_db()

    with django_assert_num_queries(6):
        client.get("/api/account", headers=bearer(secret))

    assert token.last_used_on == timezone.localdate()


WITHOUT_THE_LOCK = """
CREATE OR REPLACE FUNCTION accounts_ten_api_tokens_for_a_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM accounts_apitoken WHERE user_id = NEW.user_id) >= 10 THEN
        RAISE EXCEPTION 'ten' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
"""


def made_at_once(user, how_many):
    """Each in a transaction that stays open until all have counted, or have been made to wait."""
    counted = []

    def make(number):
        try:
            with transaction.atomic():
                token_of(user, name=f"insieme {number}")
                counted.append(number)
                hold_until(lambda: len(counted) == how_many)
            return True
        except IntegrityError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(how_many) as pool:
        return sum(pool.map(make, range(how_many)))


@pytest.mark.django_db(transaction=True)
def test_ten_keys_are_the_most_even_when_made_at_once():
    user = UserFactory()
    for number in range(9):
        token_of(user, name=f"chiave {number}")

    made = made_at_once(user, 3)

    assert (made, user.api_tokens.count()) == (1, 10)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_there_would_be_more_than_ten():
    user = UserFactory()
    for number in range(9):
        token_of(user, name=f"chiave {number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('accounts_ten_api_tokens_for_a_person'::regproc)")
        as_it_was = cursor.fetchone()[0]
        cursor.execute(WITHOUT_THE_LOCK)

    try:
        made_at_once(user, 3)
    finally:
        connection.cursor().execute(as_it_was)

    assert user.api_tokens.count() > 10
