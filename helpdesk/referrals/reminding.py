"""Who has not answered is reminded once, halfway; then the referral expires. Each may be run again, or killed."""

import logging
from smtplib import SMTPException

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.utils import timezone

from helpdesk.models import Referral, Step

from .actions import expire
from .letters import address_of_receiver, letter
from .links import new_link
from .moving import TooLate, note

logger = logging.getLogger(__name__)
A_RUN = 200  # mails
GIVE_UP = 5  # mails in a row that do not leave: the server is down


def to_remind(moment):
    """Half of the time to answer is over, and nobody has written again."""
    waiting = Referral.objects.waiting_for_an_answer().filter(kind=Referral.Kind.WARM_HANDOFF, reminded_at=None)
    waiting = waiting.exclude(recipient_email="").filter(expires_at__gt=moment, proposed_at=None)
    at = Value(moment, DateTimeField())
    return waiting.alias(left=F("expires_at") - at, gone=at - F("sent_at")).filter(left__lte=F("gone"))


def remind_due(most=A_RUN):
    """(how many mails left, how many did not and will be tried again the next time)."""
    sent, failed, in_a_row = 0, [], 0
    moment = timezone.now()
    while sent + len(failed) < most and in_a_row < GIVE_UP and (taken := take(moment)):
        if send(*taken):
            sent, in_a_row = sent + 1, 0
        else:
            failed, in_a_row = [*failed, taken[0].pk], in_a_row + 1
    Referral.objects.filter(pk__in=failed).update(reminded_at=None)
    return sent, len(failed)


@transaction.atomic
def take(moment):
    """The next with its new link, counted already: who is killed from here on has sent it once or not at all."""
    rows = to_remind(moment).select_related("enquiry__community_point", "to_point").order_by("sent_at", "pk")
    referral = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if referral is None:
        return None
    referral.reminded_at = timezone.now()
    referral.save(update_fields=["reminded_at"])
    return referral, "" if referral.to_point else new_link(referral)


def send(referral, secret) -> bool:
    """Whether the mail server took it."""
    address = address_of_receiver(referral, secret)
    try:
        letter("ask", referral, referral.recipient_email, address=address, reminding=True).send()
    except (OSError, SMTPException, ValueError) as error:  # they name the address, which is nobody else's business
        logger.warning("The reminder of referral %s did not leave: %s", referral.pk, type(error).__name__)
        return False
    note(referral, Step.What.REMINDED, by=None)
    return True


def expire_due() -> int:
    """How many nobody answered in time, each for itself."""
    expired, tried = 0, set()
    while referral := next_to_expire(tried):
        tried.add(referral.pk)
        try:
            expire(referral=referral)
            expired += 1
        except TooLate:  # somebody answered in this very moment
            continue
    return expired


def next_to_expire(tried):
    waiting = Referral.objects.to_expire().filter(~Q(pk__in=tried))
    return waiting.order_by("expires_at", "pk").first()
