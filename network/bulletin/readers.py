"""A reader's way without an account: asks, confirms from the mailbox, chooses, leaves; or the mailbox says no."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Delivery, Subscription

from . import letters
from .mailboxes import digest_of, sealed

State = Subscription.State
CHOSEN = ("themes", "quarters")


def ask(*, network, address, rhythm, themes, quarters, written_to):
    """
    Whoever asks hears the same; what is so, only the mailbox is told, where `written_to` lets a mail go there. One
    whose reader called us spam is told nothing.
    """
    try:
        with transaction.atomic():
            subscription = begun(network, address, rhythm=rhythm, themes=themes, quarters=quarters)
            if subscription and written_to:
                letters.tell_reader(subscription, address)
    except IntegrityError:
        if not network.subscriptions.filter(digest=digest_of(address)).exists():
            raise  # else somebody asked for the same mailbox in this very moment


def begun(network, address, rhythm, **chosen):
    """The subscription; one that is active stays as its reader would have it."""
    found = network.subscriptions.select_for_update().filter(digest=digest_of(address)).first()
    if found and found.state in (State.ACTIVE, State.COMPLAINED):
        return found if found.state == State.ACTIVE else None
    subscription = found or Subscription(network=network)
    fresh = {"state": State.PENDING, "rhythm": rhythm, "asked_at": timezone.now(), "ended_at": None}
    for name, value in (fresh | sealed(address)).items():
        setattr(subscription, name, value)
    subscription.save()
    choose(subscription, **chosen)
    return subscription


def choose(subscription, **chosen):
    for name in CHOSEN:
        getattr(subscription, name).set(chosen[name])


def confirm(*, subscription):
    """From the link in the mailbox; again, it changes nothing."""
    pending = Subscription.objects.filter(pk=subscription.pk, state=State.PENDING)
    return pending.update(state=State.ACTIVE, confirmed_at=timezone.now())


@transaction.atomic
def prefer(*, subscription, rhythm, themes, quarters):
    Subscription.objects.filter(pk=subscription.pk).update(rhythm=rhythm)
    choose(subscription, themes=themes, quarters=quarters)


def leave(*, subscription):
    """Nothing goes there any more, and nothing says whose it was; again, it changes nothing."""
    end(subscription, State.LEFT, digest="")


def refuse(*, subscription, state):
    """The mailbox is gone (BOUNCED), or its reader called us spam (COMPLAINED): its digest stays, to send no more."""
    end(subscription, state)


@transaction.atomic
def end(subscription, state, **forgotten):
    rows = Subscription.objects.filter(pk=subscription.pk, state__in=[State.PENDING, State.ACTIVE])
    nothing = {"email": "", "rhythm": Subscription.Rhythm.NONE}
    ended = rows.update(state=state, ended_at=timezone.now(), **nothing, **forgotten)
    for each in CHOSEN if ended else ():
        getattr(subscription, each).clear()
    waiting = Delivery.objects.waiting().filter(subscription=subscription)
    waiting.update(state=Delivery.State.DROPPED, settled_at=timezone.now())
