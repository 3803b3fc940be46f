"""Who is out of a group may say once that it is wrong, to somebody else than who decided."""

import pytest

from accounts.access import Role
from community.groups import actions, board
from community.models import Notice
from tests.factories import MandateFactory, UserFactory
from tests.network.factories import network_of

from .groups_factories import PostFactory, active_group, private_group, removed_from
from .safety_factories import suspended
from .test_groups import coordinator_of, signed_in, told

pytestmark = pytest.mark.django_db
DESK = "/comunita/brescia/gruppi/da-leggere/"
OUT = "Una risposta da un gruppo di strada"
READ = "Un ricorso da leggere"


@pytest.fixture
def network():
    return network_of()


def page_of(person):
    return f"/comunita/brescia/gruppi/tuoi/{person.pk}/ricorso/"


def answer_to(person):
    return f"/comunita/brescia/gruppi/ricorsi/persone/{person.pk}/"


@pytest.mark.parametrize(("make", "granted"), [(active_group, True), (private_group, True), (active_group, False)])
def test_who_was_taken_out_appeals_once_and_is_answered(network, make, granted):
    group, coordinator = make(network=network), coordinator_of(network)
    keeper = group.memberships.get().user
    person = removed_from(group, nickname="Ada la sarta")
    theirs, desk = signed_in(person.user), signed_in(coordinator)

    link = Notice.objects.get(person=person.user).url
    empty = theirs.post(link, {"words": ""})
    theirs.post(link, {"words": "Ci abito da dieci anni"})
    again = theirs.post(link, {"words": "Ancora"}, follow=True).content.decode()
    waiting, read = desk.get(DESK).content.decode(), desk.get(answer_to(person)).content.decode()
    todo = desk.get("/comunita/brescia/da-fare/").content.decode()
    answers = [desk.post(answer_to(person), {"words": "Ho letto"} | ({"show": "1"} if granted else {}))]
    answers.append(desk.post(answer_to(person), {"words": "Un’altra volta"}))

    person.refresh_from_db()
    assert (link, empty.status_code, "Nel frattempo" in again) == (page_of(person), 422, True)
    assert (answer_to(person) in waiting, "Ci abito da dieci anni" in read, "Ricorsi di chi è fuori" in todo) == (
        True, True, True,
    )  # fmt: skip
    assert "Ada la sarta" not in waiting + read
    state, kept = ("member", ("", "")) if granted else ("removed", ("Ci abito da dieci anni", "Ho letto"))
    assert (person.state, (person.appeal, person.decision)) == (state, kept)
    assert [told(each) for each in (person.user, coordinator, keeper)] == [
        [OUT, "C’è la risposta al tuo ricorso"], [READ], ["Un ricorso nel tuo gruppo"],
    ]  # fmt: skip
    assert [each.status_code for each in answers] == ([302, 404] if granted else [302, 302])
    assert (theirs.get(group.get_absolute_url()).status_code == 200) == (granted or group.is_public)
    own = theirs.get("/comunita/brescia/gruppi/tuoi/").content.decode()
    assert ("La risposta al tuo ricorso: Ho letto" in own) == (not granted)


def test_who_is_out_is_led_to_why_and_not_to_the_door(network):
    person = removed_from(active_group(network=network))
    theirs, group = signed_in(person.user), person.group.get_absolute_url()

    page, door = theirs.get(group).content.decode(), theirs.get(f"{group}entra/")

    assert (page_of(person) in page, f"{group}entra/" in page, door.url) == (True, False, page_of(person))


def test_appeal_is_for_its_own_person_alone_and_also_while_suspended(network):
    person = removed_from(active_group(network=network))
    suspended(person.user, network)

    stranger = signed_in(UserFactory()).post(page_of(person), {"words": "Entri"}).status_code
    refused = signed_in(person.user).get(answer_to(person)).status_code
    signed_in(person.user).post(page_of(person), {"words": "Ci abito"})

    person.refresh_from_db()
    assert (stranger, refused, person.appeal) == (404, 403, "Ci abito")


def test_who_decided_first_does_not_answer_and_who_directs_does_where_nobody_else_coordinates(network):
    coordinator, direction = (
        coordinator_of(network),
        MandateFactory(role=Role.DIRECTION, community_point=None, municipality=network).user,
    )
    group = active_group(coordinator, network=network)
    person, post = removed_from(group), PostFactory(group=group)
    board.hide(by=coordinator, post=post, reason="Offende")

    signed_in(person.user).post(page_of(person), {"words": "Ci abito"})
    board.appeal(by=post.author, post=post, words="Non offende")
    pages = [answer_to(person), f"/comunita/brescia/gruppi/ricorsi/{post.pk}/"]
    shown = [signed_in(coordinator).get(page).context["may_answer"] for page in pages]
    for page in pages:
        signed_in(coordinator).post(page, {"words": "Decido io"})
    desks = [signed_in(each).get(DESK).content.decode() for each in (coordinator, direction)]
    for page in pages:
        signed_in(direction).post(page, {"words": "Ho letto"})

    person.refresh_from_db()
    post.refresh_from_db()
    assert shown == [False, False]
    assert [[page in desk for page in pages] for desk in desks] == [[False, False], [True, True]]
    assert (told(coordinator), told(direction)) == (["Un ricorso nel tuo gruppo"], [READ, READ])
    assert [(each.decision, each.decided_by) for each in (person, post)] == [("Ho letto", direction)] * 2


def test_who_comes_back_and_is_taken_out_again_may_appeal_again(network):
    group = active_group(network=network)
    person = removed_from(group)
    actions.appeal(by=person.user, person=person, words="Ci abito")

    actions.let_in(by=group.memberships.caretakers().get().user, group=group, person=person)
    back = group.memberships.get(pk=person.pk)
    actions.turn_away(by=UserFactory(), group=group, person=back, reason="Disturba")
    again = signed_in(person.user).get(page_of(person)).content.decode()

    assert (back.appeal, back.appealed_at, back.removed_by) == ("", None, None)
    assert ("Disturba" in again, "Manda a chi coordina" in again) == (True, True)


def test_nobody_appeals_to_come_into_a_group_that_is_closed(network):
    person = removed_from(active_group(network=network), state="asked", joined_at=None)
    actions.close(by=UserFactory(), group=person.group, words="Ci siamo trasferiti")

    page = signed_in(person.user).get(page_of(person)).content.decode()
    signed_in(person.user).post(page_of(person), {"words": "Ci abito"})

    person.refresh_from_db()
    assert ("Il gruppo adesso è chiuso" in page, person.appeal) == (True, "")
