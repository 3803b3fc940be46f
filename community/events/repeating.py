"""The days of an event: once, every week or two, or on the same weekday of each month."""

from community.spaces.repeating import MOST, days_from
from network.meetings.recurring import same_day

ONCE, WEEKLY, FORTNIGHTLY, MONTHLY = "once", "weekly", "fortnightly", "monthly"
WEEKS = {ONCE: 0, WEEKLY: 1, FORTNIGHTLY: 2}


def days_of(first, until, rhythm) -> list:
    """[date], `first` and `until` included."""
    if rhythm != MONTHLY:
        return days_from(first, until, WEEKS[rhythm])
    days = [first, *(same_day(first, number) for number in range(1, MOST))]
    return [day for day in days if day <= until]
