"""The signed links of a mail: each opens one page on one request, for thirty days."""

import datetime

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from organizations.models import ConfirmationRequest

GOOD_FOR = datetime.timedelta(days=30)


def signer():
    return TimestampSigner(salt="services.freshness")


def secret_of(asked, key="") -> str:
    """`key` narrows it to one entry."""
    return signer().sign(f"{asked.pk}.{key}")


def address_of(asked, key="", page="confirm") -> str:
    return settings.SITE_URL + reverse(f"services:{page}", args=[secret_of(asked, key)])


def opened(secret):
    """(the request, the key of an entry or ""); None where the link is no good, or its request is over."""
    try:
        number, _dot, key = signer().unsign(secret, max_age=GOOD_FOR).partition(".")
    except BadSignature:
        return None
    asked = ConfirmationRequest.objects.open().select_related("organization").filter(pk=number).first()
    return asked and (asked, key)
