"""Who is enrolled: by their access, or by the name and mailbox that they left, which are kept encrypted."""

import datetime
from typing import NamedTuple

from django.utils import timezone

from network.bulletin.mailboxes import GOOD_FOR, sealed
from network.models import Enrolment
from puntocomunita.encryption import decrypt, encrypt, encrypted_at


class Person(NamedTuple):
    name: str
    email: str


def columns_of(name, address) -> dict:
    """As an Enrolment keeps them."""
    return {"name": encrypt(name), **sealed(address)}


NOBODY = {"user": None, "name": "", "email": "", "digest": ""}


def person_of(enrolment) -> Person:
    """Nobody, of one who withdrew."""
    if user := enrolment.user:
        return Person(user.name or user.email, user.email if user.is_active else "")
    return Person(decrypt(enrolment.name), decrypt(enrolment.email)) if enrolment.name else Person("", "")


def renew_seals(now=None):
    """Encrypts anew, by the key of today, what was encrypted long ago."""
    old = (now or timezone.now()).astimezone(datetime.UTC) - GOOD_FOR
    for each in Enrolment.objects.exclude(name="").only("name", "email").iterator():
        if encrypted_at(each.email) < old:
            fresh = {"name": encrypt(decrypt(each.name)), "email": encrypt(decrypt(each.email))}
            Enrolment.objects.filter(pk=each.pk, email=each.email).update(**fresh)
