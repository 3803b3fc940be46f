"""A mailbox as it is kept: its address encrypted, and a digest by which it is found again."""

from django.utils.crypto import salted_hmac

from puntocomunita.encryption import decrypt, encrypt


def digest_of(address: str) -> str:
    return salted_hmac("network.bulletin", address.strip().lower(), algorithm="sha256").hexdigest()


def sealed(address: str) -> dict:
    """The two columns of a Subscription."""
    return {"email": encrypt(address.strip()), "digest": digest_of(address)}


def address_of(subscription) -> str:
    return decrypt(subscription.email)
