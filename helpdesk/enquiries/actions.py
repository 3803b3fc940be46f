"""Writing contacts: once, however often they are sent; never closed without an answer."""

import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from helpdesk.models import CallBackRequest, Enquiry, EnquiryTopic, Referral
from helpdesk.people import hold

CHANGEABLE = [
    "state", "day", "people", "channel", "minutes", "age_band", "gender", "quarter_id", "is_first_visit",
    "needs_language_help", "answers", "result", "unmet_reason", "note", "client_id",
]  # fmt: skip


class Conflict(Exception):
    """Somebody else changed the contact in between; nothing was written."""


def log_enquiry(*, by, enquiry, topics, closed) -> bool:
    """Write a new contact of `enquiry.community_point`; False where this one is there already, sent twice."""
    enquiry.logged_by = by
    try:
        with transaction.atomic():
            settle(enquiry, closed)
            enquiry.save(force_insert=True)
            write_topics(enquiry, topics)
    except IntegrityError:
        if not Enquiry.objects.filter(pk=enquiry.pk, community_point=enquiry.community_point).exists():
            raise
        return False
    return True


@transaction.atomic
def change_enquiry(*, enquiry, seen, topics, closed):
    """Write a contact again, unless it is no longer as its `fingerprint` was seen: then Conflict.

    The topics go first, because a note may not stand beside some of them.
    """
    hold(Enquiry.objects.values_list("client", flat=True).get(pk=enquiry.pk))
    held = Enquiry.objects.select_for_update(of=["self"]).get(pk=enquiry.pk)
    if fingerprint(held) != seen:
        raise Conflict
    if held.client_id != enquiry.client_id:
        CallBackRequest.objects.filter(enquiry=held).update(enquiry=None)  # its number is the person's
    settle(enquiry, closed)
    enquiry.enquiry_topics.all().delete()
    enquiry.save()
    write_topics(enquiry, topics)


@transaction.atomic
def record_unmet(*, enquiry, reason) -> bool:
    """Closes it as a need without an answer; False while somebody it was sent to is still to be heard."""
    held = Enquiry.objects.select_for_update(of=["self"]).get(pk=enquiry.pk)
    if held.referrals.filter(state__in=[Referral.State.DRAFT, *Referral.UNDER_WAY]).exists():
        return False
    held.result, held.unmet_reason = Enquiry.Result.UNMET, reason
    settle(held, closed=True)
    held.save()
    return True


@transaction.atomic
def delete_enquiry(*, enquiry) -> bool:
    """Of one that was a mistake; False where somebody was sent on by it, which is not undone."""
    held = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if held.referrals.exists():
        return False
    held.delete()
    return True


def settle(enquiry, closed):
    if closed:
        enquiry.state, enquiry.closed_at = Enquiry.State.CLOSED, enquiry.closed_at or timezone.now()
    else:
        enquiry.state, enquiry.closed_at = Enquiry.State.OPEN, None


def write_topics(enquiry, topics):
    EnquiryTopic.objects.bulk_create(
        EnquiryTopic(enquiry=enquiry, term_id=term.id, position=position) for position, term in enumerate(topics, 1)
    )


def fingerprint(enquiry) -> str:
    """Of all that may be changed in a contact; one query, for its topics."""
    row = [getattr(enquiry, name) for name in CHANGEABLE]
    topics = enquiry.enquiry_topics.order_by("position").values_list("term", flat=True)
    return hashlib.sha256(json.dumps([*row, *topics], default=str).encode()).hexdigest()[:16]
