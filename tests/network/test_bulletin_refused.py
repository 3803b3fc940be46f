"""What the database refuses of the bulletin, each tried past every form; the names are sentences."""

import re

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from helpdesk.moves import pairs
from network.models import BulletinIssue, BulletinItem, Delivery, NetworkMembership, Subscription

from .bulletin_factories import DAY, DeliveryFactory, ItemFactory, SubscriptionFactory, make_issue, today
from .factories import MembershipFactory

pytestmark = pytest.mark.django_db

SOON = today() + 3 * DAY


@transaction.atomic
def done(write):
    write()
    connection.check_constraints()


def refused_as(constraint, write):
    """Does what is to be refused past every form, and says that the database names this constraint."""
    with pytest.raises((IntegrityError, InternalError)) as refused:
        done(write)
    assert constraint in f"{refused.value} {refused.value.__cause__.diag.constraint_name}"


def changed(row, **values):
    return lambda: type(row).objects.filter(pk=row.pk).update(**values)


ITEMS = {
    "bulletin_item_with_a_date_says_it": {"kind": "event"},
    "bulletin_item_says_something": {"title": ""},
    "bulletin_item_is_rejected_for_a_reason": {"state": "rejected", "decided_at": timezone.now()},
    "bulletin_item_is_decided_at_a_moment": {"state": "approved"},
    "mended_bulletin_item_keeps_all_that_was_written": {"written_text": "Com’era"},
}
DAYS = {
    "backwards": {"first_day": SOON, "last_day": today(), "expires_on": today()},
    "told when over": {"first_day": today(), "last_day": today(), "expires_on": SOON},
    "no last day": {"first_day": today(), "expires_on": today()},
    "an hour of no day": {"hour": "10:00"},
}


@pytest.mark.parametrize(("constraint", "values"), ITEMS.items(), ids=ITEMS)
def test_item_refuses(constraint, values):
    refused_as(constraint, changed(ItemFactory(), **values))


@pytest.mark.parametrize("values", DAYS.values(), ids=DAYS)
def test_item_refuses_days_that_cannot_be(values):
    refused_as("bulletin_item_is_not_told_when_it_is_over", changed(ItemFactory(), **values))


def test_item_is_of_a_member():
    asking = MembershipFactory(state=NetworkMembership.State.APPLIED, admitted_at=None)

    refused_as("bulletin_item_is_of_a_member", lambda: ItemFactory(membership=asking))


@pytest.mark.parametrize("values", [{"title": "Altro"}, {"link": "https://x.example"}, {"hour": None, "text": "Altro"}])
def test_decided_item_is_not_written_anew(values):
    refused_as("bulletin_item_stays_as_it_was_decided", changed(ItemFactory(approved=True), **values))


def test_decided_item_keeps_what_was_written_and_is_mended_no_more():
    decided = ItemFactory(approved=True)

    for values in ({"written_title": "Era", "written_text": "Così"}, {"revision": 2}):
        refused_as("decided_bulletin_item_keeps_what_was_written", changed(decided, **values))


def test_item_that_everybody_read_is_not_withdrawn():
    item = ItemFactory(approved=True)
    make_issue(item.network, item=item)

    refused_as("bulletin_item_is_withdrawn_before_it_is_read", changed(item, state="withdrawn"))


def test_item_is_in_one_bulletin_only():
    item = ItemFactory(approved=True)
    make_issue(item.network, item=item)

    refused_as("item_id", lambda: make_issue(item.network, today() + DAY, item=item))


def test_there_is_one_bulletin_a_day_and_it_has_what_it_says():
    issue = make_issue()
    another = {"network": issue.network, "day": today() + DAY}

    refused_as("one_bulletin_a_day", lambda: make_issue(issue.network))
    refused_as("bulletin_is_never_empty", lambda: make_issue(titles=(), day=today() + DAY))
    refused_as("bulletin_has_its_entries", lambda: BulletinIssue.objects.create(**another, size=2))


def test_bulletin_does_not_change():
    issue = make_issue(titles=("Una", "Due"))
    first, second = issue.entries.all()

    refused_as("bulletin_does_not_change", changed(issue, size=3))
    refused_as("bulletin_does_not_change", changed(first, title="Altra"))
    refused_as("bulletin_does_not_change", changed(first, organization_name="Altra"))
    refused_as("bulletin_has_its_entries", second.delete)


def test_bulletin_outlives_the_organisation_that_it_names():
    item = ItemFactory(approved=True)
    issue = make_issue(item.network, item=item, organization=item.organization)

    item.organization.delete()
    connection.check_constraints()

    assert list(issue.entries.values_list("organization_name", "organization", "item")) == [("Emporio", None, None)]


def test_entry_is_of_the_day_of_its_bulletin_and_not_past():
    yesterday = today() - DAY

    refused_as("bulletin_tells_nothing_past", lambda: make_issue(expires_on=yesterday))
    refused_as("of_the_day_of_its_issue", lambda: make_issue(entry_day=yesterday))


def test_mailbox_is_kept_once_and_only_as_long_as_it_reads():
    read = SubscriptionFactory(address="Ada@example.org")
    again = {"network": read.network, "address": "ada@EXAMPLE.org"}
    now = timezone.now()

    refused_as("mailbox_reads_a_bulletin_once", lambda: SubscriptionFactory(**again))
    refused_as("ended_subscription_keeps_no_address", changed(read, state="left", ended_at=now))
    refused_as("ended_subscription_keeps_no_address", changed(read, state="bounced", ended_at=now))
    refused_as("subscription_ends_at_a_moment", changed(read, state="left", email="", digest=""))
    refused_as("subscription_is_active_once_confirmed", changed(read, confirmed_at=None))


def test_bulletin_goes_to_each_reader_once():
    gone = DeliveryFactory()

    refused_as(
        "bulletin_goes_to_each_reader_once", lambda: DeliveryFactory(issue=gone.issue, subscription=gone.subscription)
    )
    refused_as("delivery_is_settled_at_a_moment", changed(gone, state="sent"))


BACKWARDS = {
    BulletinItem: (lambda: ItemFactory(approved=True), "submitted"),
    Subscription: (SubscriptionFactory, "pending"),
    Delivery: (lambda: moved(DeliveryFactory(), state="sent", settled_at=timezone.now()), "waiting"),
}


def moved(row, **values):
    changed(row, **values)()
    return row


@pytest.mark.parametrize("model", BACKWARDS)
def test_states_go_only_where_they_may(model):
    make, state = BACKWARDS[model]

    refused_as(f"{model._meta.db_table}_moves_as_allowed", changed(make(), state=state))


@pytest.mark.parametrize("model", BACKWARDS)
def test_database_knows_the_moves_that_the_model_says(model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [f"{table}_moves"])
        (written,) = cursor.fetchone()

    assert sorted(re.findall(r"'([a-z>]+)'", written)) == pairs(model.MOVES)
