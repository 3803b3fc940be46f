"""Telling people from programs, and two senders apart, without asking who anybody is."""

import datetime

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import get_client_ip
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from services.models import Report

QUICKEST = 2  # seconds in which a person chooses, writes and sends
SAME_TEXT = 3  # a day, on whatever entries: more is a program
LONG = 20  # characters; shorter texts are the same by chance
SALT = "services.reports"


def stamp() -> str:
    """The moment at which a form was shown, signed."""
    return signing.TimestampSigner(salt=SALT).sign("shown")


def too_quick(stamped) -> bool:
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(stamped)
    except signing.BadSignature:
        return True
    try:
        signer.unsign(stamped, max_age=QUICKEST)
    except signing.SignatureExpired:
        return False
    return True


def repeated(words) -> bool:
    """Whether the same long text came often enough today to be a program's."""
    since = timezone.now() - datetime.timedelta(days=1)
    return len(words) >= LONG and Report.objects.filter(words=words, created_at__gte=since).count() >= SAME_TEXT


def mark_of(request, entry) -> str:
    """Of an address on the Internet for one entry: the same for its every report there, and for nothing else."""
    who = f"person {request.user.pk}" if request.user.is_authenticated else f"address {get_client_ip(request)}"
    return salted_hmac(SALT, f"{who} {entry.pk if entry else 'new'}", algorithm="sha256").hexdigest()


def may(request, what) -> bool:
    """Whether the address that asks is within the limit, for pages that are only read too."""
    return bool(ratelimit.consume(request, app="allauth.account", action=what, limit_get=True))
