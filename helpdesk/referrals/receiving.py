"""What a receiver sees and does: by the link of a mail, or from their own desk; nothing before they ask for it."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from helpdesk.models import AnswerLink, Referral, Step
from helpdesk.people import Person, open_client, unsealed

from .links import referral_of
from .moving import locked, note


class DeadLink(Exception):
    """The link was used, is past its day, or a newer one is out."""


class Seen(NamedTuple):
    """What a receiver is told, by permission."""

    person: Person
    message: str


def may_be_seen(referral) -> bool:
    """By permission that stands, for as long as the referral is under way."""
    allowed = referral.permission is not None and referral.permission.withdrawn_at is None
    known = referral.client is not None and referral.client.erased_at is None
    return allowed and known and referral.state in (*Referral.UNDER_WAY, Referral.State.EXPIRED)


def opened_by_link(referral):
    """What a receiver without an account may see, or None; that somebody looked is on record first."""
    if not may_be_seen(referral):
        return None
    note(referral, Step.What.OPENED, by=None)
    client = referral.client
    known = Person(unsealed(client.name), unsealed(client.contact), client.contact_kind, unsealed(client.when_safe))
    return Seen(known, unsealed(referral.message))


def opened_at_desk(referral, *, by):
    """The same at the desk it arrived at. Whoever calls has asked OPEN_CLIENT there."""
    if not may_be_seen(referral):
        return None
    note(referral, Step.What.OPENED, by=by)
    return Seen(open_client(referral.client, by=by), unsealed(referral.message))


@transaction.atomic
def answer_by_link(secret, act, **said):
    """Does one of `helpdesk.referrals.actions` for who has the link, which it uses up. Raises DeadLink, TooLate."""
    referral, good = referral_of(secret)
    if not good:
        raise DeadLink
    locked(referral)  # whoever moves it has it first, so that of two with the same link one is too late
    used = AnswerLink.objects.filter(pk=referral.answer_link.pk, digest=referral.answer_link.digest, used_at=None)
    if not used.update(used_at=timezone.now()):
        raise DeadLink
    return act(referral=referral, **said)
