"""A group that nobody keeps alive any more: its people and who coordinates have a way out of it."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from community.groups import board
from community.models import Group
from tests.factories import UserFactory
from tests.network.factories import network_of

from .groups_factories import PersonFactory, PostFactory, active_group
from .safety_factories import suspended
from .test_groups import coordinator_of, signed_in, told

pytestmark = pytest.mark.django_db
DESK = "/comunita/brescia/gruppi/da-leggere/"
CLOSE = {"close": "1", "reason": "Ci siamo trasferiti"}


@pytest.fixture
def network():
    return network_of()


def asking(group, days):
    when = timezone.now() - datetime.timedelta(days=days)
    return PersonFactory(group=group, state="asked", joined_at=None, asked_at=when)


def test_who_is_suspended_closes_a_group_where_nobody_else_is(network):
    alone, kept = active_group(network=network), active_group(network=network)
    waits, other = asking(alone, 1), PersonFactory(group=kept)
    answers = []

    for group in (alone, kept):
        keeper = group.memberships.caretakers().get().user
        suspended(keeper, network)
        answers.append(signed_in(keeper).post(f"{group.get_absolute_url()}cura/", CLOSE).status_code)

    assert answers == [302, 403]
    assert [each.state for each in Group.objects.order_by("pk")] == ["closed", "active"]
    assert (told(waits.user), told(other.user)) == (["Il gruppo in cui volevi entrare è chiuso"], [])
    own = signed_in(waits.user).get("/comunita/brescia/gruppi/tuoi/").content.decode()
    assert ("Avevi chiesto di entrare" in own, "ti rispondono" in own) == (True, False)


def test_who_is_suspended_frees_what_they_took_care_of_and_reads_so_before_they_write(network):
    group = active_group(network=network)
    post = PostFactory(group=group)
    helper = PersonFactory(group=group).user
    board.take(by=helper, post=post, person=helper)
    suspended(helper, network)
    client = signed_in(helper)

    begun = client.get(f"{group.get_absolute_url()}scrivi/")
    reported = client.get(f"/comunita/brescia/segnala/group_post/{post.pk}/").status_code
    client.post(f"{post.get_absolute_url()}fai/", {"open_again": "1"})

    post.refresh_from_db()
    assert (begun.status_code, "Per ora puoi solo leggere" in begun.content.decode(), reported) == (403, True, 200)
    assert (post.state, post.matched_with) == ("open", None)
    assert "La tua risposta" not in client.get(post.get_absolute_url()).content.decode()


def test_why_a_group_closes_is_said_without_naming_anybody(network):
    group = active_group(network=network)
    page = f"{group.get_absolute_url()}cura/"

    refused = signed_in(group.memberships.get().user).post(page, CLOSE | {"reason": "Chiamate il 333 1234567"})

    assert (refused.status_code, "un numero di telefono" in refused.content.decode()) == (422, True)
    assert Group.objects.get().state == "active"


def test_who_coordinates_finds_the_groups_that_nobody_looks_after(network):
    names = ["In pausa", "Muto", "Con due", "Svelto", "Senza accesso"]
    groups = {name: active_group(network=network, name=name) for name in names}
    keeper = {name: each.memberships.get().user for name, each in groups.items()}
    for name in ("In pausa", "Con due"):
        suspended(keeper[name], network)
    PersonFactory(group=groups["Con due"], role="caretaker")
    asking(groups["Muto"], 20)
    asking(groups["Svelto"], 5)
    keeper["Senza accesso"].is_active = False
    keeper["Senza accesso"].save()

    desk = signed_in(coordinator_of(network)).get(DESK)
    todo = signed_in(coordinator_of(network)).get("/comunita/brescia/da-fare/").content.decode()
    outside = {name: "lo sa chi coordina" in page_of(Client(), each) for name, each in groups.items()}

    assert {each.name for each in desk.context["untended"]} == {"In pausa", "Muto", "Senza accesso"}
    assert "Gruppi senza chi li segue" in todo
    assert outside == {name: name in ("In pausa", "Muto", "Senza accesso") for name in names}
    assert "lo sa chi coordina" not in page_of(signed_in(keeper["Muto"]), groups["Muto"])


def page_of(client, group):
    return client.get(group.get_absolute_url()).content.decode()


def test_who_coordinates_hands_a_group_on_to_who_is_there_longest_and_may_write(network):
    group = active_group(network=network)
    keeper, coordinator = group.memberships.get(), signed_in(coordinator_of(network))
    ago = [timezone.now() - datetime.timedelta(days=days) for days in (30, 20, 10)]
    paused, heir, _latest = (PersonFactory(group=group, joined_at=when) for when in ago)
    for each in (keeper, paused):
        suspended(each.user, network)
    page = f"{group.get_absolute_url()}pubblica/"

    refused = signed_in(UserFactory()).post(page, {"hand_on": "1"}).status_code
    coordinator.post(page, {"hand_on": "1"})

    assert refused == 403
    assert set(group.memberships.caretakers()) == {keeper, heir}
    assert told(heir.user) == ["Ti abbiamo affidato un gruppo"]
    assert not Group.objects.untended().exists()


def test_group_where_nobody_else_may_keep_it_alive_is_closed(network):
    group = active_group(network=network)
    suspended(group.memberships.get().user, network)

    answer = signed_in(coordinator_of(network)).post(
        f"{group.get_absolute_url()}pubblica/", {"hand_on": "1"}, follow=True
    )

    assert "nessun altro che possa tenerlo vivo" in answer.content.decode()
    assert list(signed_in(coordinator_of(network)).get(DESK).context["untended"]) == [group]
