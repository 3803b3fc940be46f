"""What the settings promise whoever connects, and whoever reads."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection


def test_what_programs_read_looks_at_no_session(client, db):
    pages = [client.get(address) for address in ("/api/services", "/api/listings", "/api/", "/sw.js")]

    assert [(page.status_code, "Cookie" in page.headers.get("Vary", "")) for page in pages] == [(200, False)] * 4


def test_queries_are_not_compiled(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")

        assert cursor.fetchone() == ("off",)


@pytest.mark.parametrize(
    ("asked", "options"), [("", "-c jit=off"), ("?options=-c%20work_mem%3D8MB", "-c jit=off -c work_mem=8MB")]
)
def test_what_the_address_of_the_database_asks_for_is_kept(asked, options):
    script = "from puntocomunita.settings import DATABASES; print(DATABASES['default']['OPTIONS'])"

    answer = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"DATABASE_URL": f"postgres://postgres@127.0.0.1/any{asked}"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert answer.stdout == f"{{'options': '{options}'}}\n"


def test_replica_is_read_last_of_all_waited_for_briefly_and_never_written():
    script = (
        "from puntocomunita import settings as s; print(s.DATABASES['replica'], s.DATABASE_ROUTERS, s.MIDDLEWARE[-1])"
    )

    answer = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"DATABASE_REPLICA_URL": "postgres://reader:password@copy.example:5433/punto"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    patience = {"connect_timeout": 2, "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 2}
    asked = "-c jit=off -c default_transaction_read_only=on -c statement_timeout=5s"
    expected = {
        "NAME": "punto",
        "USER": "reader",
        "PASSWORD": "password",
        "HOST": "copy.example",
        "PORT": 5433,
        "ENGINE": "django.db.backends.postgresql",
        "TEST": {"MIRROR": "default"},
        "OPTIONS": patience | {"tcp_user_timeout": 4_000, "options": asked},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    kinds = "['puntocomunita.replica.Router'] puntocomunita.replica.ReplicaMiddleware"
    assert answer.stdout == f"{expected} {kinds}\n"
