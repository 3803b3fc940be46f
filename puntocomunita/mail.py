"""Mails that tell of what is saved: they leave after it, and one that cannot leave undoes nothing."""

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.db import transaction

from .security_log import digest_of, record


class ListMail(EmailMultiAlternatives):
    """One of many: 7 bits, and no header broken before its value: nothing on the way rewrites what is signed."""

    encoding = utf8_charset_qp

    def message(self):
        made = super().message()
        made.policy = made.policy.clone(max_line_length=None)
        return made


def written(text, to) -> EmailMessage:
    """A mail whose first line is its subject, as our templates hold it."""
    subject, _line, body = text.partition("\n")
    return EmailMessage(subject, body.strip() + "\n", to=to)


def send_once_saved(mail):
    transaction.on_commit(lambda: leave(mail), robust=True)


def leave(mail) -> bool:
    """What no server takes is on record by kind of failure: its words would name the address."""
    try:
        mail.send()
    except OSError as error:
        record("mail_not_sent", to=[digest_of(each) for each in mail.to], error=type(error).__name__)
        return False
    return True
