"""Production starts only with what it needs; what is missing or weak is one line that says what to set."""

import re

import pytest

from .production import ENVIRONMENT, python, settings_of

REFUSED = {
    "SECRET_KEY missing": {"SECRET_KEY": None},
    "SECRET_KEY short": {"SECRET_KEY": "a" * 49},
    "SECRET_KEY of one letter": {"SECRET_KEY": "a" * 60},
    "SECRET_KEY of the demo": {"SECRET_KEY": "demo-key-never-used-in-production-" + "0" * 32},
    "ALLOWED_HOSTS missing": {"ALLOWED_HOSTS": None},
    "ALLOWED_HOSTS open to all": {"ALLOWED_HOSTS": "portal.example,*"},
    "SITE_URL missing": {"SITE_URL": None},
    "SITE_URL without TLS": {"SITE_URL": "http://portal.example"},
    "EMAIL_URL missing": {"EMAIL_URL": None},
    "DEFAULT_FROM_EMAIL missing": {"DEFAULT_FROM_EMAIL": None},
    "CLIENT_DATA_KEY missing": {"CLIENT_DATA_KEY": None},
    "CLIENT_DATA_KEY no key": {"CLIENT_DATA_KEY": "parola"},
    "CLIENT_DATA_KEY short": {"CLIENT_DATA_KEY": "YWJj"},
    "CLIENT_DATA_KEY of the demo": {"CLIENT_DATA_KEY": "ZGVtby1rZXktbmV2ZXItdXNlZC1pbi1wcm9kdWN0aW8="},
    "CLIENT_DATA_KEY second no key": {"CLIENT_DATA_KEY": ENVIRONMENT["CLIENT_DATA_KEY"] + ",parola"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_start_is_refused_in_one_line_that_names_what_to_set(case):
    done = python("manage.py", "check", **REFUSED[case])

    said = done.stderr.strip().splitlines()
    assert (done.returncode != 0, len(said), case.split()[0] in said[-1]) == (True, 1, True)
    assert not any(value and value in done.stderr for value in REFUSED[case].values() if value and len(value) > 8)


def test_check_deploy_has_nothing_to_say():
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


def test_no_environment_switches_debug_on():
    assert settings_of("DEBUG", DEBUG="1", DJANGO_DEBUG="1") is False


def test_cookies_of_production():
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    names += ["SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE"]

    assert [settings_of(name) for name in names] == ["__Host-session", "__Host-csrf", *[True] * 4, "Lax", "Lax"]


def test_production_asks_for_the_second_factor_and_limits_tries():
    assert [settings_of(name) for name in ("REQUIRE_MFA", "THROTTLES", "NUM_PROXIES")] == [True, True, 1]


def test_https_only_and_an_api_that_does_not_redirect():
    assert settings_of("SECURE_SSL_REDIRECT") is True
    assert [
        bool(re.search(settings_of("SECURE_REDIRECT_EXEMPT")[0], path)) for path in ("api/services", "servizi/")
    ] == [
        True,
        False,
    ]


def test_api_over_plain_http_is_refused_and_a_page_is_sent_to_https(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    from django.test import Client

    api, page = (Client().get(path) for path in ("/api/services", "/servizi/"))

    assert (api.status_code, page.status_code, page.headers["Location"]) == (403, 301, "https://testserver/servizi/")
