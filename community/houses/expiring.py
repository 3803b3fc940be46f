"""Fund-raisings close after their last day, and who runs them is asked each month what was used, till it is written."""

import datetime

from community.models import Fundraising

from .actions import Settled, close_by_itself
from .letters import ask_what_was_used

TO_WRITE_IT = datetime.timedelta(days=30)  # after the last day


def close_due(today) -> int:
    """How many; each for itself."""
    return sum(done(each) for each in Fundraising.objects.past_their_day(today))


def done(fundraising) -> bool:
    """Not where somebody closed it, or moved its last day, in this very moment."""
    try:
        close_by_itself(fundraising=fundraising)
    except Settled:
        return False
    return True


def ask_for_accounts(today) -> int:
    """Of how many; of each nobody hears twice in a month."""
    rows = list(Fundraising.objects.not_accounted(today - TO_WRITE_IT).select_related("network", "initiative"))
    for each in rows:
        ask_what_was_used(each, today)
    return len(rows)
