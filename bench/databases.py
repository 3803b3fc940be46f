"""One database for each size, made by `generate_city` and kept for the next run."""

import os
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import quote

import psycopg2
from django.conf import settings
from django.db import connections

from puntocomunita import postgres

SEED, GENERATION = 1, "2"  # another generation of `generate_city` makes the databases anew
NAMES = {10_000: "bench_10k", 100_000: "bench_100k", 1_000_000: "bench_1m"}


def name_of(size) -> str:
    """Of a number of listings, or of another bench that names its own."""
    return NAMES.get(size, f"bench_{size}")


def url_of(size: int) -> str:
    """DATABASE_URL of the size's database, on the server of the settings."""
    server = settings.DATABASES["default"]
    password = f":{quote(server['PASSWORD'], safe='')}" if server.get("PASSWORD") else ""
    host = quote(server.get("HOST") or "", safe="")
    port = f":{server['PORT']}" if server.get("PORT") else ""
    return f"postgres://{quote(server.get('USER') or '', safe='')}{password}@{host}{port}/{name_of(size)}"


def dsn(name: str) -> dict:
    server = settings.DATABASES["default"]
    wanted = {"dbname": name, "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {key: server.get(value, value) or None for key, value in wanted.items()}


def connect(size):
    """As the portal does, with its options: without `jit = off` compiling takes longer than any search."""
    options = settings.DATABASES["default"]["OPTIONS"].get("options", "")
    return psycopg2.connect(**dsn(name_of(size)), options=options)


def ready(size: int, tell) -> None:
    """The database of this size, of this seed and generation, migrated; made where it is not there."""
    postgres.ensure(settings.VAR_DIR)
    stamp = f"generate_city {GENERATION}, {size} listings, seed {SEED}"
    if comment(size) != stamp:
        tell(f"{name_of(size)}: generating, once")
        recreate(size)
        start = time.monotonic()
        manage(size, "migrate", "--verbosity=0")
        manage(size, "generate_city", f"--listings={size}", f"--seed={SEED}", "--verbosity=0")
        tell(f"{name_of(size)}: generated in {time.monotonic() - start:.0f} s")
        stamp_it(size, stamp)
    manage(size, "migrate", "--verbosity=0")


def stamp_it(size, stamp=None) -> None:
    stamp = stamp or f"generate_city {GENERATION}, {size} listings, seed {SEED}"
    _run(f"COMMENT ON DATABASE {name_of(size)} IS '{stamp}'")


def manage(size, *arguments) -> None:
    environment = os.environ | {"DATABASE_URL": url_of(size)}
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, env=environment, cwd=settings.BASE_DIR)


def comment(size):
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    found = _run(query, [name_of(size)])
    return found and found[0][0]


def exists(size) -> bool:
    return bool(_run("SELECT 1 FROM pg_database WHERE datname = %s", [name_of(size)]))


def recreate(size):
    _run(f"DROP DATABASE IF EXISTS {name_of(size)}")
    _run(f"CREATE DATABASE {name_of(size)}")


def _run(statement, params=None):
    """One statement outside any transaction, on the database of the settings' server that always exists."""
    with closing(psycopg2.connect(**dsn("postgres"))) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall() if cursor.description else None


def use(size) -> None:
    """Point this process's Django at the database of this size."""
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = name_of(size)
    connections["default"].settings_dict["NAME"] = name_of(size)
