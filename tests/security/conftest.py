import json
import logging

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from rest_framework.views import APIView

from accounts.access import Role
from tests.factories import MandateFactory, UserFactory
from tests.permissions.world import make_world

PASSWORD = "una-parola-lunga"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A city with one of everything; what a request changes is taken back by `tests.security.asking.ask`."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        connection.check_constraints()  # else the end of each test checks the whole world again
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def person(db):
    return UserFactory(email="marta@example.org", name="Marta Ghidini")


@pytest.fixture
def coordinator(db):
    return MandateFactory(role=Role.COORDINATOR).user


@pytest.fixture
def throttles(settings, monkeypatch):
    """As in production, with a counter that starts at nothing."""
    from puntocomunita import settings as ours

    settings.ACCOUNT_RATE_LIMITS = ours.LIMITS
    classes = ["AnonRateThrottle", "UserRateThrottle"]
    throttling = __import__("rest_framework.throttling", fromlist=classes)
    monkeypatch.setattr(APIView, "throttle_classes", [getattr(throttling, name) for name in classes])
    cache.clear()
    yield
    cache.clear()


class Lines(logging.Handler):
    """What the security log was told, as it was read back from its lines."""

    def __init__(self):
        super().__init__()
        self.raw = []

    def emit(self, record):
        self.raw.append(record.getMessage())

    @property
    def events(self):
        return [json.loads(line) for line in self.raw]

    def named(self, event):
        return [line for line in self.events if line["event"] == event]


@pytest.fixture
def security_lines():
    logger, lines = logging.getLogger("puntocomunita.security"), Lines()
    logger.addHandler(lines)
    yield lines
    logger.removeHandler(lines)
