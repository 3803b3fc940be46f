"""`/api/enquiries`: what programs, and the page without a network, read and send."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import Scope
from accounts.models import ApiToken
from helpdesk.models import Enquiry
from tests.factories import CommunityPointFactory, QuarterFactory, TermFactory

from .factories import EnquiryFactory, make_volunteer, today

pytestmark = pytest.mark.django_db
ADDRESS = "/api/enquiries"


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def volunteer(desk, client):
    person = make_volunteer(desk)
    client.force_login(person)
    return person


def send(client, **said):
    return client.post(ADDRESS, {"community_point": "fiumicello"} | said, content_type="application/json")


def test_contact_is_logged_as_said_and_sent_twice_is_there_once(client, volunteer, desk):
    TermFactory(name="Casa", slug="casa")
    said = {
        "id": str(uuid.uuid4()), "state": "closed", "day": today().isoformat(), "people": 2, "topics": ["casa"],
        "channel": "phone", "answers": ["information"], "result": "solved", "is_first_visit": False,
        "quarter": QuarterFactory().slug, "note": "Torna",
    }  # fmt: skip

    first, second = send(client, **said), send(client, **said)

    answer = first.json()
    assert answer.pop("created_at")
    assert (first.status_code, second.status_code) == (201, 200)
    assert answer == said | {"community_point": "fiumicello"}
    assert Enquiry.objects.values_list("community_point", "logged_by").get() == (desk.pk, volunteer.pk)


def test_contact_to_finish_is_open(client, volunteer):
    send(client, state="open")

    assert Enquiry.objects.get().state == "open"


WRONG = {
    "no answer": ({}, {"result", "answers"}),
    "a phone": ({"state": "open", "note": "333 1234567"}, {"note"}),
    "a word nobody knows": ({"name": "Amina"}, {"name"}),
    "a number for a day": ({"state": "open", "day": 7}, {"day"}),
    "another state": ({"state": "lost"}, {"state"}),
    "a list for a word": ({"state": "open", "channel": ["desk"]}, {"channel"}),
    "no identifier": ({"state": "open", "id": "1"}, {"id"}),
    "a topic that is none": ({"state": "open", "topics": [{"a": 1}]}, {"topics"}),
    "too many people": ({"state": "open", "people": 51}, {"people"}),
}


@pytest.mark.parametrize(("said", "fields"), WRONG.values(), ids=WRONG)
def test_what_the_page_refuses_is_refused_with_reasons(client, volunteer, said, fields):
    response = send(client, **said)

    assert (response.status_code, set(response.json()["errors"])) == (400, fields)
    assert Enquiry.objects.count() == 0


def test_only_who_works_at_the_desk_logs_and_reads(client, desk):
    EnquiryFactory(community_point=desk)
    people = {
        "owner": make_volunteer(desk),
        "colleague": make_volunteer(desk),
        "stranger": make_volunteer(CommunityPointFactory(slug="altrove")),
    }
    answers = {}

    for name, person in people.items():
        client.force_login(person)
        answers[name] = (client.get(ADDRESS).json()["total_items"], send(client, state="open").status_code)

    assert answers == {"owner": (1, 201), "colleague": (2, 201), "stranger": (0, 404)}


def test_token_needs_the_scope_of_the_desk(desk):
    volunteer = make_volunteer(desk)
    year = timezone.now() + datetime.timedelta(days=90)
    issue = {"user": volunteer, "expires_at": year}
    answers = []

    for scope in (Scope.DESK, Scope.ACCOUNT):
        _token, secret = ApiToken.objects.issue(scopes=[scope], name=scope, **issue)
        answers.append(send(Client(headers={"Authorization": f"Bearer {secret}"}), state="open").status_code)

    assert answers == [201, 403]


def test_signed_in_page_sends_its_csrf_token(volunteer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(volunteer)

    assert send(client, state="open").status_code == 403


def test_reading_costs_the_same_with_one_and_three(client, volunteer, desk, django_assert_max_num_queries):
    counts = []
    for number in range(3):
        EnquiryFactory(community_point=desk, topics=[TermFactory(name=f"Tema {number}")], quarter=QuarterFactory())
        with django_assert_max_num_queries(20) as captured:
            assert client.get(ADDRESS, {"state": "open"}).json()["total_items"] == number + 1
        counts.append(len(captured))

    assert counts[0] == counts[2]
