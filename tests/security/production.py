"""The settings as production reads them, in a process of their own."""

import json
import os
import subprocess
import sys

from django.conf import settings

ENVIRONMENT = {
    "PUNTO_ENV": "production",
    "SECRET_KEY": "2f9c1d7e84b6a05b3c9e1f7d2a8b4c6e0d5f9a3b7c1e4f8a6b2d",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://check@127.0.0.1/check",
    "EMAIL_URL": "smtp+tls://check:check@portal.example:587",
    "DEFAULT_FROM_EMAIL": "Punto <punto@portal.example>",
    "CLIENT_DATA_KEY": "WmFoS2F6R1p0U2xqYVdRb1BxTnZYeUJjRGVGZ0hpSms=",
}
SHOW = (
    "import json; from puntocomunita import settings; print(json.dumps({name: getattr(settings, name)}, default=str))"
)
# What the tests themselves run with says nothing about production.
OURS = {"CACHE_URL", "THROTTLES", "NUM_PROXIES", "REQUIRE_MFA", "SECURITY_CONTACT", "TILE_URL"}
OURS |= {"DJANGO_ALLOW_ASYNC_UNSAFE", *ENVIRONMENT}


def python(*arguments, **changes):
    """Runs Python in production's environment with changes, None to leave a variable out."""
    environment = {
        name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("OIDC")
    }
    environment |= ENVIRONMENT | changes
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(name, **changes):
    done = python("-c", f"name = {name!r}; {SHOW}", **changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[name]
