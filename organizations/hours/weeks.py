"""The coming days with their hours, as a page shows them; and the same for machines."""

import datetime
import functools
from dataclasses import dataclass

from django.db import connections, router
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..fields import DateMultiRangeField, IntegerMultiRangeField
from ..models import Timetable
from .local_time import clock_of, written
from .words import days_closed

_DAYS = """
SELECT t.id, c.day, d.certain, d.unconfirmed, t.closed_on, t.on_holidays,
       (SELECT string_agg(h.name, ', ' ORDER BY h.municipality_id NULLS FIRST) FROM territory_holiday h
        WHERE h.date = c.day AND (h.municipality_id IS NULL OR h.municipality_id = t.municipality_id))
FROM organizations_timetable t
CROSS JOIN opening_calendar(%(first)s, %(last)s) c
CROSS JOIN LATERAL opening_day(t, c.day, c.holidays, c.marks) d
WHERE t.id = ANY(%(ids)s)
ORDER BY t.id, c.day
"""


@dataclass(frozen=True)
class DayHours:
    """One day: texts such as "14:30–18:00" of its openings, those certain and those to be confirmed."""

    date: datetime.date
    label: str
    is_today: bool
    intervals: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    closed_reason: str = ""

    @property
    def text(self):
        """The whole day in one line: "9:00–12:00, 14:00–18:00", "Chiuso: Natale", "Chiuso"."""
        certain = ", ".join(self.intervals)
        if not self.unconfirmed:
            return certain or self.closed_reason or _("Chiuso")
        doubtful = _("%(hours)s da confermare") % {"hours": ", ".join(self.unconfirmed)}
        doubtful = f"{self.closed_reason}: {doubtful}" if self.closed_reason else doubtful
        return f"{certain}; {doubtful}" if certain else doubtful


def week(timetable, today):
    """`DayHours` of today and the six days after, of a timetable or its id; one query. Labels: "Lunedì"."""
    return weeks([timetable], today).get(getattr(timetable, "pk", timetable), [])


def weeks(timetables, today):
    """The week of each timetable by its id; one query for all."""
    return _days(timetables, today, 7, "l")


def fortnight(timetable, today):
    """`DayHours` of 14 days. Labels: "Lunedì 7 dicembre"."""
    return _days([timetable], today, 14, "l j F").get(getattr(timetable, "pk", timetable), [])


def _days(timetables, today, days, label):
    ids = sorted({getattr(timetable, "pk", timetable) for timetable in timetables})
    if not ids:
        return {}
    last = today + datetime.timedelta(days=days - 1)
    with connections[router.db_for_read(Timetable)].cursor() as cursor:
        cursor.execute(_DAYS, {"ids": ids, "first": today, "last": last})
        day_hours = functools.cache(lambda *row: _day_hours(row, today, label))  # many timetables share their days
        found = {}
        for pk, *row in cursor.fetchall():
            found.setdefault(pk, []).append(day_hours(*row))
        return found


def _day_hours(row, today, label):
    day, certain, unconfirmed, closed_on, on_holidays, holiday = row
    certain, unconfirmed = (IntegerMultiRangeField().from_db_value(each, None, None) for each in (certain, unconfirmed))
    reason = _closed_on(day, DateMultiRangeField().from_db_value(closed_on, None, None), today)
    if not reason and holiday and on_holidays != "open":
        reason = holiday if unconfirmed else _("Chiuso: %(holiday)s") % {"holiday": holiday}
        reason = "" if on_holidays == "unknown" and not unconfirmed else reason
    return DayHours(day, capfirst(written(day, label)), day == today, _texts(certain), _texts(unconfirmed), reason)


def _closed_on(day, closed_on, today):
    for first, after in closed_on:
        if first <= day < after:
            last = after - datetime.timedelta(days=1)
            return _("Chiuso") if first == last else days_closed(first, last, today)
    return ""


def _texts(minutes):
    whole_day = _("tutto il giorno")
    return tuple(
        whole_day if (lower, upper) == (0, 1440) else f"{clock_of(lower)}–{clock_of(upper)}" for lower, upper in minutes
    )
