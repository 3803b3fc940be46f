"""Calls open on their first day, close after their last, and who has not sent what they began is told before it."""

import datetime

from community.models import Application, Call

from .actions import Settled, close_call, open_call
from .letters import ask_whether_it_is_over, ask_whether_it_opens, remind_of_draft

BEFORE_IT_CLOSES = datetime.timedelta(days=3)


def open_due(today) -> int:
    """How many; of those that nobody said to be ready the direction hears, once for each first day."""
    for call in Call.objects.forgotten(today):
        ask_whether_it_opens(call)
    return sum(done(open_call, call) for call in Call.objects.to_open(today))


def close_due(today) -> int:
    """How many; each for itself."""
    return sum(done(close_call, call) for call in Call.objects.to_close(today))


def ask_to_end(today) -> int:
    """How many calls of more than a year ago are not over yet; of each the direction hears once a month."""
    rows = list(Call.objects.lingering(today))
    for call in rows:
        ask_whether_it_is_over(call, today)
    return len(rows)


def done(step, call) -> bool:
    """Not where somebody did it in this very moment."""
    try:
        step(by=None, call=call)
    except Settled:
        return False
    return True


def remind_of_drafts(today) -> int:
    """Of those whose call closes in three days; again, nobody hears it twice."""
    near = Call.objects.taking_applications().filter(closes_on__lte=today + BEFORE_IT_CLOSES)
    rows = Application.objects.unsent().filter(call__in=near).select_related("call__network", "person")
    for each in rows:
        remind_of_draft(each)
    return len(rows)
