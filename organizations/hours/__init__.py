"""Opening hours: from what people write to what a badge, a filter and a page say (docs/adr/0002-opening-hours.md)."""

from .compiling import (
    compile_all,
    compile_opening_hours,
    digest,
    replace_schedules,
    timetable_for,
    timetable_values,
    timetables_for,
)
from .local_time import local_now, parse_local_time
from .machines import schema_org
from .states import UNKNOWN, OpeningState, states
from .weeks import DayHours, fortnight, week, weeks
from .words import closures_words, days_closed, rules_words, schedule_words

__all__ = [
    "UNKNOWN",
    "DayHours",
    "OpeningState",
    "closures_words",
    "compile_all",
    "compile_opening_hours",
    "days_closed",
    "digest",
    "fortnight",
    "local_now",
    "parse_local_time",
    "replace_schedules",
    "rules_words",
    "schedule_words",
    "schema_org",
    "states",
    "timetable_for",
    "timetable_values",
    "timetables_for",
    "week",
    "weeks",
]
