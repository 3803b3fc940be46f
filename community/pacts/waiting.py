"""Hours that nobody answers: asked for each week, then left to who follows the pact; no clock decides them."""

import datetime

from community.models import Pact

from .letters import ask_to_confirm

ANSWERED_WITHIN = datetime.timedelta(days=7)


def ask_for_answers(today) -> int:
    """How many pacts that go on were asked about; those whose last day is over `end_due` asks."""
    rows = Pact.objects.active().filter(ends_on__gte=today).for_reading()
    waiting = list(rows.filter(waits_since__date__lte=today - ANSWERED_WITHIN))
    for pact in waiting:
        ask_to_confirm(pact, today)
    return len(waiting)
