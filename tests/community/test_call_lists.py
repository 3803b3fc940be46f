"""How calls and applications are listed: what comes first, and how many questions it takes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.calls import actions
from community.models import Application, Pact
from community.pacts.actions import withdraw
from tests.factories import LocationFactory, MandateFactory, QuarterFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .calls_factories import CallFactory, admitted, evaluated, of_the_young, opened, scored, sent
from .test_calls import at, ranked_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Who directs the city, and its social worker."""
    of_city = {"community_point": None, "municipality": network_of()}
    return {role: MandateFactory(**of_city, role=role).user for role in (Role.DIRECTION, Role.SOCIAL_WORKER)}


def test_ranking_asks_as_much_with_three_as_with_one(client, people):
    counts = []
    client.force_login(people[Role.DIRECTION])
    for many in (1, 3):
        address = at(ranked_call(benefits=2, many=many), "graduatoria/")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_calls_that_are_open_come_first(client):
    old = ranked_call(benefits=1, many=1)
    late = opened(CallFactory(closes_on=timezone.localdate() + datetime.timedelta(days=20)))
    soon = opened(CallFactory())
    CallFactory()

    response = client.get(f"/comunita/{old.network.slug}/bandi/")

    assert list(response.context["page_obj"]) == [soon, late, old]


def test_points_are_given_again():
    coordinator, call = UserFactory(), opened(of_the_young())
    application = sent(call)
    evaluated(call)
    scored(admitted(application), 3, by=coordinator)

    actions.give_points(by=coordinator, application=application, points={call.criteria.get(): 8})

    assert Application.objects.with_score().get().score == 8


def test_who_has_a_benefit_that_asks_for_hours_has_a_pact(client, people):
    call = opened(CallFactory(hours_due=40, hours_where="nel quartiere dove abiti"))
    quarter = QuarterFactory(municipality=call.network)
    near = MembershipFactory(network=call.network, organization__name="Vicina").organization
    MembershipFactory(network=call.network, organization__name="Lontana")
    LocationFactory(organization=near, quarter=quarter)
    application = sent(call, quarter=quarter)
    evaluated(call)
    admitted(application)
    actions.publish_ranking(by=None, call=call)
    client.force_login(people[Role.DIRECTION])
    today = timezone.localdate()
    period = {"starts_on": today.isoformat(), "ends_on": (today + datetime.timedelta(days=180)).isoformat()}

    page = client.get(at(call, f"domande/{application.code}/patto/"))
    before = client.get(at(call, "domande/")).content.decode()
    drafted, _again = (
        client.post(
            at(call, f"domande/{application.code}/patto/"), period | {"host": near.pk, "words": "Apre la biblioteca"}
        )
        for _time in range(2)
    )

    pact = Pact.objects.get()
    read = client.get(at(call, f"domande/{application.code}/")).content.decode()
    listed = client.get(at(call, "domande/")).content.decode()
    assert ("manca il patto" in before, "manca il patto" in listed, "patto in preparazione" in listed) == (
        True,
        False,
        True,
    )
    assert (drafted.url in read, "Prepara il patto" in read) == (True, False)
    assert (drafted.url, client.get(drafted.url).status_code) == (pact.address("pact_follow"), 200)
    withdraw(by=people[Role.DIRECTION], pact=pact)
    told = {"host": near, "words": "Aggiusta biciclette", "starts_on": today, "ends_on": today}
    assert actions.draft_pact(by=None, application=application, **told).application
    assert list(page.context["form"].fields["host"].queryset) == [near]
    assert (pact.kind, pact.participant, pact.hours_due, pact.quarter) == ("call", application.person, 40, quarter)
