"""An item on its way into the bulletin: a member tells it, a coordinator decides."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from helpdesk.moves import Settled, held
from network.models import BulletinItem

from .letters import tell_author

State = BulletinItem.State


class Rewritten(Exception):
    """It says something else than what the one who decides has read."""


class TooLate(Exception):
    """It is over before the bulletin that would tell it."""


def choose(item, themes, quarters):
    item.themes.set(themes)
    item.quarters.set(quarters)


@transaction.atomic
def submit(*, by, network, themes, quarters, **told) -> BulletinItem:
    item = BulletinItem.objects.create(network=network, submitted_by=by, **told)
    choose(item, themes, quarters)
    return item


def read(item, revision):
    """The item that waits, held, as whoever decides has read it."""
    row = held(item, State.SUBMITTED)
    if row.revision != revision:
        raise Rewritten
    return row


def say(row, **told):
    for name, value in told.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()


@transaction.atomic
def rewrite(*, by, item, themes, quarters, **told):
    """Until it is decided; whoever wrote last is told how it ends, and the words are all theirs again."""
    row = held(item, State.SUBMITTED)
    say(row, submitted_by=by, written_title="", written_text="", **told)
    choose(row, themes, quarters)


@transaction.atomic
def mend(*, by, item, revision, title, text):
    """Other words by who coordinates; those of its author stay beside them. Back to those, it is not mended."""
    row = read(item, revision)
    written = (row.written_title, row.written_text) if row.is_mended else (row.title, row.text)
    kept = ("", "") if written == (title, text) else written
    say(row, title=title, text=text, written_title=kept[0], written_text=kept[1])


@transaction.atomic
def withdraw(*, by, item):
    """Also once it is approved, as long as no issue has it."""
    row = held(item, State.SUBMITTED, State.APPROVED)
    if not row.may_be_withdrawn:
        raise Settled
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])


@transaction.atomic
def withdraw_all(*, by, organization, network):
    """Of who has left the network: what it sent, as long as no issue has it."""
    going = organization.bulletin_items.filter(network=network, state__in=[State.SUBMITTED, State.APPROVED])
    for item in going.filter(entry__isnull=True):
        with suppress(Settled):
            withdraw(by=by, item=item)


@transaction.atomic
def approve(*, by, item, revision):
    """Its author is told that it leaves tomorrow, so nothing that would not."""
    row = read(item, revision)
    if row.comes_too_late:
        raise TooLate
    decide(row, State.APPROVED, by)


@transaction.atomic
def reject(*, by, item, revision, reason):
    decide(read(item, revision), State.REJECTED, by, reason=reason)


def decide(row, state, by, reason=""):
    row.state, row.reason = state, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    tell_author(row)
