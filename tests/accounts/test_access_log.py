"""What is written in the access log stays as it is for twelve months."""

import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from accounts.actions import log_look
from accounts.models import AccessLog
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PEOPLE = AccessLog.What.PEOPLE
YEAR = datetime.timedelta(days=366)


def sql(statement):
    return lambda look: connection.cursor().execute(statement)


CHANGES = {
    "save": lambda look: look.save(),
    "update": lambda look: AccessLog.objects.update(thing="altro"),
    "bulk_update": lambda look: AccessLog.objects.bulk_update([look], ["thing"]),
    "delete": lambda look: look.delete(),
    "delete all": lambda look: AccessLog.objects.all().delete(),
    "raw delete": lambda look: AccessLog.objects.all()._raw_delete("default"),
    "sql update": sql("UPDATE accounts_accesslog SET at = at - interval '2 years'"),
    "sql delete": sql("DELETE FROM accounts_accesslog"),
    "truncate": sql("TRUNCATE accounts_accesslog"),
}


@pytest.fixture
def look():
    return log_look(by=UserFactory(), what=PEOPLE, thing="Punto Comunità Fiumicello")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_log_refuses_every_change(look, change):
    before = list(AccessLog.objects.values())

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        change(look)

    assert list(AccessLog.objects.values()) == before


def test_log_lets_go_what_is_older_than_twelve_months(look):
    AccessLog.objects.create(actor=look.actor, what=PEOPLE, at=timezone.now() - YEAR)

    AccessLog.objects.filter(at__lt=timezone.now() - YEAR).delete()

    assert list(AccessLog.objects.all()) == [look]


def test_log_keeps_what_is_a_day_short_of_twelve_months(look):
    AccessLog.objects.create(actor=look.actor, what=PEOPLE, at=timezone.now() - datetime.timedelta(days=364))

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        AccessLog.objects.all().delete()

    assert AccessLog.objects.count() == 2


def test_log_says_who_opened_what_through_what():
    opener, opened = UserFactory(), UserFactory()

    look = log_look(by=opener, what=AccessLog.What.PERSON, thing="x" * 300, subject=opened, through=AccessLog.By.API)

    written = AccessLog.objects.values("actor", "subject", "what", "thing", "by").get(pk=look.pk)
    assert written == {"actor": opener.pk, "subject": opened.pk, "what": "person", "thing": "x" * 200, "by": "api"}
