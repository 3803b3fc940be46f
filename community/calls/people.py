"""Who asks for a benefit: a name and a telephone, opened on record; a codice fiscale only as a digest."""

import re
from typing import NamedTuple

from django.utils.crypto import salted_hmac

from accounts.actions import log_look
from accounts.models import AccessLog
from puntocomunita.encryption import decrypt

LETTERS = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", [*LETTERS[:10], *LETTERS], strict=True))
SHAPE = re.compile(r"[A-Z]{6}[\dLMNPQRSTUV]{2}[A-EHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z]")


class Person(NamedTuple):
    name: str
    phone: str
    email: str


def plain_code(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).upper()


def is_fiscal_code(code: str) -> bool:
    """By its shape and by its last letter (D.M. 12 March 1974)."""
    if not SHAPE.fullmatch(code):
        return False
    odd = sum(ODD[char] for char in code[0:15:2])
    even = sum(int(char) if char.isdigit() else ord(char) - ord("A") for char in code[1:15:2])
    return ord(code[15]) - ord("A") == (odd + even) % 26


def digest_of(call, code: str) -> str:
    """Of a person at one call: the same person is another at another."""
    return salted_hmac(f"community.call.{call.pk}", plain_code(code), algorithm="sha256").hexdigest()


def open_applicant(application, *, by) -> Person:
    """That `by` looked is on record first. Whoever calls has asked the rule."""
    thing = f"{application.call} · {application.code}"
    log_look(by=by, what=AccessLog.What.PERSON, thing=thing, subject=application.person)
    return person_of(application)


def person_of(application) -> Person:
    """Nobody, of one that is erased."""
    phone = decrypt(application.phone) if application.phone else ""
    if user := application.person:
        return Person(user.name, phone, user.email)
    name, email = (decrypt(sealed) if sealed else "" for sealed in (application.name, application.email))
    return Person(name, phone, email)
