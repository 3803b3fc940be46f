"""What comes back from mail servers (RFC 3464) and from who runs mailboxes (RFC 5965): no more mail goes there.

Which delivery it is about is in the Message-ID of ours that they return; its number is known to its reader alone.
"""

import email
import email.policy
import re

from network.models import Delivery, Subscription

from .readers import refuse

State = Subscription.State
OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.bollettino@")
RETURNED = {"message/rfc822", "text/rfc822-headers"}


def receive(raw: bytes):
    """The subscription that ended, with its state; None where the mail says nothing of the kind."""
    report = email.message_from_bytes(raw, policy=email.policy.default)
    state = verdict(report)
    delivery = delivery_in(report) if state else None
    if delivery is None or not delivery.subscription.is_on:
        return None
    refuse(subscription=delivery.subscription, state=state)
    return delivery.subscription, state


def verdict(report):
    """BOUNCED where it failed for good, COMPLAINED where a reader called it spam, else None."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and any(map(is_for_good, part.iter_parts())):
            return State.BOUNCED
        if part.get_content_type() == "message/feedback-report" and is_complaint(part):
            return State.COMPLAINED
    return None


def is_for_good(fields) -> bool:
    """Of one recipient: not delayed, and not what may pass by itself."""
    return str(fields["Action"]).strip().lower() == "failed" and str(fields["Status"]).strip().startswith("5.")


def is_complaint(part) -> bool:
    return bool(re.search(r"^Feedback-Type:\s*(abuse|fraud|opt-out)\b", text_of(part), re.IGNORECASE | re.MULTILINE))


def text_of(part) -> str:
    """As it came, whatever the parser made of it."""
    return part.as_bytes().decode("ascii", errors="replace")


def delivery_in(report):
    returned = [text_of(part) for part in report.walk() if part.get_content_type() in RETURNED]
    found = OURS.search("\n".join(returned))
    return found and Delivery.objects.select_related("subscription").filter(pk=found[1]).first()
