"""How far a pact has come: what was given of what is due, and where an even pace would be today."""

import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from puntocomunita.charts import Chart, bars

A_WHILE = datetime.timedelta(days=14)  # before which nobody is behind
TOLERATED = 10  # of 100 hours due


class Progress(NamedTuple):
    """In minutes; nothing is expected of a pact that is over."""

    done: int
    waiting: int
    due: int
    expected: int | None
    is_behind: bool
    chart: Chart

    @property
    def left(self):
        return max(self.due - self.done, 0)

    @property
    def is_reached(self):
        return self.done >= self.due

    @property
    def said(self) -> dict:
        """Each of the minutes in words."""
        exact = {name: said(getattr(self, name)) for name in ("done", "waiting", "due", "left")}
        return exact | ({} if self.expected is None else {"expected": said(60 * round(self.expected / 60))})


def progress_of(pact, today=None) -> Progress:
    """Of one that comes from `with_minutes()`; no query."""
    today, due = today or timezone.localdate(), pact.hours_due * 60
    expected = None if pact.is_over else expected_by(pact, today)
    began = today - pact.starts_on >= A_WHILE
    given = pact.minutes_done + pact.minutes_waiting
    behind = began and pact.state == pact.State.ACTIVE and given < expected - due * TOLERATED // 100
    return Progress(pact.minutes_done, pact.minutes_waiting, due, expected, behind, drawn(pact, expected))


def expected_by(pact, today) -> int:
    """As if the same were given each day of the period."""
    gone = min(max((today - pact.starts_on).days + 1, 0), pact.days)
    return pact.hours_due * 60 * gone // pact.days


def drawn(pact, expected) -> Chart:
    pairs = [(_("Confermate"), pact.minutes_done), (_("Da confermare"), pact.minutes_waiting)]
    hours = [(label, round(minutes / 60, 1)) for label, minutes in pairs]
    most = max(pact.hours_due, *(value for _label, value in hours))
    return bars(
        [*hours, (_("In tutto"), pact.hours_due)], most=most, wanted=None if expected is None else expected / 60
    )


def said(minutes) -> str:
    """ "3 ore", "1 ora e 30 minuti", "45 minuti"."""
    hours, rest = divmod(minutes, 60)
    parts = [_("1 ora") if hours == 1 else _("%(n)s ore") % {"n": hours}] if hours or not rest else []
    parts += [_("1 minuto") if rest == 1 else _("%(n)s minuti") % {"n": rest}] if rest else []
    return _(" e ").join(parts)
