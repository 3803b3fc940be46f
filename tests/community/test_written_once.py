"""A button pressed twice: one thing is written, and the second answer leads to it, as the first did."""

import pytest
from django.utils import timezone

from accounts.access import Role
from community.models import (
    AdviceBooking,
    AdviceSlot,
    Call,
    Commitment,
    ConciergeMembership,
    Contribution,
    Event,
    Exchange,
    Fundraising,
    Group,
    HouseProject,
    Initiative,
    InitiativeTask,
    Need,
    Notice,
    Pact,
    Post,
    Proposal,
    Reach,
    Story,
)
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .concierge_factories import DAY, AdviceSlotFactory, ConciergeFactory, ConciergeMemberFactory, keeper_of
from .events_factories import house_in
from .factories import in_days
from .groups_factories import PersonFactory, active_group
from .initiatives_factories import active
from .proposals_factories import talked_over
from .test_concierge import OFFER

pytestmark = pytest.mark.django_db
PROPOSAL = {"title": "Una panchina in piazza", "words": "All’ombra, con lo schienale."}
GROUP = {"kind": "theme", "name": "Scala B", "words": "Cantiamo insieme", "visibility": "public", "joining": "ask"}
GROUP |= {"agreement": "Con rispetto", "nickname": "Ada"}
EVENT = {"title": "Cucito", "words": "Porta ago e filo", "start": "18:00", "end": "20:00", "rhythm": "once"}
EVENT |= {"address": "Piazza Loggia"}
PACT = {"kind": "voluntary", "person": "Ada Bassi", "words": "Mette a posto i libri", "hours_due": 3}
CALL = {"title": "Casa ai giovani", "words": "Un aiuto per andare a vivere da soli.", "benefits": 50, "amount": 4000}
CALL |= {"of_what": "un contributo", "payee": "landlord", "hours_due": 0, "age_from": 18, "residence": "any"}
CALL |= {"appeal_days": 10}
CITY = {
    "bisogni/nuovo/": (Need, {"kind": "need", "title": "Manca una panchina all’ombra"}),
    "proposte/nuova/": (Proposal, PROPOSAL),
    "proposte/nuova/?bozza": (Proposal, PROPOSAL | {"draft": "1"}),
    "gruppi/nuovo/": (Group, GROUP),
    "iniziative/nuova/": (Initiative, {"kind": "residents", "title": "L’orto", "summary": "Venti cassoni"}),
}
INITIATIVE = {
    "impegni/nuovo/": (Commitment, {"words": "Porto la terra", "due_on": timezone.localdate}),
    "racconta/": (Story, {"title": "Il primo pomodoro", "words": "Siamo partiti in tre."}),
    "da-fare/nuovo/": (InitiativeTask, {"words": "Cercare la terra"}),
    "persone-raggiunte/": (Reach, {"day": timezone.localdate, "people": 12, "activity": "Merenda"}),
}


def pressed_twice(client, address, sent):
    """Where each of the two leads."""
    said = {name: value() if callable(value) else value for name, value in sent.items()}
    return [client.post(address, said).headers.get("Location") for _press in range(2)]


@pytest.fixture
def coordinator(client):
    point = CommunityPointFactory(location__municipality=network_of())
    person = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    client.force_login(person)
    return person


@pytest.mark.parametrize("page", CITY)
def test_what_a_resident_says_is_written_once(client, page):
    model, sent = CITY[page]
    client.force_login(UserFactory())

    first, second = pressed_twice(client, f"/comunita/{network_of().slug}/{page}", sent)

    assert (first, second) == (model.objects.get().get_absolute_url(),) * 2


def test_address_of_a_group_tells_nothing_of_a_private_one_of_the_same_name(client):
    private = GROUP | {"visibility": "members", "joining": "invitation"}

    for sent in (private, GROUP):
        client.force_login(UserFactory())
        client.post(f"/comunita/{network_of().slug}/gruppi/nuovo/", sent)

    secret, public = Group.objects.order_by("pk").values_list("slug", flat=True)
    assert (public, "scala" in secret) == ("scala-b", False)


