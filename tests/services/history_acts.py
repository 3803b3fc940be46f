"""Acts for the tests of the history: who did something, as one act."""

from contextlib import contextmanager

import pghistory
from django.db import connection

from services.models import Act

TRIGGERS = "ALTER TABLE services_act {0} TRIGGER USER; ALTER TABLE services_rowchange {0} TRIGGER USER"


@contextmanager
def act_of(user):
    """What is done inside is one act of this person, as in a request of theirs; gives nothing."""
    with pghistory.context(user=user.pk, url="/"):
        yield


def last_act():
    return Act.objects.order_by("-at").first()


@contextmanager
def as_owner():
    """A cursor for which the history is no longer written once: its tables' owner may, the application never does."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS.format("DISABLE"))
        yield cursor
        cursor.execute(TRIGGERS.format("ENABLE"))


def forget_all():
    """What the arrangement of a test left."""
    with as_owner() as cursor:
        cursor.execute("DELETE FROM services_rowchange; DELETE FROM services_act")
