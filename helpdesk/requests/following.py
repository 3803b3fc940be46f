"""What becomes of somebody a desk follows: mended, let go in part, erased because they asked."""

from django.db import transaction
from django.utils import timezone

from helpdesk.models import Client, Permission, Referral, Step
from helpdesk.people import hold, sealed
from helpdesk.referrals.actions import withdraw
from helpdesk.referrals.links import kill_link
from helpdesk.referrals.moving import TooLate

NOTHING = {"name": "", "contact": "", "contact_kind": "", "when_safe": ""}


class Gone(Exception):
    """Somebody erased the person, or took that permission back, in between."""


def change_client(*, client, name, contact_kind, contact, when_safe):
    """Write again what is known of the client; Gone where nothing is any more."""
    words = {"name": sealed(name), "contact": sealed(contact), "when_safe": sealed(when_safe)}
    if not Client.objects.known().filter(pk=client.pk).update(**words, contact_kind=contact_kind):
        raise Gone


@transaction.atomic
def take_back(*, permission, by):
    """The person no longer agrees: who was waiting for them hears so, and can open nothing any more."""
    let_go(permission.referrals.all(), by)
    if not standing(permission).update(withdrawn_at=timezone.now()):
        raise Gone


def standing(permission):
    return Permission.objects.standing().filter(pk=permission.pk)


def erase_on_request(*, client, by):
    if not forget_client(client, by=by):
        raise Gone


@transaction.atomic
def forget_client(client, *, by=None) -> int:
    """Every text about the person goes, on request or, by nobody, on their day; how many went.

    Nobody waits for them in vain, and the desk reads why. The database refuses an erasure that leaves something.
    """
    hold(client.pk)
    let_go(client.referrals.all(), by, Step.What.ERASED)
    client.permissions.standing().update(withdrawn_at=timezone.now())
    client.enquiries.update(note="")
    return Client.objects.known().filter(pk=client.pk).update(**NOTHING, erased_at=timezone.now())


def let_go(referrals, by, what=Step.What.WITHDRAWN):
    """Withdraws those under way; what a receiver could still open late is closed too."""
    for referral in referrals.filter(state__in=[*Referral.UNDER_WAY, Referral.State.DRAFT]):
        try:
            withdraw(referral=referral, what=what, by=by)
        except TooLate:
            continue
    for referral in referrals.filter(answer_link__isnull=False):
        kill_link(referral)
    referrals.update(message="")
