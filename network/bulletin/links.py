"""The signed links of a reader without an account: to what they chose, and to say that the mailbox is theirs."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from network.models import Subscription

READ, CONFIRM = "read", "confirm"


def signer(what):
    return Signer(salt=f"network.bulletin.{what}", sep=".")


def secret_of(subscription, what=READ) -> str:
    return signer(what).sign(subscription.pk.hex)


def address_of(name, subscription, network, what=READ) -> str:
    """Of the page of that name, in full."""
    return settings.SITE_URL + reverse(f"network:{name}", args=[network.slug, secret_of(subscription, what)])


def opened(secret, network, what=READ):
    """The subscription, also one that is over; None where the link is not ours, or it is forgotten."""
    try:
        key = signer(what).unsign(secret)
    except BadSignature:
        return None
    return Subscription.objects.filter(pk=key, network=network).first()
