"""How far pacts have come, who is told, and what everybody reads of them."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.models import Notice, Pact
from community.pacts.progress import progress_of, said
from community.pacts.reminding import remind_of_pace
from tests.factories import MemberFactory, QuarterFactory
from tests.network.factories import MembershipFactory, network_of

from .pacts_factories import HoursFactory, PactFactory, mandated, signed, verified, with_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


@pytest.fixture
def host(network):
    """A member of the network, with one person who keeps it."""
    organization = MembershipFactory(network=network).organization
    MemberFactory(organization=organization, role=Role.OWNER)
    return organization


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_progress_says_who_is_behind_after_two_weeks(network):
    pact = with_hours(signed(PactFactory(network=network, hours_due=73)), 8)
    shown = Pact.objects.for_reading().get()

    today = progress_of(shown)
    early = progress_of(shown, pact.starts_on + datetime.timedelta(days=10))
    shown.state = Pact.State.ENDED_EARLY
    over = progress_of(shown)

    assert (today.done, today.due, today.expected, today.is_behind) == (480, 4380, 73 * 60 * 101 // 366, True)
    assert (over.done, over.expected, over.chart.wanted, "expected" in over.said) == (480, None, None, False)
    assert (early.is_behind, today.left, said(today.left), said(61), said(0)) == (
        False,
        3900,
        "65 ore",
        "1 ora e 1 minuto",
        "0 ore",
    )


def test_who_is_behind_is_told_once_a_month(network):
    pact = signed(PactFactory(network=network))
    with_hours(signed(PactFactory(network=network)), 40)

    assert [remind_of_pace(), remind_of_pace()] == [(1, 0), (0, 0)]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        assert remind_of_pace() == (1, 0)
    assert set(Notice.objects.values_list("person", "must")) == {(pact.participant.pk, False)}


@pytest.mark.parametrize("name", ["in-carico/", "miei/", "ore-da-confermare/"])
def test_lists_ask_as_much_for_one_as_for_three(network, host, name):
    direction = mandated(network)
    user = host.members.get().user if name != "in-carico/" else direction
    client = signed_in(user)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/comunita/{network.slug}/patti/{name}")
        return len(queries)

    HoursFactory(pact=signed(PactFactory(network=network, host=host), by=direction))
    client.get(f"/comunita/{network.slug}/patti/{name}")
    one = asked()
    for _ in range(2):
        HoursFactory(pact=signed(PactFactory(network=network, host=host), by=direction))

    assert asked() == one


def test_figures_say_nothing_of_few_and_never_of_social_pacts(network, host):
    quarter = QuarterFactory(municipality=network)
    client, page = Client(), f"/comunita/{network.slug}/patti/"
    last_month = timezone.localdate().replace(day=1) - datetime.timedelta(days=1)
    direction = mandated(network)

    def given(**more):
        pact = signed(PactFactory(network=network, host=host, quarter=quarter, **more), by=direction)
        verified(HoursFactory(pact=pact, day=last_month, starts=datetime.time(9), ends=datetime.time(12)))

    for _ in range(4):
        given()
    for _ in range(6):
        given(kind="social")
    few = client.get(page).context["figures"]
    given()
    enough = client.get(page).context["figures"]

    assert (few.active, few.given) == (None, [])
    assert (enough.active, enough.given) == (5, [("Fiumicello", 15, 5)])


def test_who_is_behind_is_told_by_the_reminders_of_every_day(network):
    signed(PactFactory(network=network))

    call_command("send_reminders", verbosity=0)

    assert Notice.objects.filter(subject="A che punto sono le tue ore").count() == 1
