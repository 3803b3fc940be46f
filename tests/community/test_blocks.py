"""Who keeps another away hears nothing of what they write, and the other does not learn of it."""

import pytest

from community.concierge import actions as exchanges
from community.concierge import advice
from community.concierge.advice import Gone
from community.events.actions import publish
from community.groups import board
from community.models import Block, Exchange, Notice, Post
from community.safety.actions import block
from helpdesk.moves import Settled
from tests.community.concierge_factories import (
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    keeper_of,
    member_without_account,
)
from tests.community.events_factories import EventFactory
from tests.community.factories import NeedFactory
from tests.community.groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group, activity
from tests.factories import UserFactory

from .test_safety import coordinates

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart():
    """(who keeps away, who is kept away, a third), in one group."""
    people = UserFactory.create_batch(3)
    block(by=people[0], other=people[1], thing="Un messaggio")
    return people


@pytest.fixture
def group(apart):
    group = active_group()
    for person in apart:
        PersonFactory(group=group, user=person)
    return group


def titles_seen(group, people):
    memberships = [group.memberships.get(user=person) for person in people]
    return [{each.title for each in group.posts.seen_by(membership)} for membership in memberships]


def test_two_who_are_apart_read_on_the_board_only_what_is_for_everybody(apart, group):
    for number, person in enumerate(apart):
        PostFactory(group=group, author=person, title=f"Cerco {number}")
        activity(group, author=person, title=f"Facciamo {number}")

    seen = titles_seen(group, apart)

    together = {"Facciamo 0", "Facciamo 1", "Facciamo 2", "Cerco 2"}
    assert seen == [together | {"Cerco 0"}, together | {"Cerco 1"}, together | {"Cerco 0", "Cerco 1"}]


def test_what_two_had_settled_stays_readable_to_both(apart, group):
    Block.objects.all().delete()
    post = PostFactory(group=group, author=apart[0], title="Una scala")
    board.take(by=apart[1], post=post, person=apart[1])

    block(by=apart[0], other=apart[1], thing="Una scala")

    assert titles_seen(group, apart) == [{"Una scala"}] * 3


def test_no_answer_of_one_reaches_the_other_and_a_caretaker_reads_what_is_for_all(apart, group):
    keeper = group.memberships.get(role="caretaker").user
    post = activity(group, author=keeper)
    for number, person in enumerate(apart):
        ReplyFactory(post=post, author=person, kept=f"A tutti, {number}")
    block(by=keeper, other=apart[1], thing="Un messaggio")
    for number, person in enumerate(apart):
        board.answer(by=person, post=post, words=f"In privato, {number}", is_private=True)

    heard = [{each.text for each in post.replies.seen_by(person)} for person in apart]
    kept = {each.text for each in post.replies.seen_by(keeper, is_caretaker=True)}

    assert heard == [
        {"A tutti, 0", "A tutti, 2", "In privato, 0"},
        {"A tutti, 1", "A tutti, 2", "In privato, 1"},
        {"A tutti, 0", "A tutti, 1", "A tutti, 2", "In privato, 2"},
    ]
    assert kept == {"A tutti, 0", "A tutti, 1", "A tutti, 2", "In privato, 0", "In privato, 2"}


def test_nobody_is_written_to_of_what_somebody_they_keep_away_does(apart, group):
    person, other, third = apart
    mine = activity(group, author=person)

    board.put_up(by=other, post=PostFactory.build(group=group, author=None))
    for each in (other, third):
        board.answer(by=each, post=mine, words="Ci sono")

    told = Notice.objects.order_by("pk").values_list("person", "subject")
    assert {subject for whom, subject in told if whom == third.pk} == {"C’è qualcosa di nuovo nel tuo gruppo"}
    assert [subject for whom, subject in told if whom == person.pk] == ["Qualcuno ti ha risposto"]


def test_post_of_who_keeps_away_is_to_the_other_as_one_that_is_not_there(client, apart, group):
    post = PostFactory(group=group, author=apart[0])
    client.force_login(apart[1])

    answers = [client.get(post.get_absolute_url()), client.post(f"{post.get_absolute_url()}fai/", {"take": "1"})]

    assert [each.status_code for each in answers] == [404, 404]
    assert Post.objects.get(pk=post.pk).state == "open"


def test_two_who_are_apart_do_not_find_each_other_in_a_concierge(client, apart):
    concierge = ConciergeFactory()
    members = [ConciergeMemberFactory(concierge=concierge, person=person) for person in apart]
    offers = [ExchangeFactory(author=member, title=f"Cucio {number}") for number, member in enumerate(members)]
    board_of, shown, answers = concierge.get_absolute_url(), [], []

    for person in apart:
        client.force_login(person)
        page = client.get(board_of).content.decode()
        shown.append([each.title for each in offers if each.title in page])
        answers.append([client.get(each.get_absolute_url()).status_code for each in offers])

    assert shown == [["Cucio 0", "Cucio 2"], ["Cucio 1", "Cucio 2"], ["Cucio 0", "Cucio 1", "Cucio 2"]]
    assert answers == [[200, 404, 200], [404, 200, 200], [200, 200, 200]]


def test_concierge_brings_no_two_together_who_are_apart(client, apart):
    concierge = ConciergeFactory()
    members = [ConciergeMemberFactory(concierge=concierge, person=person) for person in apart]
    neighbour = member_without_account(concierge)
    exchange = ExchangeFactory(author=members[0])
    client.force_login(keeper_of(concierge))

    page = client.get(exchange.get_desk_url())

    offered = list(page.context["forms"]["match"].fields["member"].queryset)
    assert offered == sorted([members[2], neighbour], key=lambda each: each.pk)


