"""How long a session lasts, and what ends it."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.security.conftest import PASSWORD

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
HOME = "/account/"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def after(clock, **time):
    clock.move_to(START + datetime.timedelta(**time))


def is_in(client):
    return client.get(HOME).status_code == 200


def test_a_session_ends_after_two_hours_away(client, person, clock):
    client.force_login(person)

    after(clock, minutes=119)
    still = is_in(client)
    after(clock, minutes=119 + 121)

    assert (still, is_in(client)) == (True, False)


def test_a_session_ends_after_twelve_hours_however_busy(client, person, clock):
    client.force_login(person)
    busy = []
    for hour in range(1, 12):
        after(clock, hours=hour)
        busy.append(is_in(client))

    after(clock, hours=12, minutes=1)

    assert (busy, is_in(client)) == ([True] * 11, False)


def test_being_busy_writes_once_in_five_minutes(client, person, clock, django_assert_num_queries):
    client.force_login(person)
    client.get("/robots.txt")
    after(clock, minutes=4)

    with django_assert_num_queries(2):  # the session and the person
        client.get("/robots.txt")


def test_sign_in_gives_a_new_key_of_128_bits(client, person):
    client.get("/account/accedi/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before

    client.post("/account/accedi/", {"login": person.email, "password": PASSWORD})

    after_it = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert (before != after_it, len(after_it)) == (True, 32)
    assert not client.session.exists(before)


def test_signing_out_ends_the_session_on_the_server(client, person):
    client.force_login(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/account/esci/")

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key

    assert not is_in(thief)


def test_a_suspended_person_is_out_at_once(client, person):
    client.force_login(person)

    type(person).objects.update(is_active=False)

    assert not is_in(client)


def test_another_password_ends_the_sessions_elsewhere(client, person):
    elsewhere = Client()
    elsewhere.force_login(person)

    person.set_password("altre tre parole qui")
    person.save()

    assert not is_in(elsewhere)


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client, person):
    client.get("/account/accedi/")
    client.post("/account/accedi/", {"login": person.email, "password": PASSWORD})

    given = {name: (cookie["httponly"], cookie["samesite"], cookie["path"]) for name, cookie in client.cookies.items()}

    assert set(given.values()) == {(True, "Lax", "/")}
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(given)
