"""Two years of bulletins of Brescia, with what waits for tomorrow, and three hundred who read them."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.bulletin.forms import themes
from network.bulletin.issuing import entry_of, plan
from network.bulletin.mailboxes import sealed
from network.models import BulletinEntry, BulletinIssue, BulletinItem, Delivery, Network, Subscription
from services.demo.people import DOMAIN, ORGANIZATION, person
from services.demo.values import key_of, lot
from territory.models import Quarter

from .bulletin_words import REASON, TOLD

A_DAY = datetime.timedelta(days=1)
DAYS, READERS, LATELY = 730, 300, 5  # LATELY: issues whose mails are still on record
SATURDAY = 5
MORNING = datetime.time(7)
BATCH = 1_000
State = BulletinItem.State


@transaction.atomic
def load(tell) -> bool:
    network = Network.objects.get(slug="brescia")
    members = list(network.members().order_by("slug"))
    if network.bulletin_items.exists() or not members:
        return False
    tell("Due anni di bollettini, e chi li legge")
    load_readers(network)
    Items(network, members).write()
    return True


class Items:
    """Written as the database lets them, then decided by sets; always the same on the same day."""

    def __init__(self, network, members):
        self.network, self.members, self.today = network, members, timezone.localdate()
        self.themes = {term.slug: term for term in themes()}
        self.quarters = list(Quarter.objects.filter(municipality=network).order_by("slug"))
        self.told = {}  # {item: (theme, quarter)}

    def write(self):
        by_day = {day: self.of_issue(day) for day in self.days()}
        waiting = [self.item(self.today + A_DAY, number) for number in range(2, 6)]
        of_referente = list(self.items_of_referente())
        coming = [self.item(self.today + A_DAY, number) for number in range(2)]
        self.save([*(item for items in by_day.values() for item in items), *coming], State.APPROVED)
        self.save([*waiting, *of_referente])
        self.decide(of_referente[0])
        self.issue(by_day)

    def days(self):
        """Working days, a few of them without anything to tell."""
        days = [self.today - A_DAY * back for back in range(DAYS, -1, -1)]
        return [day for day in days if day.weekday() < SATURDAY and lot(f"bollettino {day}", 8)]

    def of_issue(self, day):
        return [self.item(day, number) for number in range(1 + lot(f"quante {day}", 4))]

    def item(self, day, number, organization=None):
        """Told the day before that issue, each time of another quarter."""
        of = f"{day} {number}"
        kind, theme, title, text, hour = TOLD[(lot(f"da dove {day}", len(TOLD)) + number * 7) % len(TOLD)]
        quarter = self.quarters[lot(f"dove {of}", len(self.quarters))]
        first = day + A_DAY * (2 + lot(f"fra quanto {of}", 12)) if hour else None
        item = BulletinItem(
            id=key_of("bulletin", of),
            network=self.network,
            organization=organization or self.members[lot(f"chi {of}", len(self.members))],
            kind=kind,
            title=title.format(q=quarter.name),
            text=text,
            first_day=first,
            last_day=first,
            hour=first and datetime.time(hour),
            expires_on=first or day + A_DAY * 30,
            submitted_at=min(at(day - A_DAY, datetime.time(9 + number)), timezone.now()),
        )
        self.told[item.pk] = (self.themes.get(theme), quarter if "{q}" in title else None)
        return item

    def items_of_referente(self):
        """One that came back and one that waits, of the member whose person can sign in."""
        own = next((each for each in self.members if each.slug == ORGANIZATION), self.members[0])
        for number in (6, 7):
            item = self.item(self.today + A_DAY, number, organization=own)
            item.submitted_by = person("referente")
            yield item

    def save(self, items, state=State.SUBMITTED):
        BulletinItem.objects.bulk_create(items, batch_size=BATCH)
        links = {"themes": ("taxonomyterm", 0), "quarters": ("quarter", 1)}
        for name, (column, place) in links.items():
            through = getattr(BulletinItem, name).through
            chosen = [(item, self.told[item.pk][place]) for item in items if self.told[item.pk][place]]
            through.objects.bulk_create(
                [through(bulletinitem=item, **{column: each}) for item, each in chosen], batch_size=BATCH
            )
        if state == State.APPROVED:
            for item in items:
                item.state, item.decided_at = state, item.submitted_at
            BulletinItem.objects.filter(pk__in=[item.pk for item in items]).update(
                state=state, decided_at=F("submitted_at"), decided_by=person("coordinatrice")
            )

    def decide(self, item):
        now = timezone.now()
        BulletinItem.objects.filter(pk=item.pk).update(state=State.REJECTED, reason=REASON, decided_at=now)

    def issue(self, by_day):
        made_at = {day: at(day, MORNING) for day in by_day}
        issues = BulletinIssue.objects.bulk_create(
            BulletinIssue(network=self.network, day=day, size=len(items), made_at=made_at[day])
            for day, items in by_day.items()
        )
        entries = {issue: self.entries_of(issue, by_day[issue.day]) for issue in issues}
        BulletinEntry.objects.bulk_create((each for some in entries.values() for each in some), batch_size=BATCH)
        for issue in issues[-LATELY:]:
            plan(issue, entries[issue], self.network.subscriptions.reading(Subscription.Rhythm.DAILY), issue.day)
            Delivery.objects.filter(issue=issue).update(state="sent", settled_at=made_at[issue.day])

    def entries_of(self, issue, items):
        return [entry_of(item, issue, number, *self.keys(item)) for number, item in enumerate(items, 1)]

    def keys(self, item):
        return [[each.pk] if each else [] for each in self.told[item.pk]]


def at(day, time):
    return timezone.make_aware(datetime.datetime.combine(day, time))


def load_readers(network):
    """Invented mailboxes, and the citizen who can sign in; one in five weekly, one in three of some themes only."""
    addresses = [f"cittadina@{DOMAIN}", *(f"lettura{number}@{DOMAIN}" for number in range(1, READERS))]
    rhythms = [Subscription.Rhythm.WEEKLY, *[Subscription.Rhythm.DAILY] * 4]
    months = [timezone.now() - A_DAY * (30 + lot(each, 600)) for each in addresses]
    readers = Subscription.objects.bulk_create(
        Subscription(network=network, rhythm=rhythms[lot(each, 5)], asked_at=asked_at, **sealed(each))
        for each, asked_at in zip(addresses, months, strict=True)
    )
    Subscription.objects.filter(network=network).update(state="active", confirmed_at=F("asked_at"))
    through, choices = Subscription.themes.through, list(themes())
    some = [each for number, each in enumerate(readers) if number % 3 == 1]
    through.objects.bulk_create(
        through(subscription=each, taxonomyterm=choices[(number + step) % len(choices)])
        for number, each in enumerate(some)
        for step in range(2)
    )
