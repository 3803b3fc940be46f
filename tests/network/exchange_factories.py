"""Rows of exchanges and of requests for help, each born as the database lets it and then moved on."""

import datetime

import factory
from django.db import transaction
from django.utils import timezone

from network.models import AssistanceRequest, ExchangeMatch, ExchangeNotice

from .factories import MembershipFactory

DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


class MovedOn(factory.django.DjangoModelFactory):
    """`state` and what goes with it are written after the row is there, by the steps of `_way`."""

    class Meta:
        abstract = True

    _way = {}
    _later = ("state",)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        later = {name: kwargs.pop(name) for name in cls._later if name in kwargs}
        row = super()._create(model_class, *args, **kwargs)
        for state in cls._way.get(later.get("state"), ()):
            model_class.objects.filter(pk=row.pk).update(state=state)
        if later:
            model_class.objects.filter(pk=row.pk).update(**later)
            row.refresh_from_db()
        return row


class AssistanceRequestFactory(MovedOn):
    """Of a member, with its books; nobody has taken it up."""

    class Meta:
        model = AssistanceRequest

    class Params:
        membership = factory.SubFactory(MembershipFactory)

    _later = ("state", "helper", "helper_organization", "assigned_at", "closed_at", "outcome")

    network = factory.SelfAttribute("membership.network")
    organization = factory.SelfAttribute("membership.organization")
    kind = AssistanceRequest.Kind.TECHNICAL
    title = factory.Sequence(lambda n: f"Il bilancio {n}")
    words = "Ci serve chi ci spieghi il bilancio per cassa."


def given_to(request, **helper):
    """The request, assigned to a `helper` or to a `helper_organization`."""
    AssistanceRequest.objects.filter(pk=request.pk).update(state="assigned", assigned_at=timezone.now(), **helper)
    request.refresh_from_db()
    return request


class NoticeFactory(MovedOn):
    """A member offers a room, any day, for a month."""

    class Meta:
        model = ExchangeNotice

    class Params:
        membership = factory.SubFactory(MembershipFactory)

    _way = {"agreed": ["matched"], "done": ["matched", "agreed"]}
    _later = ("state", "closed_at")

    network = factory.SelfAttribute("membership.network")
    organization = factory.SelfAttribute("membership.organization")
    kind = ExchangeNotice.Kind.OFFER
    what = ExchangeNotice.What.ROOM
    title = factory.Sequence(lambda n: f"Una sala {n}")
    words = "Venti sedie, un tavolo, la sera."
    expires_on = factory.LazyFunction(lambda: today() + 30 * DAY)


class MatchFactory(factory.django.DjangoModelFactory):
    """A member asks for what another offers, and waits; `offer` may be of the one, `request` of the other."""

    class Meta:
        model = ExchangeMatch

    offer = factory.SubFactory(NoticeFactory)
    network = factory.SelfAttribute("offer.network")
    giver = factory.SelfAttribute("offer.organization")
    taker = factory.LazyAttribute(lambda o: MembershipFactory(network=o.network).organization)
    asked_by_giver = False

    @classmethod
    @transaction.atomic
    def _create(cls, model_class, *args, **kwargs):
        match = super()._create(model_class, *args, **kwargs)
        ExchangeNotice.objects.filter(pk__in=[each.pk for each in match.notices], state="open").update(state="matched")
        return match


@transaction.atomic
def agreed(match, terms="Sabato alle nove"):
    """The two say yes."""
    said = {"state": "agreed", "terms": terms, "agreed_at": timezone.now()}
    ExchangeMatch.objects.filter(pk=match.pk).update(**said)
    ExchangeNotice.objects.filter(pk__in=[each.pk for each in match.notices]).update(state="agreed")
    match.refresh_from_db()
    return match
