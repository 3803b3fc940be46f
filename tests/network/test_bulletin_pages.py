"""The pages of the bulletin: read by anyone, written by members, kept by who coordinates."""

import datetime
from xml.etree import ElementTree

import pytest
from django.core import mail

from accounts.access import Role
from network.bulletin import actions
from network.members.actions import leave
from network.models import BulletinItem
from tests.factories import (
    CommunityPointFactory,
    MandateFactory,
    MemberFactory,
    OrganizationFactory,
    QuarterFactory,
    TermFactory,
)

from .bulletin_factories import DAY, DeliveryFactory, ItemFactory, make_issue, today
from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db
HERE = "/rete/brescia/bollettino/"
ATOM = "{http://www.w3.org/2005/Atom}"


def signed_in(client, user):
    client.force_login(user)
    return client


def coordinator_of(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


@pytest.fixture
def membership():
    return MembershipFactory(organization=OrganizationFactory(name="Emporio", email="emporio@example.org"))


@pytest.fixture
def writer(membership):
    return MemberFactory(organization=membership.organization, role=Role.EDITOR).user


def written(membership, **values):
    """A form as a browser sends it."""
    said = {"organization": membership.organization.pk, "kind": "request", "title": "Cerchiamo sedie", "text": "Dieci."}
    return said | values


@pytest.mark.parametrize("issues", [1, 3])
def test_bulletin_list_asks_as_much_for_one_issue_as_for_three(client, issues, django_assert_num_queries):
    network = network_of()
    made = [make_issue(network, today() - number * DAY, titles=["Una", "Due"]) for number in range(issues)]

    with django_assert_num_queries(4):  # network, count, issues, entries
        response = client.get(HERE)

    assert list(response.context["page"]) == made


def test_door_of_a_network_shows_its_latest_bulletin(client):
    network = network_of()
    make_issue(network, today() - DAY)
    latest = make_issue(network, titles=["Festa in cortile"])

    page = client.get("/rete/brescia/")

    assert (page.context["bulletin"], "Festa in cortile" in page.text) == (latest, True)


def test_doors_are_those_that_open_to_who_looks(client, membership, writer):
    people = {"writer": writer, "coordinator": coordinator_of(membership.network)}
    pages = {"anyone": client.get(HERE).text}

    pages |= {name: signed_in(client, user).get(HERE).text for name, user in people.items()}

    assert {name: ("Proponi una notizia" in text, "Cura il bollettino" in text) for name, text in pages.items()} == {
        "anyone": (False, False),
        "writer": (True, False),
        "coordinator": (False, True),
    }


def test_bulletin_issue_is_read_as_it_left(client, membership):
    item = ItemFactory(membership=membership, approved=True, title="Festa & <b>musica</b>")
    earlier = make_issue(membership.network, today() - DAY)
    issue = make_issue(membership.network, item=item, titles=[item.title], organization=membership.organization)

    page = client.get(f"{HERE}{today().isoformat()}/")

    assert (page.context["issue"], page.context["before"], page.context["after"]) == (issue, earlier, None)
    assert "Festa &amp; &lt;b&gt;musica&lt;/b&gt;" in page.text
    assert f'href="{membership.organization.get_absolute_url()}"' in page.text
    assert [client.get(f"{HERE}{day}/").status_code for day in ("2001-01-01", "ieri")] == [404, 404]


def test_feed_has_an_entry_for_each_issue(client):
    issue = make_issue(titles=["Festa", "Corso"], link="https://festa.example/")

    response = client.get(f"{HERE}atom.xml")

    feed = ElementTree.fromstring(response.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.find(f"{ATOM}title").text == "Bollettino della rete di Brescia"
    assert entry.find(f"{ATOM}title").text == "Festa · Corso"
    assert entry.find(f"{ATOM}link").get("href").endswith(issue.get_absolute_url())
    assert entry.find(f"{ATOM}summary").text.count("https://festa.example/") == 2


def test_item_is_written_by_a_member_and_is_theirs_alone(client, membership, writer):
    colleague = MemberFactory(organization=membership.organization).user
    other = MemberFactory(organization=MembershipFactory().organization).user
    home, near = TermFactory(name="Casa"), QuarterFactory()

    answer = signed_in(client, writer).post(
        f"{HERE}proposte/nuova/", written(membership, themes=[home.pk], quarters=[near.pk])
    )

    item = BulletinItem.objects.get()
    seen = {
        name: signed_in(client, user).get(f"{HERE}proposte/{item.pk}/").status_code
        for name, user in {"colleague": colleague, "other": other}.items()
    }
    assert (answer.status_code, answer.url) == (302, f"{HERE}proposte/")
    assert (item.title, item.state, item.submitted_by, item.expires_on) == (
        "Cerchiamo sedie",
        "submitted",
        writer,
        today() + 31 * DAY,
    )
    assert (list(item.themes.all()), list(item.quarters.all())) == ([home], [near])
    assert seen == {"colleague": 200, "other": 404}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"title": "", "text": ""}, ["title", "text"]),
        ({"kind": "event"}, ["first_day"]),
        ({"first_day": today()}, ["first_day"]),
        ({"first_day": today() + 3 * DAY, "last_day": today() + DAY}, ["last_day"]),
        ({"hour": "10:00"}, ["first_day"]),
        ({"expires_on": today() + 200 * DAY}, ["expires_on"]),
        ({"link": "javascript:alert(1)"}, ["link"]),
        ({"organization": "00000000-0000-0000-0000-000000000000"}, ["organization"]),
    ],
)
def test_item_form_says_what_is_to_be_mended(client, membership, writer, said, wrong):
    answer = signed_in(client, writer).post(f"{HERE}proposte/nuova/", written(membership, **said))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, wrong)
    assert BulletinItem.objects.count() == 0


