"""Who coordinates hears in one mail a day what waits: items, requests for help, practices, who asks to join."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from network.models import AssistanceRequest, Network, NetworkMembership
from network.waiting import NAMED, claimed, letters, remind_of_waiting, to_remind
from tests.factories import CommunityPointFactory, MandateFactory, MunicipalityFactory, OrganizationFactory

from .bulletin_factories import DAY, ItemFactory
from .exchange_factories import AssistanceRequestFactory, given_to
from .factories import MembershipFactory, network_of
from .meeting_factories import AgendaItemFactory, MeetingFactory, in_days
from .training_factories import PracticeFactory

pytestmark = pytest.mark.django_db
HERE = "https://portale.example/rete/brescia/"
FOUR = "Rete di Brescia: 4 cose da guardare"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://portale.example"


@pytest.fixture
def membership():
    return MembershipFactory(organization=OrganizationFactory(name="Emporio"))


@pytest.fixture
def coordinator(membership):
    point = CommunityPointFactory(location__municipality=membership.network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def asks_to_join(network, name):
    applied = NetworkMembership.State.APPLIED
    return MembershipFactory(network=network, organization__name=name, state=applied, admitted_at=None)


def sent():
    return [(letter.to, letter.subject) for letter in mail.outbox]


def test_who_coordinates_hears_once_a_day_all_that_waits(membership, coordinator):
    MandateFactory(community_point=coordinator.mandates.get().community_point, role=Role.VOLUNTEER)
    MandateFactory(municipality=membership.network, community_point=None, role=Role.DIRECTION)
    ItemFactory(membership=membership, title="Già letta", approved=True)
    for title in ("Sedie", "Tavoli"):
        ItemFactory(membership=membership, title=title)
    AssistanceRequestFactory(membership=membership, title="Il bando")
    given_to(AssistanceRequestFactory(membership=membership, title="Già affidata"), helper=coordinator)
    noon = timezone.localtime().replace(hour=12)

    with time_machine.travel(noon, tick=False):
        asks_to_join(membership.network, "Bocce")
        call_command("send_reminders", verbosity=0)
        asks_to_join(membership.network, "Scout")
        call_command("send_reminders", verbosity=0)
        one_day = sent()
    with time_machine.travel(noon + DAY, tick=False):
        remind_of_waiting()

    assert one_day == [([coordinator.email], FOUR)]
    assert sent()[1:] == [([coordinator.email], "Rete di Brescia: 5 cose da guardare")]
    assert mail.outbox[0].body == (
        "Ciao,\n\nqualcuno aspetta una tua risposta.\n\n"
        "2 notizie per il bollettino: quello che approvi oggi parte domani mattina:\n"
        f"- Sedie (Emporio)\n- Tavoli (Emporio)\n{HERE}bollettino/redazione/\n\n"
        f"1 richiesta di aiuto cerca qualcuno:\n- Il bando (Emporio)\n{HERE}scambi/aiuto/?stato=open\n\n"
        f"1 organizzazione chiede di entrare nella rete:\n- Bocce\n{HERE}organizzazioni/\n\n"
        "La rete di Brescia\nhttps://portale.example\n"
    )


def test_nothing_is_written_where_nothing_waits(membership, coordinator):
    AssistanceRequestFactory(
        membership=membership, asked_at=timezone.now() - DAY, state="withdrawn", closed_at=timezone.now()
    )
    ItemFactory(membership=membership, approved=True)
    AgendaItemFactory(meeting__network=membership.network, meeting__past=True)
    AgendaItemFactory(meeting__network=membership.network, meeting__status="CANCELLED", meeting__reason="Nevica")
    AgendaItemFactory(meeting__network=membership.network, state="accepted", position=1)

    counted = remind_of_waiting()

    assert (counted, sent(), letters(membership.network)) == ((0, 0), [], [])


@pytest.mark.parametrize("kind", ["item", "request", "application", "practice", "proposal"])
def test_each_kind_is_told_by_itself(membership, coordinator, kind):
    begin = {
        "item": lambda: ItemFactory(membership=membership),
        "request": lambda: AssistanceRequestFactory(membership=membership),
        "application": lambda: asks_to_join(membership.network, "Bocce"),
        "practice": lambda: PracticeFactory(network=membership.network),
        "proposal": lambda: AgendaItemFactory(meeting__network=membership.network),
    }
    begin[kind]()

    remind_of_waiting()

    assert sent() == [([coordinator.email], "Rete di Brescia: 1 cosa da guardare")]


def test_proposals_for_meetings_are_told_those_for_the_next_one_first(membership, coordinator):
    later, sooner = (MeetingFactory(network=membership.network, dtstart=in_days(days)) for days in (20, 6))
    AgendaItemFactory(meeting=later, title="Orti")
    AgendaItemFactory(meeting=sooner, title="Panchine")

    (letter,) = letters(membership.network)

    assert letter.body.partition("risposta.\n\n")[2] == (
        "2 proposte per le riunioni aspettano una risposta:\n"
        f"- Panchine (Riunione del mese)\n- Orti (Riunione del mese)\n{HERE}riunioni/\n\n"
        "La rete di Brescia\nhttps://portale.example\n"
    )


def test_notice_goes_to_the_direction_where_nobody_coordinates_and_is_tried_again(membership, settings, mailbox):
    item = ItemFactory(membership=membership)
    director = MandateFactory(municipality=item.network, community_point=None, role=Role.DIRECTION).user
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nobody listens there

    lost = remind_of_waiting()
    settings.EMAIL_PORT = port
    counted = remind_of_waiting()

    assert (lost, counted) == ((0, 1), (1, 0))
    assert [str(letter["To"]) for letter in mailbox.letters] == [director.email]


def test_of_two_runs_one_tells(membership, coordinator):
    network, now = AssistanceRequestFactory(membership=membership).network, timezone.localtime()

    assert [claimed(network, now), claimed(network, now)] == [True, False]
    assert list(to_remind(now + datetime.timedelta(days=1))) == [network]


def test_killed_while_it_writes_it_writes_nobody_twice(membership, coordinator, monkeypatch):
    AssistanceRequestFactory(membership=membership)

    def sent_and_killed(mail):
        mail.connection.send_messages([mail])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", sent_and_killed)
        with pytest.raises(KeyboardInterrupt):
            remind_of_waiting()
    remind_of_waiting()

    assert sent() == [([coordinator.email], "Rete di Brescia: 1 cosa da guardare")]


def test_a_run_writes_no_more_than_it_may(membership, coordinator):
    other = MembershipFactory(network=network_of(MunicipalityFactory(name="Milano", istat_code="015146")))
    MandateFactory(municipality=other.network, community_point=None, role=Role.DIRECTION)
    for each in (membership, other):
        AssistanceRequestFactory(membership=each)

    assert [remind_of_waiting(most=1), remind_of_waiting(most=1), remind_of_waiting(most=1)] == [(1, 0), (1, 0), (0, 0)]


def test_long_lists_are_named_in_part_and_cost_the_same(membership, coordinator):
    def asked():
        with CaptureQueriesContext(connection) as counted:
            found = letters(Network.objects.get(pk=membership.network_id))
        return found, len(counted)

    AssistanceRequestFactory(membership=membership)
    _few, before = asked()
    AssistanceRequestFactory.create_batch(NAMED, membership=membership)

    (letter,), after = asked()

    assert after == before
    assert len(re.findall("^- Il bilancio", letter.body, re.MULTILINE)) == NAMED
    assert f"{NAMED + 1} richieste di aiuto cercano qualcuno:" in letter.body
    assert "\n- …\n" in letter.body
    assert AssistanceRequest.objects.waiting().count() == NAMED + 1