@pytest.mark.parametrize("page", INITIATIVE)
def test_what_is_written_in_an_initiative_is_there_once(client, coordinator, page):
    model, sent = INITIATIVE[page]
    initiative = active(network=network_of())

    first, second = pressed_twice(client, f"{initiative.get_absolute_url()}{page}", sent)

    assert (first is not None, first == second, model.objects.count()) == (True, True, 1)


def test_who_leads_hears_of_a_story_once_and_two_people_may_tell_the_same(client, coordinator):
    initiative = active(network=network_of())
    for each in (UserFactory(), UserFactory()):
        client.force_login(each)
        pressed_twice(client, f"{initiative.get_absolute_url()}racconta/", INITIATIVE["racconta/"][1])

    assert (Story.objects.count(), Notice.objects.filter(person=coordinator).count()) == (2, 2)


def test_what_is_added_to_a_proposal_is_read_once(client):
    client.force_login(UserFactory())

    pressed_twice(client, f"{talked_over().get_absolute_url()}aggiungi/", {"words": "Serve anche l’acqua."})

    assert Contribution.objects.count() == 1


def test_what_is_put_on_the_board_is_there_once_until_it_is_off(client):
    member = ConciergeMemberFactory()
    client.force_login(member.person)
    page = f"{member.concierge.get_absolute_url()}scrivi/"

    first, second = pressed_twice(client, page, OFFER)
    exchange = Exchange.objects.get()
    client.post(exchange.get_absolute_url(), {"withdraw": "1"})
    client.post(page, OFFER)

    assert (first, second, Exchange.objects.count()) == (exchange.get_absolute_url(), first, 2)


def test_hour_of_advice_is_held_and_booked_once_by_who_presses_twice(client):
    concierge, adviser = ConciergeFactory(), MandateFactory(role=Role.COORDINATOR).user
    soon = timezone.localdate() + 5 * DAY
    asked = {"topic": "Partita IVA", "place": "Sala", "day": soon, "start": "10:00", "minutes": "45"}
    slot = AdviceSlotFactory(network=concierge.network, starts_at=in_days(4, 10))
    by_phone = AdviceSlotFactory(network=concierge.network, starts_at=in_days(6, 10))
    said = {"slot": by_phone.pk, "name": "Rosa", "contact": "030 000 1234"}
    client.force_login(UserFactory())
    pressed_twice(client, slot.get_absolute_url(), {"take": "1"})
    client.force_login(keeper_of(concierge))
    pressed_twice(client, f"{concierge.get_absolute_url()}consulenze/", said)
    desk = client.get(f"{concierge.get_absolute_url()}consulenze/").text
    client.force_login(adviser)

    first, second = pressed_twice(client, f"/comunita/{concierge.network.slug}/consulenze/nuova/", asked)

    assert (first, AdviceSlot.objects.count(), AdviceBooking.objects.count()) == (second, 3, 2)
    assert (desk.count("Prenotata. Stampa"), "arrivato prima" in desk) == (1, False)


def test_neighbour_who_rings_again_is_the_member_that_they_are(client):
    concierge = ConciergeFactory()
    page = f"{concierge.get_absolute_url()}soci/nuovo/"
    for number, said in enumerate([("Rosa", "030 000 1234"), ("rosa ", "0300001234"), ("Rosa", "030 000 9999")]):
        client.force_login(keeper_of(concierge))
        client.post(page, {"name": said[0], "contact": said[1]})
        assert ConciergeMembership.objects.count() == (1, 1, 2)[number]


def test_what_is_said_in_a_group_is_there_once_for_all_and_for_one(client):
    group = active_group()
    neighbour = PersonFactory(group=group).user
    client.force_login(group.memberships.get(role="caretaker").user)
    sent = {"kind": "request", "title": "Cerco una scala", "expires_on": timezone.localdate() + 9 * DAY}

    first, second = pressed_twice(client, f"{group.get_absolute_url()}scrivi/", sent)
    post = Post.objects.get()
    client.force_login(neighbour)
    for to in ("", post.author_id):
        pressed_twice(client, f"{post.get_absolute_url()}rispondi/", {"words": "Ce l’ho io", "to": to})

    assert (first, second) == (post.get_absolute_url(),) * 2
    assert sorted(post.replies.values_list("is_private", flat=True)) == [False, True]
    assert (neighbour.notices.count(), post.author.notices.count()) == (1, 2)


