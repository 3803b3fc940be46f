"""Hands that do something in one moment, each with a connection of its own."""

import threading

from django.db import connection


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
