"""Every address, every method, every visitor: what the rules say is what the portal answers."""

import os

import pytest
from django.db import connection, transaction
from django.test import Client

from . import table
from .answers import by_the_rules, cookies_of, when_asked
from .endpoints import endpoints
from .world import NEEDS_A_FACTOR, VISITORS, make_world

ENDPOINTS = endpoints()
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once: what a request changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        world.cookies = {visitor: cookies_of(user) for visitor, user in world.visitors.items()}
        world.browser = Client(raise_request_exception=False)  # one for all: each sets the middleware up anew
        connection.check_constraints()  # else the end of each test checks the whole world again
        yield world
        transaction.set_rollback(True)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_endpoint_answers_each_visitor_by_its_rule(endpoint, world, settings):
    answers = {}
    for visitor in VISITORS:
        needed = visitor in NEEDS_A_FACTOR
        if needed != settings.REQUIRE_MFA:  # each change makes every setting slower to read
            settings.REQUIRE_MFA = needed
        with transaction.atomic():
            answers[visitor] = when_asked(endpoint, visitor, world)
            transaction.set_rollback(True)
    settings.REQUIRE_MFA = False  # it takes every role from who lacks the second factor: of them only one is asked

    assert answers == {visitor: by_the_rules(endpoint, visitor, world) for visitor in VISITORS}


def test_table_says_what_the_rules_say(world):
    """`make permissions` writes the file anew."""
    answers = [(each, [by_the_rules(each, visitor, world) for visitor in VISITORS]) for each in ENDPOINTS]
    written = table.written({each.rule for each in ENDPOINTS if each.rule}, answers)
    if os.environ.get("WRITE_PERMISSIONS"):
        table.PATH.write_text(written)

    assert table.PATH.read_text() == written


def test_no_address_is_open_by_omission():
    assert [str(each) for each in ENDPOINTS if each.rule is None] == []
