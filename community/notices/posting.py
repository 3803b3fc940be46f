"""Notices by mail, each once: what is due of a person is counted as sent under a lock on that person, and then leaves.

Killed, a run has written to each once or not at all; what the server did not take is tried again, later and later.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.models import Notice
from network.meetings.posting import A_RUN, Post, send_each

from .letters import letter

AT_ONCE = 20  # mails for which somebody waits; the rest leaves with the next run
WAITS = [datetime.timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]


def send_due(most=A_RUN):
    """(how many mails left, how many did not)."""
    return send_each(take=take_due, letter=letter, give_back=give_back, most=most)


def take_due(failed):
    return take(Notice.objects.due(timezone.now()).exclude(person__in=failed))


def post_at_once(keys):
    """As soon as it is saved; at the first that does not leave, all the others wait for the next run."""
    with Post() as post:
        for _number in range(AT_ONCE):
            taken = take(Notice.objects.due(timezone.now()).filter(pk__in=keys))
            if taken is None:
                break
            if not post.takes(letter(*taken)):
                give_back(*taken)
                break


@transaction.atomic
def take(due):
    """(the next person, all that is due of them), counted as sent; None where nothing is left."""
    while person := locked(due):
        mine = due.filter(person=person).select_for_update(of=["self"], no_key=True)
        notices = list(mine.order_by("made_at", "id"))
        if notices:  # else another run was quicker
            Notice.objects.filter(pk__in=[each.pk for each in notices]).update(sent_at=timezone.now())
            return person, notices
    return None


def locked(due):
    people = User.objects.filter(pk__in=due.values("person")).order_by("pk")
    return people.select_for_update(skip_locked=True, no_key=True).first()


def give_back(person, notices):
    now = timezone.now()
    for notice in notices:
        again = now + WAITS[notice.tries]
        Notice.objects.filter(pk=notice.pk).update(sent_at=None, tries=notice.tries + 1, try_again_at=again)
