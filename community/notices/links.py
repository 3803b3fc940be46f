"""The signed link to a person’s choices, good without signing in until their address changes."""

from django.core.signing import BadSignature, Signer

from accounts.models import User


def signer(person):
    return Signer(salt=f"community.notices.{person.email}", sep=".")


def secret_of(person) -> str:
    return signer(person).sign(str(person.pk))


def opened(secret):
    """The person; None where the link is not ours, or they are not here any more."""
    key = secret.partition(".")[0]
    person = User.objects.filter(pk=key, is_active=True).first() if key.isdecimal() and len(key) < 19 else None
    try:
        return person and signer(person).unsign(secret) and person
    except BadSignature:
        return None