def test_answer_in_a_concierge_is_reported_and_who_wrote_it_kept_away_by_who_reads_it(client, apart):
    concierge = ConciergeFactory()
    author, rude = [ConciergeMemberFactory(concierge=concierge) for _number in range(2)]
    exchange = ExchangeFactory(author=author)
    exchanges.answer(exchange=exchange, member=rude, message="Lo so dove abiti")
    page = f"/comunita/{concierge.network.slug}/segnala/exchange_answer/{exchange.pk}/"

    seen = []
    for person in (author.person, rude.person, apart[2]):
        client.force_login(person)
        seen.append(client.get(page).status_code)
    client.force_login(author.person)
    linked = page in client.get(exchange.get_absolute_url()).content.decode()
    client.post(page, {"reason": "harassment"})
    client.post(f"{page}blocca/")
    client.post(exchange.get_absolute_url(), {"decline": "1"})

    report = concierge.network.moderation_reports.get()
    assert (seen, linked) == ([200, 404, 404], True)
    assert (report.about, report.text.endswith("Lo so dove abiti")) == (rude.person, True)
    assert Block.objects.apart(rude.person, author.person)
    assert not Exchange.objects.open_to(rude.person).exists()
    client.force_login(coordinates(concierge.network))
    read = client.get(report.get_absolute_url())
    assert ("Lo so dove abiti" in read.content.decode(), read.context["url"]) == (True, "")


def test_caretaker_takes_no_care_of_what_somebody_apart_from_them_asks(client, apart, group):
    keeper = group.memberships.get(role="caretaker").user
    post = PostFactory(group=group, author=apart[0])
    block(by=apart[0], other=keeper, thing="Un messaggio")
    client.force_login(keeper)

    client.post(f"{post.get_absolute_url()}fai/", {"take": "1"})

    assert Post.objects.get(pk=post.pk).state == "open"
    assert not apart[0].notices.exists()


def test_no_contact_is_told_once_who_had_answered_keeps_the_other_away():
    concierge = ConciergeFactory()
    author, helper = [ConciergeMemberFactory(concierge=concierge) for _number in range(2)]
    exchange = ExchangeFactory(author=author)
    exchanges.answer(exchange=exchange, member=helper)

    block(by=helper.person, other=author.person, thing="Uno scambio")
    for act in (
        lambda: exchanges.agree(exchange=exchange, side="author"),
        lambda: exchanges.answer(exchange=exchange, member=helper),
        lambda: exchanges.match(by=None, exchange=exchange, member=helper),
    ):
        with pytest.raises(Settled):
            act()

    exchange.refresh_from_db()
    assert (exchange.state, exchange.other) == ("open", None)
    assert [each.subject for each in author.person.notices.order_by("made_at")] == [
        "Qualcuno ha risposto in portineria",
        "Lo scambio non si fa",
    ]


def test_two_who_are_apart_do_not_meet_for_advice(client, apart):
    slot = AdviceSlotFactory(adviser=apart[1])
    page, listed = f"/comunita/{slot.network.slug}/consulenze/", []

    for person in (apart[0], apart[2]):
        client.force_login(person)
        listed.append(slot.topic in client.get(page).content.decode())
    with pytest.raises(Gone):
        advice.take(by=apart[0], slot=slot)

    assert listed == [False, True]
    assert not slot.bookings.exists()


def test_nobody_hears_of_an_event_of_their_group_from_who_they_keep_away(apart, group):
    event = EventFactory(organization=None, group=group, state="draft", written_by=apart[1])

    publish(event=event)

    told = set(Notice.objects.filter(subject="C’è un nuovo evento").values_list("person", flat=True))
    assert told == {apart[2].pk, group.memberships.get(role="caretaker").user_id}


def test_who_wrote_where_nobody_has_a_name_is_not_kept_away_nor_known_by_what_is_read_no_more(client):
    need = NeedFactory(said_by=UserFactory())
    page = f"/comunita/{need.network.slug}/segnala/need/{need.pk}/"
    client.force_login(UserFactory())

    shown = "Blocca questa persona" in client.get(page).content.decode()
    response = client.post(f"{page}blocca/")

    assert (shown, response.status_code, Block.objects.exists()) == (False, 404, False)


def test_person_keeps_another_away_who_does_not_learn_of_it(client):
    author, person, third = UserFactory.create_batch(3)
    group = active_group(author)
    page = f"/comunita/{group.network.slug}/segnala/group_post/{activity(group, author=author, title='Panchina').pk}/"
    client.force_login(person)

    shown = client.get(page).content.decode()
    client.post(f"{page}blocca/")
    client.post(f"{page}blocca/")

    block = Block.objects.get()
    assert "Blocca questa persona" in shown
    assert (block.person, block.blocked, block.thing) == (person, author, "Panchina")
    assert [Block.objects.apart(*pair) for pair in [(person, author), (author, person), (person, third)]] == [
        True,
        True,
        False,
    ]
    assert set(Block.objects.people_apart_from(author).values_list("pk", flat=True)) == {person.pk}
    assert author.name not in client.get("/comunita/blocchi/").content.decode()
    client.force_login(author)
    client.post("/comunita/blocchi/", {"pk": block.pk})
    assert Block.objects.exists()
    client.force_login(person)
    client.post("/comunita/blocchi/", {"pk": block.pk})
    assert not Block.objects.exists()