def test_event_pact_and_call_are_written_once(client, coordinator):
    network, today = network_of(), timezone.localdate()
    point = coordinator.mandates.get().community_point_id
    MandateFactory(user=coordinator, role=Role.DIRECTION, municipality=network, community_point=None)
    host = MembershipFactory(network=network).organization
    period = {"starts_on": today, "ends_on": today + 90 * DAY, "opens_on": today, "closes_on": today + 30 * DAY}
    pages = {
        "eventi/nuovo/": (Event, EVENT | {"organiser": f"community_point-{point}", "day": today + DAY}),
        "patti/nuovo/": (Pact, PACT | {"host": host.pk} | period),
        "bandi/nuovo/": (Call, CALL | period),
    }

    led = [pressed_twice(client, f"/comunita/{network.slug}/{page}", sent) for page, (_model, sent) in pages.items()]

    assert [first is not None and first == second for first, second in led] == [True, True, True]
    assert [model.objects.count() for model, _sent in pages.values()] == [1, 1, 1]


def test_what_differs_in_one_thing_is_another_and_nothing_of_it_is_lost(client, coordinator):
    network, today = network_of(), timezone.localdate()
    MandateFactory(user=coordinator, role=Role.DIRECTION, municipality=network, community_point=None)
    house = house_in(network)
    MemberFactory(organization=house.location.organization, user=coordinator, role=Role.OWNER)
    organiser = {"organiser": f"community_point-{coordinator.mandates.earliest('pk').community_point_id}"}
    call = CALL | {"opens_on": today, "closes_on": today + 30 * DAY, "criteria": "Quanto serve: 20"}
    raising = {"title": "Un forno", "words": "È rotto.", "how_to_give": "In segreteria.", "goal": "1000"}
    changed = {
        "eventi/nuovo/": (Event, EVENT | organiser | {"day": today + DAY}, {"price": "5 euro"}, {"end": "21:00"}),
        "bandi/nuovo/": (Call, call, {"amount": 3000}, {"criteria": "Quanto serve: 10"}),
        "raccolte/nuova/": (Fundraising, raising | {"ends_on": today, "houses": house.pk}, {"goal": "900"}),
        "gruppi/nuovo/": (Group, GROUP, {"joining": "open"}, {"nickname": "Zia Ada"}),
    }

    for page, (_model, sent, *others) in changed.items():
        for each in ({}, *others, {}):
            client.post(f"/comunita/{network.slug}/{page}", sent | each)

    assert [model.objects.count() for model, *_sent in changed.values()] == [3, 3, 2, 3]


def test_money_is_counted_once_and_a_line_like_another_is_said(client):
    one, other = house_in(network_of()), house_in(network_of())
    client.force_login(MemberFactory(organization=one.location.organization, role=Role.OWNER).user)
    city, today = f"/comunita/{network_of().slug}/", timezone.localdate()
    project = {"title": "Un coro", "words": "Si canta.", "starts_on": today, "houses": [one.pk, other.pk]}
    raising = {"title": "Un forno", "words": "È rotto.", "how_to_give": "In segreteria.", "goal": "1000"}
    received = {"receive": "1", "kind": "people", "amount": "20", "received_on": today, "words": "colletta"}

    pressed_twice(client, f"{city}case/progetti/nuovo/", project)
    pressed_twice(client, f"{city}raccolte/nuova/", raising | {"ends_on": today, "houses": [one.pk]})
    row = Fundraising.objects.get()
    client.post(f"{row.get_absolute_url()}cura/", {"state": "open"})
    pressed_twice(client, f"{row.get_absolute_url()}cura/", received)
    said = [str(each) for each in client.get(f"{row.get_absolute_url()}cura/").context["messages"]][-2:]
    client.post(f"{row.get_absolute_url()}cura/", received | {"words": "altra colletta"})

    assert (HouseProject.objects.count(), row.sources.count()) == (1, 2)
    assert said == ["Scritto.", "Una riga uguale c’è già. Se è un’altra, cambia due parole."]
