"""A button pressed twice: one thing is written, and the second answer leads to it, as the first did."""

import pytest
from django.utils import timezone

from accounts.access import Role
from community.models import (
    AdviceBooking,
    AdviceSlot,
    Commitment,
    ConciergeMembership,
    Contribution,
    Exchange,
    Group,
    Initiative,
    InitiativeTask,
    Need,
    Notice,
    Proposal,
    Reach,
    Story,
)
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory
from tests.network.factories import network_of

from .concierge_factories import DAY, AdviceSlotFactory, ConciergeFactory, ConciergeMemberFactory, keeper_of
from .factories import in_days
from .initiatives_factories import active
from .proposals_factories import talked_over
from .test_concierge import OFFER

pytestmark = pytest.mark.django_db
PROPOSAL = {"title": "Una panchina in piazza", "words": "All’ombra, con lo schienale."}
GROUP = {"kind": "theme", "name": "Scala B", "words": "Cantiamo insieme", "visibility": "public", "joining": "ask"}
GROUP |= {"agreement": "Con rispetto", "nickname": "Ada"}
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
