"""What becomes of somebody a desk follows: mended, let go in part, erased because they asked."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from helpdesk.models import Client, Enquiry, Notice, Permission, Referral, Step
from helpdesk.people import hold, sealed
from helpdesk.referrals.actions import withdraw
from helpdesk.referrals.links import kill_link
from helpdesk.referrals.moving import TooLate

Purpose = Notice.Purpose
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
    """The person no longer agrees: who was waiting for them hears so, and can open nothing any more.

    Nobody goes along with who would rather be alone; who is not to be called, and agrees to nothing else, is forgotten.
    """
    hold(permission.client_id)
    let_go(permission.referrals.all(), by)
    if not standing(permission).update(withdrawn_at=timezone.now()):
        raise Gone
    client = permission.client
    if permission.purpose == Purpose.ACCOMPANY:
        client.referrals.filter(state__in=Referral.UNDER_WAY).update(accompanied_by=None)
    if permission.purpose == Purpose.CALL_BACK and not client.permissions.standing().exists():
        forget_client(client, by=by)


def to_telephone_about(referrals):
    """Under way, of a receiver without an e-mail: nobody else tells them that the person does not come."""
    return referrals.filter(kind=Referral.Kind.WARM_HANDOFF, state__in=Referral.UNDER_WAY, recipient_email="")


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
    notes_about(client).update(note="")
    return Client.objects.known().filter(pk=client.pk).update(**NOTHING, erased_at=timezone.now())


def notes_about(client):
    """Of the contacts here, and of those that the desks who received them have written."""
    return Enquiry.objects.filter(Q(client=client) | Q(arrived_as__client=client))


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
