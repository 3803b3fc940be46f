"""Letters to who receives: each is owed from the moment a referral moves until a mail server has taken it.

A newer letter takes the place of an older one. Whoever sends one has it for ten minutes; one that could not leave, or
whose sender was killed, is sent by `send_reminders` or by the desk, with a new link: nothing secret is kept. An address
that a server refuses for good waits for the desk to mend it.
"""

import datetime
from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.utils import timezone

from helpdesk.models import Referral, Step
from puntocomunita.security_log import digest_of, record

from .letters import letter_to_receiver
from .links import retire_earlier
from .moving import ANSWER_WITHIN, TooLate, locked, note, write

Letter, What = Referral.Letter, Step.What
AT_WORK = datetime.timedelta(minutes=10)
A_RUN = 200  # mails
GIVE_UP = 5  # mails in a row that do not leave: the server is down
POLICY = b"5.7"  # RFC 3463: it is us who are not wanted, and not the address that is wrong


class AddressRefused(Exception):
    """A server said for good that it takes nothing for the address."""


def owe(name, referral):
    """Leaves once all is saved; where there is no address somebody telephones."""
    if referral.recipient_email:
        mail = prepared(referral, name)
        transaction.on_commit(lambda: post(referral, mail), robust=True)


def prepared(referral, name):
    """The mail, owed from now on and nobody else's to send."""
    write(referral, letter=name, letter_due_at=timezone.now() + AT_WORK)
    return letter_to_receiver(name, referral)


def post(referral, mail) -> bool:
    """Whether a server took it; if not, it is due again at once."""
    mine = Referral.objects.filter(pk=referral.pk, letter=referral.letter, letter_due_at=referral.letter_due_at)
    try:
        left = sent(mail)
    except AddressRefused:
        return refused(referral, mine)
    if left and mine.update(letter="", letter_due_at=None):
        retire_earlier(referral)
        told_in_time(referral, What.WRITTEN)
    elif not left and mine.update(letter_due_at=timezone.now()):
        told_in_time(referral, What.NOT_LEFT)
    return left


def refused(referral, waiting, **values) -> bool:
    """Nobody tries again, and the desk is told; unless it is no longer one of `waiting`."""
    if waiting.update(letter_due_at=timezone.now(), address_refused=True, **values):
        told_in_time(referral, What.REFUSED)
    return False


def sent(mail) -> bool:
    """What no server takes is on record by kind of failure: its words would name the address. Or AddressRefused."""
    try:
        mail.send()
    except (OSError, ValueError) as error:
        record("mail_not_sent", to=[digest_of(each) for each in mail.to], error=type(error).__name__)
        if is_for_good(error):
            raise AddressRefused from None
        return False
    return True


def is_for_good(error) -> bool:
    answers = error.recipients.values() if isinstance(error, SMTPRecipientsRefused) else []
    return any(code >= 500 and not words.startswith(POLICY) for code, words in answers)


def told_in_time(referral, what):
    """Once for all tries: that it did not leave, and that it has left after all."""
    last = referral.steps.filter(what__in=[What.NOT_LEFT, What.REFUSED, What.WRITTEN]).last()
    if what != (last.what if last else What.WRITTEN):
        note(referral, what, by=None)


@transaction.atomic
def write_again(*, referral, recipient_email, by):
    """To the address as the desk has mended it; without one the desk telephones."""
    referral, name = locked(referral), referral.letter
    if not name or referral.letter != name:
        raise TooLate(referral)
    write(referral, recipient_email=recipient_email, address_refused=False, letter="", letter_due_at=None)
    if name == Letter.ASK:
        begin_to_wait(referral)
    owe(name, referral)
    return referral


def begin_to_wait(referral):
    """Who was never asked has all the time to answer from today."""
    now = timezone.now()
    write(referral, sent_at=now, expires_at=now + ANSWER_WITHIN[referral.target_kind])


def post_due(most=A_RUN):
    """What could not leave before: (how many mails left, how many did not)."""
    return post_each(take, post, most)


@transaction.atomic
def take(tried):
    """The next, with its mail."""
    rows = Referral.objects.to_write_again().exclude(pk__in=tried).order_by("letter_due_at", "pk")
    rows = rows.select_related("enquiry__community_point", "to_point")
    referral = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if referral is None:
        return None
    if referral.letter == Letter.ASK:
        begin_to_wait(referral)
    return referral, prepared(referral, referral.letter)


def post_each(take, post, most):
    """(how many left, how many did not) of those that `take(keys already tried)` gives, until the server seems down."""
    left, in_a_row, tried = 0, 0, set()
    while len(tried) < most and in_a_row < GIVE_UP and (taken := take(tried)):
        tried.add(taken[0].pk)
        if post(*taken):
            left, in_a_row = left + 1, 0
        else:
            in_a_row += 1
    return left, len(tried) - left
