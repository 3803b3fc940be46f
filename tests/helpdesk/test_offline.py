"""The desk without a network: the page that a browser keeps, who is there, and whom it is shut to."""

import html
import json

import pytest

from accounts.access import Role
from helpdesk.waiting_key import key_of, lock_of
from tests.factories import CommunityPointFactory, UserFactory

from .factories import make_volunteer

pytestmark = pytest.mark.django_db
PAGE = "/sportello/fiumicello/senza-rete/"
LIST = f"{PAGE}elenco/"


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def volunteer(desk, client):
    person = make_volunteer(desk)
    client.force_login(person)
    return person


def test_page_to_keep_has_no_key_and_no_note(client, volunteer):
    page = client.get(PAGE).content.decode()

    assert ('name="result"' in page, "csrfmiddlewaretoken" in page, 'name="note"' in page) == (True, False, False)
    assert f'data-person="{volunteer.pk}"' in page


def test_now_says_who_is_there_and_gives_a_key(client, volunteer):
    said = client.get(f"{PAGE}adesso/").json()

    key = said.pop("key")
    token = said.pop("token")
    assert (said, len(token)) == ({"person": str(volunteer.pk)}, 64)
    assert {name: key[name] for name in ("kty", "crv", "x", "y")} == lock_of(volunteer)


def test_kept_page_has_the_lock_of_its_person_and_not_the_key(client, volunteer):
    page = html.unescape(client.get(PAGE).content.decode())

    key = key_of(volunteer)
    assert (json.dumps(lock_of(volunteer)) in page, key["d"] in page) == (True, False)


def test_each_person_has_a_lock_of_their_own():
    one, other = UserFactory(), UserFactory()

    assert (lock_of(one) == lock_of(one), lock_of(one) == lock_of(other)) == (True, False)


def test_session_that_lapses_leaves_what_waits_in_the_browser(client, volunteer, settings):
    client.get(PAGE)
    settings.SESSION_IDLE_AGE = -1

    response = client.get(f"{PAGE}adesso/")

    assert (response.status_code, response.headers["Clear-Site-Data"]) == (302, '"cache"')


@pytest.mark.parametrize("place", [PAGE, LIST, f"{PAGE}adesso/"])
def test_other_desks_are_told_nothing(client, desk, place):
    elsewhere = make_volunteer(CommunityPointFactory(slug="altro"), role=Role.COORDINATOR)

    answers = []
    for person in (elsewhere, UserFactory()):
        client.force_login(person)
        answers.append(client.get(place).status_code)

    assert answers == [404, 404]
