"""`/api/requests`: the same request as on the page, from any site, with no cookie and within a limit."""

import pytest
from django.core.cache import cache

from accounts.models.api_token import digest_of
from helpdesk.models import CallBackRequest, Notice
from helpdesk.people import unsealed
from tests.factories import CommunityPointFactory, LocationFactory, QuarterFactory
from tests.helpdesk.factories import NoticeFactory, make_volunteer

pytestmark = pytest.mark.django_db
SAID = {"name": "Amina", "contact": "333 1234567", "quarter": "fiumicello", "agreed": True, "notice": 1}


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    NoticeFactory(purpose=Notice.Purpose.CALL_BACK)
    quarter = QuarterFactory(name="Fiumicello", slug="fiumicello")
    point = CommunityPointFactory(slug="punto", name="Punto", location=LocationFactory(quarter=quarter))
    point.quarters.add(quarter)
    make_volunteer(point)
    return point


def send(client, **said):
    return client.post("/api/requests", SAID | said, content_type="application/json")


def test_words_to_show_come_first(client):
    notice = Notice.objects.get(purpose="call_back")

    response = client.get("/api/requests/notice")

    assert response.json() == {"version": 1, "text": notice.text}


def test_request_arrives_at_the_desk_of_the_quarter(client, desk):
    response = send(client, times=["morning"], words="Piano")

    asked = CallBackRequest.objects.get()
    said = response.json()
    withdraw_url = said.pop("withdraw_url")
    assert (response.status_code, said) == (
        201,
        {"state": "received", "desk": {"slug": "punto", "name": "Punto"}},
    )
    assert digest_of(withdraw_url.split("/")[-2]) == asked.digest
    assert [unsealed(asked.name), unsealed(asked.when_safe)] == ["Amina", "di mattina. Piano"]
    assert (asked.community_point, response.headers["Access-Control-Allow-Origin"], response.cookies) == (desk, "*", {})


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"contact": "la Piera"}, ["contact"]),
        ({"quarter": "altrove"}, ["quarter"]),
        ({"agreed": "yes"}, ["agreed"]),
        ({"notice": 2}, ["notice"]),
        ({"notice": True}, ["notice"]),
        ({"times": ["night"]}, ["times"]),
    ],
)
def test_what_is_wrong_is_said_field_by_field(client, said, wrong):
    response = send(client, **said)

    assert (response.status_code, list(response.json()["errors"]), CallBackRequest.objects.count()) == (400, wrong, 0)


def test_eleventh_request_from_one_address_waits(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [send(client).status_code for _ in range(11)]

    assert answers == [201] * 10 + [429]
