"""Who coordinates mends the words of an item before it goes, and sees how many items wait."""

import pytest
from django.core import mail

from accounts.access import Role
from network.bulletin import actions
from network.models import BulletinItem
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory

from .bulletin_factories import ItemFactory
from .factories import MembershipFactory

pytestmark = pytest.mark.django_db
HERE = "/rete/brescia/"
LONG = "Servono dieci sedie per il pranzo di domenica in cortile: chi le ha le porti, grazie."


@pytest.fixture
def membership():
    return MembershipFactory(organization=OrganizationFactory(name="Emporio"))


@pytest.fixture
def writer(membership):
    return MemberFactory(organization=membership.organization, role=Role.EDITOR).user


@pytest.fixture
def coordinator(membership):
    point = CommunityPointFactory(location__municipality=membership.network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


@pytest.fixture
def item(membership, writer):
    return ItemFactory(membership=membership, submitted_by=writer, title="Sedie!!!", text=LONG)


def signed_in(client, user):
    client.force_login(user)
    return client


def words(item):
    item = BulletinItem.objects.get(pk=item.pk)
    return item.title, item.text, item.written_title, item.written_text


def test_words_are_mended_and_their_author_sees_how(
    client, item, writer, coordinator, django_capture_on_commit_callbacks
):
    path, new = f"{HERE}bollettino/redazione/{item.pk}/", LONG.replace("dieci", "dodici")
    client = signed_in(client, coordinator)

    empty = client.post(path, {"mend": "1", "revision": "1", "title": " ", "text": LONG})
    client.post(path, {"mend": "1", "revision": "1", "title": "Cerchiamo  sedie", "text": new})
    page = client.get(path)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {"approve": "1", "revision": page.context["revision"]})
    seen = signed_in(client, writer).get(f"{HERE}bollettino/proposte/{item.pk}/")

    assert (empty.status_code, list(empty.context["mending"].errors)) == (422, ["title"])
    assert words(item) == ("Cerchiamo sedie", new, "Sedie!!!", LONG)
    assert [(line.before, line.after) for line in seen.context["changes"]] == [
        ("Sedie!!!", "Cerchiamo sedie"),
        (LONG, new),
    ]
    assert all(part in seen.text for part in ("Parole aggiustate", "Sedie!!!", "<del>dieci", "<ins>dodici"))
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([writer.email], "Nel bollettino: Cerchiamo sedie")
    ]
    assert "Adesso dice così:\n\nCerchiamo sedie\n" + new in mail.outbox[0].body


def test_words_given_back_or_written_anew_are_their_authors(item, writer, coordinator):
    actions.mend(by=coordinator, item=item, revision=1, title="Sedie", text=LONG)
    actions.mend(by=coordinator, item=item, revision=2, title="Sedie, grazie", text=LONG)
    twice = words(item)
    actions.mend(by=coordinator, item=item, revision=3, title="Sedie!!!", text=LONG)
    back = words(item)
    actions.mend(by=coordinator, item=item, revision=4, title="Sedie", text=LONG)
    actions.rewrite(by=writer, item=item, themes=[], quarters=[], title="Sedie?", text=LONG)

    assert [twice, back, words(item)] == [
        ("Sedie, grazie", LONG, "Sedie!!!", LONG),
        ("Sedie!!!", LONG, "", ""),
        ("Sedie?", LONG, "", ""),
    ]


@pytest.mark.parametrize("step", [{"approve": "1"}, {"mend": "1", "title": "Mia", "text": "Mio"}, {"reason": "No"}])
def test_nobody_decides_on_words_that_they_have_not_read(client, item, writer, coordinator, step):
    path = f"{HERE}bollettino/redazione/{item.pk}/"
    seen = signed_in(client, coordinator).get(path).context["revision"]
    actions.rewrite(by=writer, item=item, themes=[], quarters=[], title="Sedie, e un tavolo", text=LONG)

    late = client.post(path, step | {"revision": seen}, follow=True)

    assert (late.redirect_chain[-1][0], "leggile, poi decidi" in late.text) == (path, True)
    assert (words(item)[0], BulletinItem.objects.get().state) == ("Sedie, e un tavolo", "submitted")


@pytest.mark.parametrize("items", [0, 1, 3])
def test_door_of_a_network_tells_who_coordinates_how_many_wait(
    client, membership, coordinator, writer, items, django_assert_max_num_queries
):
    ItemFactory.create_batch(items, membership=membership)
    client = signed_in(client, coordinator)

    with django_assert_max_num_queries(14):
        page = client.get(HERE)
    of_writer = signed_in(client, writer).get(HERE)

    assert (page.context["to_read"], f'href="{HERE}bollettino/redazione/"' in page.text) == (items, items > 0)
    assert "to_read" not in of_writer.context
