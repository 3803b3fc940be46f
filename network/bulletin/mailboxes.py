"""A mailbox as it is kept: its address encrypted, and a digest by which it is found again."""

import datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac

from puntocomunita.encryption import decrypt, encrypt, encrypted_at

GOOD_FOR = datetime.timedelta(days=180)  # an address outlives the year after which an old key may go


def digest_of(address: str) -> str:
    return salted_hmac("network.bulletin", address.strip().lower(), algorithm="sha256").hexdigest()


def sealed(address: str) -> dict:
    """The two columns of a Subscription."""
    return {"email": encrypt(address.strip()), "digest": digest_of(address)}


def address_of(subscription) -> str:
    return decrypt(subscription.email)


def renew_seals(subscriptions):
    """Encrypts anew, by the key of today, what was encrypted long ago."""
    old = timezone.now() - GOOD_FOR
    for each in subscriptions.exclude(email="").only("email").iterator():
        if encrypted_at(each.email) < old:
            subscriptions.filter(pk=each.pk, email=each.email).update(email=encrypt(address_of(each)))
