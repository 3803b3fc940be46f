"""The bulletin for other programs, and what is held of its readers and for how long."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.models import BulletinItem, Delivery, Subscription
from tests.factories import MunicipalityFactory, OrganizationFactory, TermFactory, UserFactory

from .bulletin_factories import DAY, DeliveryFactory, ItemFactory, SubscriptionFactory, make_issue, today
from .factories import network_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("issues", [1, 3])
def test_bulletins_are_told_as_they_left(client, settings, issues, django_assert_num_queries):
    emporio = OrganizationFactory(name="Emporio solidale", slug="emporio")
    day = today() + DAY
    dated = {"kind": "event", "first_day": day, "last_day": day, "expires_on": day, "hour": "15:00"}
    for number in range(issues):
        make_issue(day=today() - number * DAY, titles=["Festa"], organization=emporio, **dated)

    with django_assert_num_queries(3):  # how many, the page, its entries
        answer = client.get("/api/bulletins").json()

    assert (answer["total_items"], len(answer["contents"])) == (issues, issues)
    assert answer["contents"][0] == {
        "city": "brescia",
        "day": today().isoformat(),
        "url": f"{settings.SITE_URL}/rete/brescia/bollettino/{today().isoformat()}/",
        "size": 1,
        "items": [
            {
                "kind": "event",
                "title": "Festa",
                "text": "Vieni.",
                "link": "",
                "expires_on": day.isoformat(),
                "organization": "Emporio",
                "first_day": day.isoformat(),
                "last_day": day.isoformat(),
                "hour": "15:00",
                "organization_slug": "emporio",
            }
        ],
    }


def test_bulletins_are_narrowed_by_city_and_kind(client):
    make_issue(titles=["A Brescia"])
    make_issue(day=today() - DAY, titles=["Corso"], kind="training", first_day=today(), last_day=today())
    make_issue(network_of(MunicipalityFactory(name="Bergamo", istat_code="016024")), titles=["A Bergamo"])

    found = {
        query: [
            item["title"]
            for issue in client.get(f"/api/bulletins?{query}").json()["contents"]
            for item in issue["items"]
        ]
        for query in ("city=bergamo", "kind=training", "city=bergamo&kind=training")
    }
    refused = [client.get(f"/api/bulletins?{query}").status_code for query in ("kind=x", "day=oggi", "page=2")]

    assert found == {"city=bergamo": ["A Bergamo"], "kind=training": ["Corso"], "city=bergamo&kind=training": []}
    assert refused == [400, 400, 400]


def test_readers_are_forgotten_when_their_time_is_over():
    long_ago = timezone.now() - 400 * DAY
    reading, lately = SubscriptionFactory(), SubscriptionFactory(state="pending")
    SubscriptionFactory(state="pending", asked_at=timezone.now() - 8 * DAY)
    gone = {"email": "", "ended_at": long_ago}
    for state, more in {"left": {"digest": ""}, "bounced": {}, "complained": {}}.items():
        Subscription.objects.filter(pk=SubscriptionFactory().pk).update(state=state, **gone, **more)
    refused = SubscriptionFactory()
    Subscription.objects.filter(pk=refused.pk).update(state="bounced", email="", ended_at=timezone.now())
    issues = [make_issue(day=today() - number * DAY) for number in range(2)]
    old, new = (DeliveryFactory(issue=issue, subscription=reading) for issue in issues)
    for each, at in ((old, long_ago), (new, timezone.now())):
        Delivery.objects.filter(pk=each.pk).update(state="sent", settled_at=at)

    call_command("erase_expired", stdout=io.StringIO())

    assert set(Subscription.objects.all()) == {reading, lately, refused}
    assert list(Delivery.objects.all()) == [new]


def test_person_sees_what_they_read_and_wrote_and_takes_it_away():
    ada = UserFactory(email="ada@example.org")
    home = TermFactory(name="Casa")
    reader = SubscriptionFactory(address="Ada@example.org", themes=[home])
    SubscriptionFactory()
    item = ItemFactory(submitted_by=ada, title="Festa")

    held = everything_held(ada)
    erase_person(ada)

    reader.refresh_from_db()
    assert held["Bollettini della rete che ricevi"] == [
        {
            "rete": "Brescia",
            "dal": reader.confirmed_at,
            "quando": "ogni giorno che c’è qualcosa di nuovo",
            "di che cosa": "Casa",
        }
    ]
    assert held["Notizie che hai mandato al bollettino"] == [
        {"titolo": "Festa", "mandata il": item.submitted_at, "stato": "da leggere"}
    ]
    assert (reader.state, reader.email, BulletinItem.objects.get().submitted_by) == ("left", "", None)
