"""`/api/account`: who a key speaks for, and how the API says that it does not know one."""

import datetime

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from jsonschema import Draft202012Validator

from accounts.access import Role, Scope
from accounts.actions import create_token
from services.api.schema import openapi
from tests.factories import MandateFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

NOT_VALID = "Questa chiave non vale: è scaduta, è stata tolta o è scritta male."


def asked_with(client, secret):
    return client.get("/api/account", headers={"Authorization": f"Bearer {secret}"})


def key_of(user, days=30):
    return create_token(by=user, name="prova", scopes=[Scope.ACCOUNT], days=days)


def test_account_says_who_one_is_and_what_where(client):
    user = UserFactory(second_factor=True)
    term = DateRange(datetime.date(2026, 1, 1), datetime.date(2099, 1, 1))
    mandate = MandateFactory(user=user, role=Role.COORDINATOR, term=term)
    MandateFactory(user=user, term=DateRange(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)))
    member = MemberFactory(user=user)
    token, secret = key_of(user)

    response = asked_with(client, secret)

    point, organization = mandate.community_point, member.organization
    assert response.json() == {
        "id": user.pk,
        "name": user.name,
        "email": user.email,
        "second_factor": True,
        "roles": [
            {
                "role": "coordinator",
                "community_point": {"id": str(point.pk), "slug": point.slug, "name": point.name},
                "since": "2026-01-01",
                "until": "2098-12-31",
            },
            {
                "role": "editor",
                "organization": {"id": str(organization.pk), "slug": organization.slug, "name": organization.name},
                "since": member.since.isoformat(),
            },
        ],
        "token": {
            "name": "prova",
            "scopes": ["account:read"],
            "expires_at": token.expires_at.isoformat().replace("+00:00", "Z"),
        },
    }
    assert (response["Cache-Control"], response["Vary"]) == ("no-store", "Authorization, Cookie")
    assert "Access-Control-Allow-Origin" not in response


def test_account_is_as_openapi_says(client):
    user = MandateFactory(term=DateRange(datetime.date(2026, 1, 1), datetime.date(2099, 1, 1))).user
    MemberFactory(user=user)
    description = openapi()

    answer = asked_with(client, key_of(user)[1]).json()

    root = {"$ref": "#/components/schemas/Account", "components": description["components"]}
    assert [each.message for each in Draft202012Validator(root).iter_errors(answer)] == []
    assert description["paths"]["/api/account"]["get"]["security"] == [{"token": []}]


def test_account_answers_who_is_signed_in_without_a_token(client):
    user = UserFactory()
    client.force_login(user)

    answer = client.get("/api/account/").json()

    assert answer == {"id": user.pk, "name": user.name, "email": user.email, "second_factor": False, "roles": []}


def test_account_asks_a_stranger_for_a_key(client):
    response = client.get("/api/account")

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("secret", ["punto_sbagliata", "", "punto_\xe8", "a b c", "x" * 5000])
def test_account_says_that_a_key_is_not_valid(client, secret):
    response = client.get("/api/account", headers={"Authorization": f"Bearer {secret}"})

    assert (response.status_code, response.json(), response["WWW-Authenticate"]) == (
        401,
        {"detail": NOT_VALID},
        "Bearer",
    )


def test_account_does_not_know_an_expired_key(client):
    with time_machine.travel("2026-01-01 10:00+00:00", tick=False):
        _token, secret = key_of(UserFactory(), days=30)
    with time_machine.travel("2026-01-31 09:59:59+00:00", tick=False):
        before = asked_with(client, secret).status_code
    with time_machine.travel("2026-01-31 10:00+00:00", tick=False):
        after = asked_with(client, secret)

    assert (before, after.status_code, after.json()) == (200, 401, {"detail": NOT_VALID})


def test_account_does_not_know_the_key_of_who_is_suspended(client):
    user = UserFactory()
    _token, secret = key_of(user)
    user.is_active = False
    user.save()

    assert asked_with(client, secret).status_code == 401


def test_account_refuses_what_it_does_not_ask(client):
    _token, secret = key_of(UserFactory())

    response = client.get("/api/account?altro=1", headers={"Authorization": f"Bearer {secret}"})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["altro"])


@pytest.mark.parametrize("others", [0, 2])
def test_account_asks_the_same_number_of_queries(client, django_assert_num_queries, others):
    user = UserFactory()
    MandateFactory.create_batch(1 + others, user=user)
    MemberFactory.create_batch(1 + others, user=user)
    _token, secret = key_of(user)
    asked_with(client, secret)

    with django_assert_num_queries(6):
        asked_with(client, secret)
