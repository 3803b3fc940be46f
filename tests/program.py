"""A program beside the tests, on their database."""

import os
import subprocess
import sys
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection


def program(*arguments, **options):
    """A Python program on the database of the test."""
    server = connection.settings_dict
    password = f":{quote(server['PASSWORD'], safe='')}" if server["PASSWORD"] else ""
    where = urlencode({"host": server["HOST"] or "", "port": server["PORT"] or ""})  # a host may be a socket's folder
    url = f"postgres://{quote(server['USER'], safe='')}{password}@/{server['NAME']}?{where}"
    environment = os.environ | {"DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=settings.BASE_DIR, env=environment, text=True, **options
    )
