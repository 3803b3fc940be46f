"""A run of mails, each once: killed, it has written to each once or not at all; what does not leave is tried later."""

import datetime
from smtplib import SMTPException

from django.core.mail import get_connection

from puntocomunita.security_log import digest_of, record

A_RUN = 500  # mails
GIVE_UP = 5  # in a row that do not leave: the server is down

BEFORE_THE_NEXT_RUN = {4: 3, 5: 2}  # days from a Friday, from a Saturday: none runs until Monday


def told_until(today, before) -> datetime.date:
    """The last day that today's run tells of: the next one would tell of it less than `before` before."""
    return today + before + datetime.timedelta(days=BEFORE_THE_NEXT_RUN.get(today.weekday(), 1) - 1)


class Post:
    """One connection for many mails; after one that did not leave, a new one."""

    def __enter__(self):
        self.connection = get_connection()
        return self

    def __exit__(self, *error):
        self.connection.close()

    def takes(self, mail) -> bool:
        """Whether the server did; what it refuses is on record by kind, for its words would name the address."""
        mail.connection = self.connection
        try:
            self.connection.open()
            mail.send()
        except (OSError, SMTPException, ValueError) as error:
            record("mail_not_sent", to=[digest_of(each) for each in mail.to], error=type(error).__name__)
            self.connection.close()
            return False
        return True


def send_each(*, take, letter, give_back, most=A_RUN):
    """(how many left, how many did not).

    `take(failed)` counts the next row as written and gives it with what it said before, or None; `letter` of both is
    the mail, or None where nobody can be written to; `give_back` of both undoes the count of one that did not leave.
    """
    left, failed, in_a_row = 0, [], 0
    with Post() as post:
        while left + len(failed) < most and in_a_row < GIVE_UP and (taken := take(failed)):
            mail = letter(*taken)
            if mail is None:
                continue
            if post.takes(mail):
                left, in_a_row = left + 1, 0
            else:
                give_back(*taken)
                failed, in_a_row = [*failed, taken[0].pk], in_a_row + 1
    return left, len(failed)
