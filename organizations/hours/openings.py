"""The openings of a timetable as moments: what a rota is made of."""

import datetime
from typing import NamedTuple

from django.db import connections, router

from ..fields import IntegerMultiRangeField
from ..models import Timetable
from .local_time import ROME

_OPENINGS = """
SELECT c.day, d.certain, opening_certainty(t, c.day, c.holidays) = 0
FROM organizations_timetable t
CROSS JOIN opening_calendar(%(first)s, %(last)s) c
CROSS JOIN LATERAL opening_day(t, c.day, c.holidays, c.marks) d
WHERE t.id = %(id)s
ORDER BY c.day
"""


class Openings(NamedTuple):
    """`spans` are (start, end) in UTC, in order, apart; `closed` the days shut by a closure or a holiday."""

    spans: list
    closed: set


def openings(timetable_id, first, last) -> Openings:
    """What is certainly open from one day to another, both included; one query."""
    with connections[router.db_for_read(Timetable)].cursor() as cursor:
        cursor.execute(_OPENINGS, {"id": timetable_id, "first": first, "last": last})
        rows = cursor.fetchall()
    spans = [span for day, certain, _closed in rows for span in _spans(day, certain)]
    return Openings(_apart(spans), {day for day, _certain, closed in rows if closed})


def _spans(day, certain):
    for lower, upper in IntegerMultiRangeField().from_db_value(certain, None, None):
        yield moment_of(day, lower), moment_of(day, upper)


def moment_of(day, minute):
    """A minute of a day (0..2880) on the wall clock, as a moment; one skipped in spring is the hour after."""
    days, minute = divmod(minute, 1440)
    wall = datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(minute // 60, minute % 60))
    return wall.replace(tzinfo=ROME).astimezone(datetime.UTC)


def _apart(spans):
    """In order; what overlaps the one before begins when that ends, and what is left of nothing goes."""
    apart = []
    for start, end in sorted(spans):
        start = max(start, apart[-1][1]) if apart else start
        if start < end:
            apart.append((start, end))
    return apart
