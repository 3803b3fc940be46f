"""The same hours again, by the clock on the wall: at 18 in summer and at 18 in winter."""

import datetime

from django.utils import timezone

MOST = 53  # a year of weeks
WEEK = 7
NOON = datetime.time(12)


def days_from(first, until, weeks):
    """[date]: every `weeks` weeks from `first` to `until`, both included; only `first` where it is asked once."""
    if not weeks:
        return [first]
    count = (until - first).days // (WEEK * weeks) + 1
    return [first + datetime.timedelta(days=WEEK * weeks * number) for number in range(min(count, MOST))]


def clock_changes(first, last) -> list:
    """[(day, whether summer time begins)] after `first` and up to `last`."""
    days = [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]
    summer = [bool(moment(day, NOON).dst()) for day in days]
    return [(day, now) for day, before, now in zip(days[1:], summer, summer[1:], strict=False) if before != now]


def moment(day, clock):
    """Of the clock that jumps an hour twice a year: what the jump leaves out is an hour later."""
    told = timezone.make_aware(datetime.datetime.combine(day, clock))
    return told.astimezone(datetime.UTC).astimezone(timezone.get_current_timezone())
