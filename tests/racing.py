"""Hands that do something in one moment, each with a connection of its own."""

import threading
import time

from django.db import connection

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"  # for us
PATIENCE = 60  # seconds: others may use the machine


def hold_until(done):
    """Keeps the transaction of this thread open until somebody waits for it, or `done()` says that nobody will."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while not done():
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < end, f"Nobody came in {PATIENCE} s."
            time.sleep(0.01)


def at_once(*hands) -> list:
    """What each gave, or the exception it ended with, in the order in which they were done."""
    start, gave = threading.Barrier(len(hands)), []

    def run(hand):
        start.wait(timeout=20)
        try:
            gave.append(hand())
        except Exception as error:
            gave.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[hand]) for hand in hands]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return gave


def kinds(gave) -> list:
    """The names of the exceptions among what was given, sorted."""
    return sorted(type(each).__name__ for each in gave if isinstance(each, Exception))
