"""Whether something is open at a moment, until when, and when it opens next."""

import datetime
from dataclasses import dataclass, field

from django.db import connections, router
from django.utils.translation import gettext as _

from ..models import Timetable
from .local_time import clock, naive, written

_STATES = "SELECT timetable_id, state, until, opens FROM opening_hours_at(%s, %s)"


@dataclass(frozen=True)
class OpeningState:
    """`state` is open, closed or unknown; `until` (of what is open) and `opens` (of what is not) are local.

    Open without `until`: around the clock. Not open without `opens`: not in the next two weeks.
    """

    state: str
    until: datetime.datetime | None = None
    opens: datetime.datetime | None = None
    at: datetime.datetime | None = field(default=None, compare=False)
    asked: bool = field(default=False, compare=False)  # of a moment somebody asked for, not of now

    @property
    def css(self):
        return self.state

    def label(self, at=None):
        """The words of the badge, as said at that moment (that of the question, if none is given)."""
        today = naive(at or self.at).date() if at or self.at else None
        if self.state == "unknown":
            return _("Orario da confermare: telefona prima")
        if self.state == "open":
            opened = _("Aperto a quell’ora") if self.asked else _("Aperto ora")
            until = _("fino %s") % _closing(self.until, today) if self.until else _("sempre aperto")
            return f"{opened}, {until}"
        if self.opens is None:
            return _("Chiuso")
        return _("Chiuso, apre %(when)s") % {"when": _opening(self.opens, today)}

    def __str__(self):
        return self.label()


UNKNOWN = OpeningState("unknown")


def states(timetable_ids, at, *, asked=False):
    """An `OpeningState` for each timetable id at a local time, by id; one query for a page of listings."""
    ids = sorted({each for each in timetable_ids if each is not None})
    if not ids:
        return {}
    at = naive(at)
    with connections[router.db_for_read(Timetable)].cursor() as cursor:
        cursor.execute(_STATES, [ids, at])
        return {pk: OpeningState(state, until, opens, at, asked) for pk, state, until, opens in cursor.fetchall()}


def _at_clock(moment):
    """ "alle 9:30", "all’1:00"."""
    words = _("all’%(time)s") if moment.hour == 1 else _("alle %(time)s")
    return words % {"time": clock(moment)}


def _opening(opens, today):
    """ "alle 14:30", "domani alle 14:30", "martedì alle 9:30", "martedì 12 gennaio alle 9:30"."""
    if opens.date() == today:
        return _at_clock(opens)
    return _("%(day)s %(time)s") % {"day": _day(opens.date(), today), "time": _at_clock(opens)}


def _closing(until, today):
    """ "alle 18:00", "alle 2:00 di domani", "a mezzanotte", "a mezzanotte di martedì" (the end of that Tuesday)."""
    midnight = until.time() == datetime.time()
    time = _("a mezzanotte") if midnight else _at_clock(until)
    day = until.date() - datetime.timedelta(days=midnight)
    return time if day == today else _("%(time)s di %(day)s") % {"time": time, "day": _day(day, today)}


def _day(day, today):
    away = (day - today).days if today else None
    if away == 1:
        return _("domani")
    return written(day, "l" if away is not None and 0 < away <= 6 else "l j F")
