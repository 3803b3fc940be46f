"""What one looked at, and who looked at one's data; never another's."""

import datetime

import pytest
from django.utils import timezone

from accounts.actions import log_look, log_looks
from accounts.models import AccessLog
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOOKS = "/account/consultazioni/"
PERSON, PEOPLE = AccessLog.What.PERSON, AccessLog.What.PEOPLE


def look(by, days_ago=0, **fields):
    at = timezone.now() - datetime.timedelta(days=days_ago)
    return AccessLog.objects.create(actor=by, at=at, **{"what": PEOPLE, "thing": "Punto Fiumicello"} | fields)


@pytest.fixture
def me(client):
    user = UserFactory(name="Marta Ghidini")
    client.force_login(user)
    return user


def shown(client, **query):
    return list(client.get(LOOKS, query).context["looks"])


def test_looks_show_mine_and_nobody_elses(client, me):
    mine = log_look(by=me, what=PEOPLE, thing="Punto Fiumicello")
    log_look(by=UserFactory(), what=PEOPLE, thing="Punto Casazza")

    assert shown(client) == [mine]


def test_looks_name_who_opened_my_data(client, me):
    colleague, gone = UserFactory(name="Elena Bonomi"), UserFactory()
    log_look(by=gone, what=PERSON, subject=me)
    log_look(by=colleague, what=PERSON, subject=me)
    log_look(by=colleague, what=PERSON, subject=UserFactory())
    log_look(by=me, what=PERSON, subject=me)
    gone.delete()

    response = client.get(LOOKS, {"chi": "altri"})

    assert [each.actor_name for each in response.context["looks"]] == ["Elena Bonomi", None]
    assert "una persona che non c’è più" in response.content.decode()


def test_a_list_is_one_look_of_mine_and_one_at_each_of_the_others(client, me):
    colleague, other = UserFactory(), UserFactory()
    log_looks(by=colleague, what=PEOPLE, thing="Punto Fiumicello", subjects=[me, other, me, colleague])
    log_looks(by=me, what=PEOPLE, thing="Punto Fiumicello", subjects=[other, me])

    mine, at_me = shown(client), shown(client, chi="altri")

    assert [(each.actor, each.subject) for each in mine] == [(me, None)]
    assert [(each.actor, each.subject, each.thing) for each in at_me] == [(colleague, me, "Punto Fiumicello")]


@pytest.mark.parametrize(("asked", "ages"), [("7", [1]), ("30", [1, 20]), ("365", [1, 20, 300]), ("boh", [1, 20])])
def test_looks_are_of_the_period_asked_and_of_a_month_otherwise(client, me, asked, ages):
    looks = {days: look(me, days) for days in (1, 20, 300)}

    assert shown(client, giorni=asked) == [looks[days] for days in ages]


def test_looks_are_grouped_by_day(client, me):
    for days in (0, 0, 3):
        look(me, days)

    page = client.get(LOOKS).content.decode()

    assert (page.count("<h2>"), page.count("<li>\n  ")) == (2, 3)


@pytest.mark.parametrize(("page", "number"), [("1", 1), ("2", 2), ("99", 2), ("boh", 1)])
def test_looks_past_the_end_are_the_last_page(client, me, page, number):
    for _ in range(60):
        look(me)

    response = client.get(LOOKS, {"page": page})

    assert (response.status_code, response.context["page_obj"].number) == (200, number)


@pytest.mark.parametrize("side", ["mie", "altri"])
@pytest.mark.parametrize("number", [1, 300])
def test_looks_ask_the_same_number_of_queries(client, me, django_assert_num_queries, number, side):
    others = UserFactory.create_batch(3)
    AccessLog.objects.bulk_create(
        AccessLog(actor=me if side == "mie" else others[n % 3], subject=None if side == "mie" else me, what=PERSON)
        for n in range(number)
    )

    with django_assert_num_queries(6):
        response = client.get(LOOKS, {"chi": side})

    assert len(response.context["looks"]) == min(50, number)


def test_looks_of_a_stranger_are_nowhere(client):
    assert client.get(LOOKS).url == "/account/accedi/?next=/account/consultazioni/"
