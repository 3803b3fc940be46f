"""The link by which a receiver answers without an account: signed, good for one step, dead when a newer has left."""

import datetime
import secrets

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from accounts.models.api_token import digest_of
from helpdesk.models import AnswerLink, Referral

LATE = datetime.timedelta(days=14)  # beyond the day by which one should have answered
AFTER_YES = datetime.timedelta(days=60)  # to say how it went


def signer():
    return Signer(salt="helpdesk.referrals", sep=".")


def new_link(referral) -> str:
    """Its secret; the one before is good until this one has left, so that nobody is without."""
    now, token = timezone.now(), secrets.token_urlsafe(24)
    answered = referral.state != Referral.State.SENT
    expires_at = now + AFTER_YES if answered else max(referral.expires_at, now) + LATE
    before = AnswerLink.objects.filter(referral=referral, used_at=None, expires_at__gt=now).first()
    values = {"digest": digest_of(token), "created_at": now, "expires_at": expires_at, "used_at": None}
    values["earlier"] = before.digest if before else ""
    AnswerLink.objects.update_or_create(referral=referral, defaults=values)
    return signer().sign(f"{referral.pk.hex}.{token}")


def retire_earlier(referral):
    AnswerLink.objects.filter(referral=referral).update(earlier="")


def kill_link(referral):
    AnswerLink.objects.filter(referral=referral, used_at=None).update(used_at=timezone.now())


def referral_of(secret):
    """(the referral that a link of ours was made for, whether the link is still good); (None, False) for others."""
    try:
        key, _dot, token = signer().unsign(secret).partition(".")
    except BadSignature:
        return None, False
    rows = Referral.objects.select_related("enquiry__community_point__location", "answer_link", "permission", "client")
    referral = rows.filter(pk=key).first()
    return referral, bool(referral) and is_good(referral, token)


def is_good(referral, token):
    link = getattr(referral, "answer_link", None)
    unused = bool(link) and link.used_at is None and link.expires_at > timezone.now()
    return unused and digest_of(token) in (link.digest, link.earlier)
