"""The mails of the bulletin over one connection; killed and begun again, nothing but the one in flight goes twice.

Each is sent inside a transaction that holds the lock of its row: other senders pass over it, and whoever dies gives it
back. Only when the mail server has said yes is it written down as sent.
"""

import datetime
import logging
import re
from collections import Counter
from contextlib import suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from network.models import BulletinEntry, Delivery, Subscription

from .letters import bulletin
from .readers import refuse
from .wishes import fitting

logger = logging.getLogger(__name__)
State = Delivery.State
GIVE_UP = 5  # mails in a row that do not leave: the server is down, or wants nothing from us
WAITS = [datetime.timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]
ENHANCED = re.compile(r"\b[45]\.(\d{1,3})\.\d{1,3}\b")
NO_SUCH_MAILBOX = {550, 551, 553}  # where the server says no more than that
OF_THE_MAILBOX = {"1", "2"}  # RFC 3463: addressing, mailbox; others are of the server or of what we write


def send_due() -> Counter:
    """How many mails ended in each state; WAITING counts those that are to be tried again."""
    counts, in_a_row, sender = Counter(), 0, Sender()
    while in_a_row < GIVE_UP and (outcome := sender.send_next()):
        counts[outcome] += 1
        in_a_row = 0 if outcome in (State.SENT, State.DROPPED) else in_a_row + 1
    sender.hang_up()
    return counts


class Sender:
    """One connection to the mail server, and what each stretch of days tells, read once."""

    def __init__(self):
        self.connection, self.told = get_connection(), {}

    @transaction.atomic
    def send_next(self):
        """The state in which the next mail ended; None where none is due."""
        delivery = claimed()
        if delivery is None:
            return None
        if not (entries := self.entries_for(delivery)):
            return settle(delivery, State.DROPPED)
        try:
            self.connection.open()
            self.connection.send_messages([bulletin(delivery, entries)])
        except (OSError, ValueError) as error:
            self.hang_up()
            return not_taken(delivery, error)
        return settle(delivery, State.SENT)

    def hang_up(self):
        with suppress(OSError):
            self.connection.close()

    def entries_for(self, delivery):
        """Nothing for who reads no more, and nothing that is over by now."""
        reader = delivery.subscription
        if reader.state != Subscription.State.ACTIVE or reader.rhythm == Subscription.Rhythm.NONE:
            return []
        entries = fitting(self.told_in(delivery), delivery)
        return [each for each in entries if each.issue_id not in read(delivery)] if delivery.is_weekly else entries

    def told_in(self, delivery):
        network, days = delivery.issue.network_id, (delivery.first_day, delivery.issue.day)
        if (network, days) not in self.told:
            entries = BulletinEntry.objects.filter(issue__network=network, day__range=days)
            self.told[network, days] = list(entries.still_to_come().order_by("day", "position"))
        return self.told[network, days]


def claimed():
    rows = Delivery.objects.due(timezone.now()).with_wishes().select_related("issue__network", "subscription")
    return rows.select_for_update(of=["self"], skip_locked=True).order_by("next_at", "id").first()


def read(delivery) -> set:
    """The issues that the reader of a weekly mail had day by day, before they chose so."""
    others = Delivery.objects.filter(subscription=delivery.subscription_id, state=State.SENT)
    return set(others.filter(issue__day__gte=delivery.first_day).values_list("issue", flat=True))


def settle(delivery, state):
    delivery.state, delivery.settled_at = state, timezone.now()
    delivery.save(update_fields=["state", "settled_at"])
    return state


def not_taken(delivery, error):
    """Its words would name the address, which is nobody else's business."""
    code, words = answer_of(error)
    logger.warning("Mail %s of the bulletin did not leave: %s %s", delivery.pk, type(error).__name__, code)
    if code < 500 and not isinstance(error, ValueError) and delivery.attempts < len(WAITS):
        return wait(delivery, counted=bool(code))
    settle(delivery, State.FAILED)
    if is_of_the_mailbox(code, words):
        refuse(subscription=delivery.subscription, state=Subscription.State.BOUNCED)
    return State.FAILED


def wait(delivery, counted):
    """Longer each time that the server puts off this mail; where it does not answer at all, that is not counted."""
    delivery.next_at = timezone.now() + WAITS[delivery.attempts]
    delivery.attempts += counted
    delivery.save(update_fields=["next_at", "attempts"])
    return State.WAITING


def answer_of(error):
    """(code, words) of a server about this mail; (0, "") where it is about anything else."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPDataError):
        code, words = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    return code, words.decode(errors="replace") if isinstance(words, bytes) else str(words)


def is_of_the_mailbox(code, words) -> bool:
    """For good: not one where the server dislikes us or what we write, or a mistake there would lose every reader."""
    enhanced = ENHANCED.search(words)
    return code >= 500 and (enhanced[1] in OF_THE_MAILBOX if enhanced else code in NO_SUCH_MAILBOX)