def test_item_is_mended_until_it_is_decided_and_withdrawn_until_it_is_told(client, membership, writer):
    waiting = ItemFactory(membership=membership)
    approved = ItemFactory(membership=membership, approved=True)
    told = ItemFactory(membership=membership, approved=True)
    make_issue(membership.network, item=told)
    client = signed_in(client, writer)

    for each in (waiting, approved, told):
        client.post(f"{HERE}proposte/{each.pk}/", written(membership, title="Più bella"))
    titles = list(BulletinItem.objects.values_list("title", flat=True).order_by("submitted_at"))
    for each in (waiting, approved, told):
        client.post(f"{HERE}proposte/{each.pk}/", {"withdraw": "1"})

    assert titles == ["Più bella", approved.title, told.title]
    assert list(BulletinItem.objects.values_list("state", flat=True).order_by("submitted_at")) == [
        "withdrawn",
        "withdrawn",
        "approved",
    ]


def test_who_leaves_the_network_takes_back_what_no_bulletin_has_told(membership):
    waiting, approved, told = (ItemFactory(membership=membership, approved=number > 0) for number in range(3))
    make_issue(membership.network, item=told)
    elsewhere = ItemFactory(membership__network=membership.network)

    leave(by=None, membership=membership, reason="Chiude")

    states = [BulletinItem.objects.get(pk=each.pk).state for each in (waiting, approved, told, elsewhere)]
    assert states == ["withdrawn", "withdrawn", "approved", "submitted"]


@pytest.mark.parametrize("items", [1, 3])
def test_item_list_asks_as_much_for_one_as_for_three(client, membership, writer, items, django_assert_max_num_queries):
    made = ItemFactory.create_batch(items, membership=membership, approved=True)
    client = signed_in(client, writer)

    with django_assert_max_num_queries(10):
        page = client.get(f"{HERE}proposte/")

    assert set(page.context["page"]) == set(made)


