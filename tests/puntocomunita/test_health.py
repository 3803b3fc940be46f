import json
import shutil
import smtplib
from collections import namedtuple

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from puntocomunita import health

WELL = {"alive": True, "ready": True, "database": True, "migrations": True, "mail": True, "disk": True}
Usage = namedtuple("Usage", "total used free")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_answer_kept():
    cache.clear()


@pytest.fixture
def look(rf):
    def ask():
        response = health.health(rf.get("/salute/"))
        return response.status_code, json.loads(response.content)

    return ask


def smtp_settings(settings, *, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def test_health_of_a_portal_that_is_well(look):
    assert look() == (200, WELL)


def test_health_without_its_database(look, monkeypatch):
    def refuse():
        raise DatabaseError("password of punto@10.0.0.7 is wrong")

    monkeypatch.setattr(connection, "cursor", refuse)

    assert look() == (503, WELL | {"ready": False, "database": False, "migrations": False})


def test_health_between_release_and_migration(look):
    MigrationRecorder(connection).record_unapplied(*max(health.newest_migrations()))

    assert look() == (503, WELL | {"ready": False, "migrations": False})


def test_health_with_a_full_disk(look, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * 2**30, 100 * 2**30, 2**20))

    assert look() == (503, WELL | {"ready": False, "disk": False})


def test_health_with_a_mail_server_that_is_down_is_asked_once_a_minute(look, settings, monkeypatch):
    smtp_settings(settings, port=9)
    knocks = []
    monkeypatch.setattr(smtplib, "SMTP", lambda *args, **kwargs: knocks.append(args) or refuse_connection())

    answers = [look(), look()]

    assert answers == [(503, WELL | {"ready": False, "mail": False})] * 2
    assert knocks == [("127.0.0.1", 9)]


def refuse_connection():
    raise ConnectionRefusedError
