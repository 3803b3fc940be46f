"""Without a broker there is no door; what a start in production asks of its settings, and where forms may lead."""

import subprocess
import sys

import pytest
from django.conf import settings as django_settings

DOOR = "/account/oidc/broker/"


def test_without_a_broker_there_is_no_door(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert [client.post(DOOR).status_code, client.get(f"{DOOR}ritorno/").status_code] == [404, 404]
    assert DOOR not in client.get("/account/accedi/").content.decode()


def started(**environment):
    """What a start of the portal with these settings says last, and its policy for forms."""
    code = "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    base = {"DJANGO_SETTINGS_MODULE": "puntocomunita.settings", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout or done.stderr).strip().splitlines()[-1]


PRODUCTION = {
    "PUNTO_ENV": "production",
    "SECRET_KEY": "Vg5xR8m2Qw7Zt1Kc9Yb4Nf6Hj3Lp0SdAeUiOoXzCvBnMkJhGfD",
    "ALLOWED_HOSTS": "portale.example",
    "SITE_URL": "https://portale.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
    "CLIENT_DATA_KEY": "kGQ3mP7vX2cN9sB4wT6yR1zL8hJ5fD0aUeIoQiWxYvM=",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "DEFAULT_FROM_EMAIL": "Portale <noreply@portale.example>",
}
BROKER = {"OIDC_SERVER_URL": "https://broker.example/realms/x", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"OIDC_CLIENT_ID": ""}, "Set OIDC_CLIENT_ID: as the broker calls this portal."),
        ({"OIDC_CLIENT_SECRET": ""}, "Set OIDC_CLIENT_SECRET: what the broker gave this portal to show who it is."),
        (
            {"OIDC_SERVER_URL": "http://broker.example"},
            "Set OIDC_SERVER_URL: the address of the broker, with https://.",
        ),
    ],
)
def test_production_says_in_one_line_what_the_broker_lacks(changed, said):
    assert started(**PRODUCTION, **(BROKER | changed)) == f"django.core.exceptions.ImproperlyConfigured: {said}"


def test_forms_may_lead_to_the_broker_and_nowhere_else():
    assert [
        started(**PRODUCTION),
        started(**PRODUCTION, **BROKER),
        started(**PRODUCTION, **BROKER, OIDC_ORIGINS="https://idp.example"),
    ] == ["[\"'self'\"]", "[\"'self'\", 'https://broker.example']",
          "[\"'self'\", 'https://broker.example', 'https://idp.example']"]  # fmt: skip
