"""Who is enrolled: by their access, or by the name and mailbox that they left, which are kept encrypted."""

from typing import NamedTuple

from network.bulletin.mailboxes import sealed
from puntocomunita.encryption import decrypt, encrypt


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
