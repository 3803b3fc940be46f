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
