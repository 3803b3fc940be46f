"""How often one address may try: counted for all processes together, and by an address that nobody can make up."""

import pytest
from allauth.core.internal.ratelimit import consume
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.test import RequestFactory

from tests.security.conftest import PASSWORD
from tests.security.production import settings_of

pytestmark = pytest.mark.django_db
DOOR = "/account/accedi/"
WRONG = {"login": "marta@example.org", "password": "non-è-questa-qui"}


def tries(client, times, **headers):
    return [client.post(DOOR, WRONG, headers=headers).status_code for _ in range(times)]


def test_the_eleventh_wrong_password_in_a_minute_is_refused_in_words(client, person, throttles):
    allowed = tries(client, 10)

    refused = client.post(DOOR, WRONG)

    assert (allowed, refused.status_code, refused.headers["Retry-After"]) == ([200] * 10, 429, "60")
    assert "Aspetta un minuto e riprova" in refused.content.decode()


def test_the_person_enters_from_elsewhere_while_somebody_tries_their_account(client, person, throttles):
    tries(client, 11)

    response = client.post(DOOR, {"login": person.email, "password": PASSWORD}, REMOTE_ADDR="127.0.1.1")

    assert response.status_code == 302


def test_a_made_up_address_gives_no_new_tries_at_a_page(client, person, throttles, settings):
    settings.NUM_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    spoofed = [client.post(DOOR, WRONG, headers={"x-forwarded-for": f"6.6.6.{n}, 9.9.9.9"}) for n in range(11)]

    elsewhere = client.post(DOOR, WRONG, headers={"x-forwarded-for": "6.6.6.1, 8.8.8.8"})

    assert [answer.status_code for answer in (*spoofed, elsewhere)] == [200] * 10 + [429, 200]


def test_without_a_proxy_no_header_is_believed(client, person, throttles):
    statuses = [status for number in range(11) for status in tries(client, 1, **{"x-forwarded-for": f"6.6.6.{number}"})]

    assert statuses == [200] * 10 + [429]


def test_api_answers_120_a_minute_and_then_says_when_to_come_back(client, throttles):
    statuses = [client.get("/api/").status_code for _ in range(120)]

    refused = client.get("/api/", headers={"x-forwarded-for": "6.6.6.6"})

    assert (set(statuses), refused.status_code, refused.headers["Content-Type"]) == ({200}, 429, "application/json")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert list(refused.json()) == ["detail"]


def test_api_counts_the_address_that_the_proxy_saw(client, throttles, monkeypatch):
    monkeypatch.setattr("rest_framework.settings.api_settings.NUM_PROXIES", 1, raising=False)
    for number in range(120):
        client.get("/api/", headers={"x-forwarded-for": f"6.6.6.{number % 250}, 9.9.9.9"})

    same, other = (
        client.get("/api/", headers={"x-forwarded-for": f"1.1.1.1, {seen}"}) for seen in ("9.9.9.9", "8.8.8.8")
    )

    assert (same.status_code, other.status_code) == (429, 200)


def test_sign_up_and_reset_are_limited_for_an_address(client, throttles):
    ask = {"email": "nessuno@example.org"}

    statuses = [client.post("/account/password/dimenticata/", ask).status_code for _ in range(21)]

    assert statuses == [302] * 20 + [429]


@pytest.fixture
def shared_cache(transactional_db, settings):
    settings.CACHES = settings_of("CACHES")
    call_command("createcachetable", verbosity=0)
    caches["default"].clear()


def test_two_processes_count_together(shared_cache, settings):
    """The cache of production is a table: what one connection counts, another one finds."""
    config = {"try": "3/m/ip"}

    def use(times):
        request = RequestFactory().post(DOOR, REMOTE_ADDR="127.0.0.9")
        counted = [bool(consume(request, app="tests", action="try", config=config)) for _ in range(times)]
        connections.close_all()  # the next one is another connection
        return counted

    assert (use(2), use(2)) == ([True, True], [True, False])


def test_count_of_who_guesses_codes_outlives_a_busy_hour(shared_cache):
    """Each address that calls the API has a row; past its size Django throws away a third, by their keys."""
    config, request = {"try": "1/h/key"}, RequestFactory().post(DOOR)
    guessing = [str(number) for number in range(12)]
    allowed = [bool(consume(request, app="tests", action="try", config=config, key=who)) for who in guessing]
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO cache SELECT md5(i::text) || md5((-i)::text), 'e30=', now() + interval '1 hour'"
            " FROM generate_series(1, 9000) i"
        )

    again = [bool(consume(request, app="tests", action="try", config=config, key=who)) for who in guessing]

    assert (allowed, again) == ([True] * 12, [False] * 12)


def test_what_is_counted_shows_no_network_address():
    cache = caches["default"]
    cache.clear()

    consume(RequestFactory().post(DOOR, REMOTE_ADDR="192.0.2.77"), app="tests", action="try", config={"try": "3/m/ip"})

    assert [len(key) for key in cache._cache] == [64]


def test_production_counts_in_a_shared_cache():
    assert settings_of("CACHES")["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
