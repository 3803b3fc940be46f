"""The code of a hand-out: who stays anonymous says once how it went, or asks for another door.

It follows from the referral and the portal's key, so that a hand-out can be printed again; the digest is kept.
"""

import datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models.api_token import digest_of
from helpdesk.models import ReturnCode
from services.models.report import ALPHABET

GOOD_FOR = datetime.timedelta(days=90)
LETTERS = 10


def code_of(referral) -> str:
    """Ten characters in two halves, about 50 bits."""
    number = int.from_bytes(salted_hmac("helpdesk.return_code", referral.pk.hex, algorithm="sha256").digest())
    letters = []
    for _position in range(LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


def issue_code(referral):
    expires_at = timezone.now() + GOOD_FOR
    return ReturnCode.objects.create(referral=referral, digest=digest_of(code_of(referral)), expires_at=expires_at)


def code_on_paper(referral) -> str:
    """What a hand-out says, or "" where no code is good any more."""
    code = ReturnCode.objects.filter(referral=referral, used_at=None, expires_at__gt=timezone.now()).first()
    return code_of(referral) if code and code.digest == digest_of(code_of(referral)) else ""


def tidied(typed) -> str:
    """As it is printed, however it was typed."""
    letters = "".join(char for char in typed.upper() if char in ALPHABET)
    return f"{letters[:5]}-{letters[5:]}"


def found(typed):
    """The code, while nobody has used it and it is good; None else."""
    rows = ReturnCode.objects.filter(used_at=None, expires_at__gt=timezone.now())
    rows = rows.select_related("referral__enquiry__community_point__location")
    return rows.filter(digest=digest_of(tidied(typed))).first()
