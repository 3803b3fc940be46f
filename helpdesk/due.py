"""What there is to do at a desk today: each room says its own, and `helpdesk.today` shows them together."""

import datetime
from typing import NamedTuple

MOST = 50  # rows that one room says


class Due(NamedTuple):
    """One thing to do: what happened, and one verb. References and topics only, never what is known of a person."""

    moment: datetime.datetime  # when it is to be done; the order of the page
    words: str
    verb: str
    url: str
    late: int = 0  # days


def days_late(day, today) -> int:
    return max(0, (today - day).days)
