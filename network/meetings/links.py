"""The link of an invitation by which one answers without an account: signed, for one invitation, until the meeting."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from network.models import MeetingInvitation


def signer():
    return Signer(salt="network.meetings", sep=".")


def address_for(invitation) -> str:
    secret = signer().sign(invitation.pk.hex)
    return settings.SITE_URL + reverse("network:invitation_answer", args=[secret])


def opened(secret):
    """The invitation that a link of ours was made for, or None."""
    try:
        key = signer().unsign(secret)
    except BadSignature:
        return None
    rows = MeetingInvitation.objects.select_related("meeting__network", "meeting__location", "organization", "user")
    return rows.filter(pk=key).first()
