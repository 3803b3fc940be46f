"""Acts for the tests of the history: who did something, as one act."""

from contextlib import contextmanager

import pghistory
from django.db import connection

from services.models import Act


@contextmanager
def act_of(user):
    """What is done inside is one act of this person, as in a request of theirs; gives nothing."""
    with pghistory.context(user=user.pk, url="/"):
        yield


def last_act():
    return Act.objects.order_by("-at").first()


def forget_all():
    """What the arrangement of a test left, as only a superuser can."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM services_rowchange; DELETE FROM services_act")
        cursor.execute("SET session_replication_role = origin")
