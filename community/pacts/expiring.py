"""Pacts whose last day is near, or over: both sides are told, and what is done or not to be done any more ends.

It may be run again, killed, or run twice at once: each pact is a transaction, and nobody is told a thing twice.
"""

import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Notice, Pact

from . import letters
from .actions import Settled, Undecided, complete, end_early
from .progress import said

WARNED_BEFORE = (7, 14, 30)  # days; a fortnight before, only where hours are missing
TO_WRITE_THE_LAST = datetime.timedelta(days=7)  # after its last day, hours may still be written down and confirmed


class Fate(Enum):
    COMPLETE = "done"
    END = "over"
    CONFIRM = "hours wait"
    WRITE = "hours miss"


def warn_of_ends(today) -> int:
    """How many pacts were told of; two questions, and those of each."""
    last = today + datetime.timedelta(days=max(WARNED_BEFORE))
    rows = Pact.objects.active().filter(ends_on__gte=today, ends_on__lte=last).for_reading()
    near = [(each, days) for each in rows if (days := warning(each, today))]
    due = {letters.key_of_warning(pact, days): (pact, days) for pact, days in near}
    told = set(Notice.objects.filter(key__in=due).values_list("key", flat=True))
    for key in due.keys() - told:
        warn(*due[key])
    return len(due.keys() - told)


def warning(pact, today):
    """The days of the one that is due, or None: not of what a pact of few days has just said."""
    days = next(each for each in WARNED_BEFORE if (pact.ends_on - today).days <= each)
    is_said = pact.days <= days or days == 14 and not missing(pact)
    return None if is_said else days


def missing(pact) -> int:
    """Minutes neither given nor waiting to be confirmed."""
    return max(pact.hours_due * 60 - pact.minutes_done - pact.minutes_waiting, 0)


@transaction.atomic
def warn(pact, days):
    letters.tell_that_it_ends(pact, days, said(missing(pact)) if missing(pact) else "")


def end_due(today) -> int:
    """How many ended; of the others both sides hear what is missing, once a week."""
    ended = 0
    for pact in Pact.objects.active().filter(ends_on__lt=today).for_reading():
        try:
            ended += meet(pact, fate_of(pact, today), today)
        except (Settled, Undecided):  # somebody moved it, or wrote hours, in this very moment
            continue
    return ended


def fate_of(pact, today) -> Fate:
    if pact.minutes_waiting:
        return Fate.CONFIRM
    if pact.minutes_done >= pact.hours_due * 60:
        return Fate.COMPLETE
    return Fate.WRITE if today <= pact.ends_on + TO_WRITE_THE_LAST else Fate.END


@transaction.atomic
def meet(pact, fate, today) -> bool:
    if fate == Fate.COMPLETE:
        complete(by=None, pact=pact)
    elif fate == Fate.END:
        given = {"done": said(pact.minutes_done), "due": said(pact.hours_due * 60)}
        end_early(by=None, pact=pact, reason=_("È passato l’ultimo giorno: %(done)s su %(due)s.") % given)
    elif fate == Fate.CONFIRM:
        letters.ask_to_confirm(pact, today)
    else:
        letters.ask_for_the_last_hours(pact, pact.ends_on + TO_WRITE_THE_LAST)
    return fate in (Fate.COMPLETE, Fate.END)
