"""A process on a database of its own, asked by lines of words and answering lines of JSON."""

import json
import os
import subprocess
import sys
import time

from bench import databases


class Worker:
    def __init__(self, module, name):
        environment = os.environ | {"DATABASE_URL": databases.url_of(name)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, "--work"],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=1,
        )

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def timed(client, address):
    """How long the page took, what it answered, and the queries it asked, with what was asked for."""
    from django.db import connection

    asked = []

    def told(execute, sql, params, *rest):
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(told):
        start = time.perf_counter()
        status = client.get(address).status_code
        ms = (time.perf_counter() - start) * 1000
    return ms, status, asked
