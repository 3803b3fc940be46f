"""Mapping campaigns: what is on the list and in which order, who has what, what comes of a call."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from services.campaigns.actions import deal, give_back, take
from services.campaigns.building import count_missing, fill
from services.campaigns.calling import AlreadyDone, is_gone, nobody_answers
from services.models import CampaignVisit, Report, Service, Verification
from tests.factories import AssetFactory, LocationFactory, OrganizationFactory, ServiceAtLocationFactory, ServiceFactory
from tests.racing import hold_until

from .campaign_world import PHONE, TODAY, make_world, start


@pytest.fixture
def world(db):
    return make_world()


def listed(campaign):
    return [str(visit.entry) for visit in campaign.visits.order_by("position")]


def test_list_begins_with_what_nobody_ever_checked_and_its_untried_phones(world):
    Service.objects.filter(pk=world.service.pk).update(verified_on=TODAY - datetime.timedelta(days=400))
    OrganizationFactory(name="Mai, con telefono", phones=PHONE).locations.add(LocationFactory(quarter=world.quarter))
    tried = OrganizationFactory(name="Mai, telefono provato", phones=PHONE)
    tried.locations.add(LocationFactory(quarter=world.quarter, address="via A 1"))
    Verification.objects.create(organization=tried, field="phones", how="phone")
    AssetFactory(
        name="Di ieri",
        location=LocationFactory(quarter=world.quarter),
        verified_on=TODAY - datetime.timedelta(days=1),
    )
    first = ["Mai, con telefono"]

    campaign = start(world)

    assert listed(campaign)[:1] == first
    assert set(listed(campaign)[1:4]) == {"Mai, telefono provato", "Emporio", "Parco Mella"}
    assert listed(campaign)[4:] == ["Compiti", "Di ieri"]


def test_list_holds_what_is_in_its_quarters_once_and_nothing_that_closed(world):
    ServiceAtLocationFactory(service=world.service, location=LocationFactory(quarter=world.quarter))
    ServiceAtLocationFactory(service=ServiceFactory(status="defunct"), location=LocationFactory(quarter=world.quarter))
    ServiceAtLocationFactory(location=LocationFactory(quarter=world.far))
    AssetFactory(name="Chi ripara", location=None, quarter=world.quarter, offered_by_resident=True)

    campaign = start(world)

    assert sorted(listed(campaign)) == ["Chi ripara", "Compiti", "Emporio", "Parco Mella"]


def test_count_tells_how_many_a_list_would_have(world):
    assert count_missing([world.quarter]) == 3
    assert count_missing([world.far]) == 0


def test_what_came_later_is_added_at_the_end_and_once(world):
    campaign = start(world)
    AssetFactory(name="Nuovo", location=LocationFactory(quarter=world.quarter))

    added = [count_missing([world.quarter], campaign), fill(campaign), fill(campaign)]

    assert added == [1, 1, 0]
    assert listed(campaign)[-1] == "Nuovo"
    assert list(campaign.visits.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]


def test_list_is_built_by_one_statement(world, django_assert_num_queries):
    campaign = start(world)
    campaign.visits.all().delete()

    with django_assert_num_queries(2):  # the quarters, and the statement
        fill(campaign)


def test_entry_is_taken_by_one_and_can_be_given_back(world):
    campaign, luca, sara = start(world), world.people["agent"], world.people["other agent"]
    visit = campaign.visits.first()

    assert take(by=luca, campaign=campaign, visit=visit.pk) == visit
    assert take(by=sara, campaign=campaign, visit=visit.pk) is None
    assert give_back(by=luca, visit=visit)
    assert take(by=sara, campaign=campaign, visit=visit.pk) == visit


def test_next_is_one_not_tried_yet_before_one_to_be_called_again(world):
    campaign = start(world)
    first = campaign.visits.order_by("position").first()
    nobody_answers(by=world.people["agent"], visit=first, attempts=0)
    give_back(by=world.people["agent"], visit=first)

    taken = [take(by=world.people["agent"], campaign=campaign).position for _time in range(3)]

    assert taken == [2, 3, 1]


def test_dealing_leaves_what_another_has(world):
    campaign = start(world)
    one, two, three = campaign.visits.order_by("position")
    take(by=world.people["agent"], campaign=campaign, visit=one.pk)

    dealt = deal(
        by=world.people["coordinator"], campaign=campaign, agent=world.people["other agent"], visits=[one.pk, two.pk]
    )

    assert dealt == 1
    assert list(campaign.visits.order_by("position").values_list("agent__name", flat=True)) == ["Luca", "Sara", None]


def two_take_at_once(world, campaign):
    """What both have: the second comes while the first has not committed yet."""
    holds, taken = threading.Event(), []

    def slowly():
        with transaction.atomic():
            taken.append(take(by=world.people["agent"], campaign=campaign))
            holds.set()
            hold_until(has_both.is_set)
        connection.close()

    has_both = threading.Event()
    first = threading.Thread(target=slowly)
    first.start()
    holds.wait()
    taken.append(take(by=world.people["other agent"], campaign=campaign))
    has_both.set()
    first.join()
    return [visit.position for visit in taken]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_at_once_never_have_the_same():
    world = make_world()

    assert two_take_at_once(world, start(world)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_have_the_same(monkeypatch):
    """The negative control of the test above."""
    world = make_world()
    campaign = start(world)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)

    assert two_take_at_once(world, campaign) == [1, 1]


def test_three_calls_without_an_answer_are_enough(world):
    visit = take(by=world.people["agent"], campaign=start(world))

    states = [nobody_answers(by=world.people["agent"], visit=visit, attempts=n).state for n in range(3)]

    assert states == ["call_again", "call_again", "not_found"]
    with pytest.raises(AlreadyDone):
        nobody_answers(by=world.people["agent"], visit=visit, attempts=3)


def test_second_click_counts_no_second_call(world):
    visit = take(by=world.people["agent"], campaign=start(world))
    nobody_answers(by=world.people["agent"], visit=visit, attempts=0)

    with pytest.raises(AlreadyDone):
        nobody_answers(by=world.people["agent"], visit=visit, attempts=0)

    visit.refresh_from_db()
    assert (visit.attempts, visit.state) == (1, CampaignVisit.State.CALL_AGAIN)


def test_what_is_gone_is_a_checked_report_and_stays_until_it_is_settled(world):
    campaign, luca = start(world), world.people["agent"]
    visit = campaign.visits.get(service=world.service)

    is_gone(by=luca, visit=visit, words="Ha chiuso a giugno")

    visit.refresh_from_db()
    assert (visit.state, visit.agent, visit.done_at <= timezone.now()) == ("gone", luca, True)
    report = Report.objects.get()
    assert (report.service, report.topic, report.words, report.checked_by) == (
        world.service,
        Report.Topic.CLOSED,
        "Ha chiuso a giugno",
        luca,
    )
    assert list(Report.objects.weighing()) == [report]
    assert Service.objects.get(pk=world.service.pk).status == "active"
