"""The issue of a day and who is to have it: made together or not at all, and again without making anything twice."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from network.models import BulletinEntry, BulletinIssue, BulletinItem, Delivery, Network, Subscription

from .wishes import fitting

A_DAY, A_WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)
COPIED = ["kind", "title", "text", "link", "first_day", "last_day", "hour", "expires_on", "organization_id"]
BY_KIND = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(BulletinItem.Kind.values)))
BATCH = 1_000


def make_issues(day) -> list:
    """Those that were missing and have something to tell."""
    to_tell = BulletinItem.objects.for_the_issue_of(day).values("network")
    made = [make_issue(network=network, day=day) for network in Network.objects.filter(pk__in=to_tell)]
    return [issue for issue in made if issue]


def make_issue(*, network, day):
    """With its entries and the mails to daily readers; None where it is there already, or would be empty."""
    try:
        with transaction.atomic():
            items = list(to_tell(network, day).select_for_update(of=["self"]))
            return made_of(items, network, day) if items else None
    except IntegrityError:
        if not network.bulletin_issues.filter(day=day).exists():
            raise
        return None


def to_tell(network, day):
    """What is still to come first, in the order of its days; the longest waiting before the others."""
    items = BulletinItem.objects.filter(network=network).for_the_issue_of(day).for_reading()
    return items.order_by(BY_KIND, F("first_day").asc(nulls_last=True), "submitted_at", "id")


def made_of(items, network, day):
    issue = BulletinIssue.objects.create(network=network, day=day, size=len(items))
    entries = [entry_of(item, issue, position, *keys_of(item)) for position, item in enumerate(items, 1)]
    BulletinEntry.objects.bulk_create(entries)
    plan(issue, entries, network.subscriptions.reading(Subscription.Rhythm.DAILY), first_day=day)
    return issue


def keys_of(item):
    return [each.pk for each in item.themes.all()], [each.pk for each in item.quarters.all()]


def entry_of(item, issue, position, themes, quarters):
    return BulletinEntry(
        issue=issue,
        day=issue.day,
        position=position,
        item=item,
        organization_name=item.organization.name,
        themes=themes,
        quarters=quarters,
        **{name: getattr(item, name) for name in COPIED},
    )


def plan(issue, entries, readers, first_day):
    """A mail for each reader whom any entry concerns."""
    concerned = [each for each in readers.with_wishes() if fitting(entries, each)]
    rows = [Delivery(issue=issue, subscription=each, first_day=first_day) for each in concerned]
    Delivery.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def make_digests(day):
    """From Monday on, last week's issues for weekly readers, as of the last of them; a late run makes them too."""
    monday = day - A_DAY * day.weekday()
    last_week = (monday - A_WEEK, monday - A_DAY)
    with_issues = BulletinIssue.objects.between(*last_week).values("network")
    for network in Network.objects.filter(pk__in=with_issues):
        make_digest(network, *last_week)


@transaction.atomic
def make_digest(network, first_day, last_day):
    issues = network.bulletin_issues.between(first_day, last_day)
    issue = issues.latest("day")
    before_monday = timezone.make_aware(datetime.datetime.combine(last_day + A_DAY, datetime.time()))
    readers = network.subscriptions.reading(Subscription.Rhythm.WEEKLY).filter(confirmed_at__lt=before_monday)
    entries = list(BulletinEntry.objects.filter(issue__in=issues))
    plan(issue, entries, readers.exclude(deliveries__issue=issue), first_day)
