"""What happened to a referral, as its page tells it: steps and tries in one line of time."""

import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _


class Told(NamedTuple):
    at: datetime.datetime
    words: str
    by: Any


def history_of(referral) -> list:
    """Two queries."""
    steps = [Told(each.at, each.get_what_display(), each.by) for each in referral.steps.select_related("by")]
    tries = [Told(each.at, words_of(each), each.by) for each in referral.follow_ups.select_related("by")]
    return sorted(steps + tries, key=lambda told: told.at)


def words_of(attempt) -> str:
    asked = {"whom": attempt.get_asked_display(), "result": attempt.get_result_display()}
    return _("chiesto com’è andata: %(whom)s %(result)s") % asked
