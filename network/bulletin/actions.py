"""An item on its way into the bulletin: a member tells it, a coordinator decides."""

from django.db import transaction
from django.utils import timezone

from network.models import BulletinItem

from .letters import tell_author

State = BulletinItem.State


class Settled(Exception):
    """Somebody else decided or withdrew it in between, or everybody has read it."""


def choose(item, themes, quarters):
    item.themes.set(themes)
    item.quarters.set(quarters)


@transaction.atomic
def submit(*, by, network, themes, quarters, **told) -> BulletinItem:
    item = BulletinItem.objects.create(network=network, submitted_by=by, **told)
    choose(item, themes, quarters)
    return item


def held(item, *states):
    """The item, nobody else's until the transaction ends."""
    row = BulletinItem.objects.select_for_update(of=["self"]).select_related("network", "organization").get(pk=item.pk)
    if row.state not in states:
        raise Settled
    return row


@transaction.atomic
def rewrite(*, by, item, themes, quarters, **told):
    """Until it is decided; whoever wrote last is told how it ends."""
    row = held(item, State.SUBMITTED)
    for name, value in (told | {"submitted_by": by}).items():
        setattr(row, name, value)
    row.save()
    choose(row, themes, quarters)


@transaction.atomic
def withdraw(*, by, item):
    """Also once it is approved, as long as no issue has it."""
    row = held(item, State.SUBMITTED, State.APPROVED)
    if not row.may_be_withdrawn:
        raise Settled
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])


@transaction.atomic
def approve(*, by, item):
    decide(item, State.APPROVED, by)


@transaction.atomic
def reject(*, by, item, reason):
    decide(item, State.REJECTED, by, reason=reason)


def decide(item, state, by, reason=""):
    row = held(item, State.SUBMITTED)
    row.state, row.reason = state, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    tell_author(row)
