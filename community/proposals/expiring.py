"""Agreements end on their last day, and their service says so; who signed is told a month and a week before.

It may be run again, killed, or run twice at once: each agreement is a transaction, and nobody is told a thing twice.
"""

import datetime

from community.models import ManagementAgreement

from . import agreeing, letters
from .actions import Settled

WARNED_BEFORE = (7, 30)  # days


def warn_of_ends(today) -> int:
    last = today + datetime.timedelta(days=max(WARNED_BEFORE))
    rows = ManagementAgreement.objects.in_force().filter(ends_on__gte=today, ends_on__lte=last).for_reading()
    for each in rows:
        days = next(days for days in WARNED_BEFORE if (each.ends_on - today).days <= days)
        letters.tell_that_it_ends(each, days)
    return len(rows)


def end_due(today) -> int:
    """How many; each for itself."""
    ended = 0
    for agreement in ManagementAgreement.objects.in_force().filter(ends_on__lt=today):
        try:
            agreeing.expire(agreement=agreement)
            ended += 1
        except Settled:  # renewed or ended in this very moment
            continue
    return ended
