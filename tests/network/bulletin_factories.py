"""Rows of the bulletin; what is said of days is as of today."""

import datetime

import factory
from django.db import transaction
from django.utils import timezone

from network.bulletin.mailboxes import digest_of
from network.models import BulletinEntry, BulletinIssue, BulletinItem, Delivery, Subscription
from puntocomunita.encryption import encrypt

from .factories import MembershipFactory, network_of

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


class ItemFactory(factory.django.DjangoModelFactory):
    """News of a service of a member, just submitted; `approved=True` by yesterday."""

    class Meta:
        model = BulletinItem
        skip_postgeneration_save = True

    class Params:
        approved = factory.Trait(
            state=BulletinItem.State.APPROVED, decided_at=factory.LazyFunction(lambda: timezone.localtime() - DAY)
        )
        membership = factory.SubFactory(MembershipFactory)

    network = factory.SelfAttribute("membership.network")
    organization = factory.SelfAttribute("membership.organization")
    kind = BulletinItem.Kind.SERVICE_NEWS
    title = factory.Sequence(lambda n: f"Novità {n}")
    text = "Da lunedì apriamo anche la sera."
    expires_on = factory.LazyFunction(lambda: today() + 30 * DAY)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Born as the database lets it, then moved on."""
        later = {name: kwargs.pop(name) for name in ("state", "decided_at", "decided_by", "reason") if name in kwargs}
        item = super()._create(model_class, *args, **kwargs)
        BulletinItem.objects.filter(pk=item.pk).update(**later)
        item.refresh_from_db()
        return item

    @factory.post_generation
    def themes(self, create, extracted, **kwargs):
        self.themes.set(extracted or [])

    @factory.post_generation
    def quarters(self, create, extracted, **kwargs):
        self.quarters.set(extracted or [])


@transaction.atomic
def make_issue(network=None, day=None, titles=("Festa di via Milano",), entry_day=None, **entry):
    """An issue with an entry for each title; `entry` is said of all of them."""
    network, day = network or network_of(), day or today()
    issue = BulletinIssue.objects.create(network=network, day=day, size=len(titles))
    of_all = {
        "day": entry_day or day,
        "organization_name": "Emporio",
        "kind": "service_news",
        "text": "Vieni.",
        "expires_on": day,
    } | entry
    rows = [
        BulletinEntry(issue=issue, position=number, title=title, **of_all) for number, title in enumerate(titles, 1)
    ]
    BulletinEntry.objects.bulk_create(rows)
    return issue


class SubscriptionFactory(factory.django.DjangoModelFactory):
    """Active, every day, of everything; `address` is in clear."""

    class Meta:
        model = Subscription
        skip_postgeneration_save = True

    class Params:
        address = factory.Sequence(lambda n: f"lettrice{n}@example.org")

    network = factory.LazyFunction(network_of)
    email = factory.LazyAttribute(lambda o: encrypt(o.address))
    digest = factory.LazyAttribute(lambda o: digest_of(o.address))
    state = Subscription.State.ACTIVE

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        state = kwargs.pop("state")
        subscription = super()._create(model_class, *args, **kwargs)
        if state == Subscription.State.ACTIVE:
            subscription.state, subscription.confirmed_at = state, kwargs.get("confirmed_at") or timezone.now()
            subscription.save()
        return subscription

    @factory.post_generation
    def themes(self, create, extracted, **kwargs):
        self.themes.set(extracted or [])

    @factory.post_generation
    def quarters(self, create, extracted, **kwargs):
        self.quarters.set(extracted or [])


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    issue = factory.LazyFunction(make_issue)
    subscription = factory.SubFactory(SubscriptionFactory, network=factory.SelfAttribute("..issue.network"))
    first_day = factory.SelfAttribute("issue.day")
