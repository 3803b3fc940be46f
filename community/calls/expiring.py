"""Calls close by themselves after their last day, and who has not sent what they began is told before."""

import datetime

from community.models import Application, Call

from .actions import Settled, close_call
from .letters import remind_of_draft

BEFORE_IT_CLOSES = datetime.timedelta(days=3)


def close_due(today) -> int:
    """How many; each for itself."""
    closed = 0
    for call in Call.objects.to_close(today):
        try:
            close_call(by=None, call=call)
            closed += 1
        except Settled:  # somebody closed it in this very moment
            continue
    return closed


def remind_of_drafts(today) -> int:
    """Of those whose call closes in three days; again, nobody hears it twice."""
    near = Call.objects.taking_applications().filter(closes_on__lte=today + BEFORE_IT_CLOSES)
    rows = Application.objects.unsent().filter(call__in=near).select_related("call__network", "person")
    for each in rows:
        remind_of_draft(each)
    return len(rows)