@pytest.mark.parametrize("items", [1, 3])
def test_desk_shows_what_waits_and_what_leaves_tomorrow(client, membership, items, django_assert_max_num_queries):
    make_issue(membership.network, today() - 2 * DAY)
    latest = DeliveryFactory(issue=make_issue(membership.network, today() - DAY)).issue
    waiting = ItemFactory.create_batch(items, membership=membership)
    approved = ItemFactory.create_batch(items, membership=membership, approved=True)
    client = signed_in(client, coordinator_of(membership.network))

    with django_assert_max_num_queries(16):
        page = client.get(f"{HERE}redazione/")

    assert list(page.context["page"]) == waiting
    assert (list(page.context["entries"]), page.context["readers"]) == (approved, 1)
    assert (page.context["latest"], page.context["latest"].waiting) == (latest, 1)


def test_item_is_decided_once_and_its_author_hears(client, membership, writer, django_capture_on_commit_callbacks):
    good, weak = (ItemFactory(membership=membership, submitted_by=writer) for _number in range(2))
    client = signed_in(client, coordinator_of(membership.network))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{HERE}redazione/{good.pk}/", {"approve": "1", "revision": "1"})
        without = client.post(f"{HERE}redazione/{weak.pk}/", {"reason": "", "revision": "1"})
        client.post(f"{HERE}redazione/{weak.pk}/", {"reason": "Manca il posto.", "revision": "1"})
        late = client.post(f"{HERE}redazione/{weak.pk}/", {"approve": "1", "revision": "1"}, follow=True)

    decided = [(each.state, each.reason) for each in BulletinItem.objects.filter(pk__in=[good.pk, weak.pk])]
    assert sorted(decided) == [("approved", ""), ("rejected", "Manca il posto.")]
    assert (without.status_code, "qualcun altro" in late.text) == (422, True)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([writer.email], f"Nel bollettino: {good.title}"),
        ([writer.email], f"Per ora non nel bollettino: {weak.title}"),
    ]
    assert "Manca il posto." in mail.outbox[1].body


def test_item_that_would_be_over_by_the_next_bulletin_is_not_approved(
    client, membership, writer, django_capture_on_commit_callbacks
):
    over, lasts = (
        ItemFactory(membership=membership, submitted_by=writer, expires_on=today() + days * DAY) for days in (0, 1)
    )
    client = signed_in(client, coordinator_of(membership.network))
    pages = [f"{HERE}redazione/{each.pk}/" for each in (over, lasts)]

    buttons = ['name="approve"' in client.get(page).text for page in pages]
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(page, {"approve": "1", "revision": "1"}, follow=True) for page in pages]

    states = [BulletinItem.objects.get(pk=each.pk).state for each in (over, lasts)]
    assert (buttons, states) == ([False, True], ["submitted", "approved"])
    assert "Sarebbe già passata" in answers[0].text
    assert [letter.subject for letter in mail.outbox] == [f"Nel bollettino: {lasts.title}"]


def test_what_becomes_of_an_item_is_told_to_the_organization_where_its_author_is_gone(
    membership, writer, django_capture_on_commit_callbacks
):
    item = ItemFactory(membership=membership, submitted_by=writer)
    type(writer).objects.filter(pk=writer.pk).update(is_active=False)

    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(by=writer, item=BulletinItem.objects.get(pk=item.pk), revision=1)

    assert [letter.to for letter in mail.outbox] == [["emporio@example.org"]]


def test_item_says_its_days_as_people_do():
    day = datetime.date(2026, 12, 5)
    said = [
        BulletinItem(),
        BulletinItem(first_day=day, last_day=day, hour=datetime.time(15)),
        BulletinItem(first_day=day, last_day=day + DAY),
    ]

    assert [each.when for each in said] == [
        "",
        "sabato 5 dicembre 2026, alle 15:00",
        "da sabato 5 dicembre 2026 a domenica 6 dicembre 2026",
    ]
