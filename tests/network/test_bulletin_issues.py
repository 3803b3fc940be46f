"""The issue of a day: what is in it, whom it is for, and that it is made once."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from network.bulletin.issuing import make_digests, make_issues, to_tell
from network.models import BulletinEntry, BulletinIssue, BulletinItem, Delivery
from tests.factories import MunicipalityFactory, QuarterFactory, TermFactory

from .bulletin_factories import DAY, ItemFactory, SubscriptionFactory, make_issue, today
from .factories import MembershipFactory, network_of

MONDAY = datetime.date(2026, 11, 23)


def at(day, hour=9):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


@pytest.mark.django_db
def test_issue_tells_each_approved_item_once_and_nothing_past():
    member = MembershipFactory()
    soon = {"first_day": today() + DAY, "last_day": today() + DAY, "expires_on": today() + DAY}
    news = ItemFactory(membership=member, approved=True, title="Nuovo orario")
    festival = ItemFactory(membership=member, approved=True, title="Festa", kind="event", **soon)
    ItemFactory(membership=member, title="Non ancora letta")
    ItemFactory(membership=member, approved=True, title="Approvata oggi", decided_at=timezone.now())
    ItemFactory(membership=member, approved=True, title="Finita ieri", expires_on=today() - DAY)

    (issue,) = make_issues(today())
    again = make_issues(today())
    tomorrow = [item.title for item in to_tell(issue.network, today() + DAY)]

    assert [(each.position, each.item, each.title) for each in issue.entries.all()] == [
        (1, festival, "Festa"),
        (2, news, "Nuovo orario"),
    ]
    assert (issue.day, issue.size, again) == (today(), 2, [])
    assert tomorrow == ["Approvata oggi"]


@pytest.mark.django_db
def test_no_issue_is_made_of_nothing():
    ItemFactory()

    assert (make_issues(today()), BulletinIssue.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_issue_goes_to_daily_readers_whom_something_in_it_concerns():
    home, work = TermFactory(name="Casa"), TermFactory(name="Lavoro")
    near = QuarterFactory()
    far = QuarterFactory(name="Sanpolino", zone=near.zone)
    item = ItemFactory(approved=True, themes=[home], quarters=[near])
    elsewhere = network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))
    readers = {
        "of all": SubscriptionFactory(),
        "of the theme": SubscriptionFactory(themes=[home, work]),
        "of the quarter": SubscriptionFactory(quarters=[near]),
        "of another theme": SubscriptionFactory(themes=[work]),
        "of the theme elsewhere": SubscriptionFactory(themes=[home], quarters=[far]),
        "weekly": SubscriptionFactory(rhythm="weekly"),
        "for now nothing": SubscriptionFactory(rhythm="none"),
        "not confirmed": SubscriptionFactory(state="pending"),
        "in another city": SubscriptionFactory(network=elsewhere),
    }

    make_issues(today())

    written_to = set(Delivery.objects.values_list("subscription", flat=True))
    assert {name for name, reader in readers.items() if reader.pk in written_to} == {
        "of all",
        "of the theme",
        "of the quarter",
    }
    assert {each.network for each in BulletinIssue.objects.all()} == {item.network}


@pytest.mark.django_db
def test_digest_is_of_last_week_and_made_once_also_by_a_late_run():
    network = network_of()
    issues = [make_issue(network, MONDAY - days * DAY) for days in (8, 7, 3, 0)]
    before = {"network": network, "rhythm": "weekly"}
    weekly = SubscriptionFactory(**before, confirmed_at=at(MONDAY - 10 * DAY))
    SubscriptionFactory(**before, confirmed_at=at(MONDAY))
    SubscriptionFactory(network=network, confirmed_at=at(MONDAY - 10 * DAY))

    for day in (MONDAY, MONDAY + DAY, MONDAY + 6 * DAY):
        make_digests(day)

    made = Delivery.objects.values_list("subscription", "issue", "first_day")
    assert list(made) == [(weekly.pk, issues[2].pk, MONDAY - 7 * DAY)]


@pytest.mark.django_db
@pytest.mark.parametrize("readers", [1, 3])
def test_issue_is_made_by_as_many_questions_for_one_reader_as_for_three(readers, django_assert_num_queries):
    member = MembershipFactory()
    ItemFactory.create_batch(readers, membership=member, approved=True)
    SubscriptionFactory.create_batch(readers, network=member.network)

    with django_assert_num_queries(10):
        make_issues(today())

    assert Delivery.objects.count() == readers


@pytest.mark.django_db(transaction=True)
def test_two_that_make_the_issue_at_once_make_one():
    member = MembershipFactory()
    ItemFactory.create_batch(3, membership=member, approved=True)
    SubscriptionFactory.create_batch(3, network=member.network)
    start, made = threading.Barrier(2), []

    def make():
        start.wait(10)
        made.append(len(make_issues(today())))
        connection.close()

    threads = [threading.Thread(target=make) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(made) == [0, 1]
    assert (BulletinEntry.objects.count(), Delivery.objects.count()) == (3, 3)
    assert set(BulletinItem.objects.values_list("entry__position", flat=True)) == {1, 2, 3}
