"""Opening hours for machines: schema.org (https://schema.org/OpeningHoursSpecification)."""

import datetime

from .compiling import DAY, WEEK, WEEKDAYS

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def schema_org(timetable):
    """The `openingHoursSpecification` list: ordinary week, seasons, closures. Other rules cannot be said there."""
    return [*_ordinary_week(timetable), *_seasons(timetable.rules), *_closures(timetable.closed_on)]


def _ordinary_week(timetable):
    tails = {lower: upper - lower for lower, upper in timetable.past_midnight}
    days_of = {}
    for lower, upper in timetable.same_day:
        while lower < upper:
            day, end = lower // DAY, min(upper, lower // DAY * DAY + DAY)
            tail = tails.get(end % WEEK, 0) if end % DAY == 0 else 0
            days_of.setdefault((lower % DAY, end - day * DAY + tail), []).append(day)
            lower = end
    return [_specification(days, *span) for span, days in sorted(days_of.items(), key=lambda item: (item[1], item[0]))]


def _seasons(rules):
    for rule in rules:
        days = rule.get("byday", WEEKDAYS)
        weekly = rule.keys() <= {"opens", "closes", "degree", "byday", "first", "last"} and set(days) <= set(WEEKDAYS)
        if weekly and rule["degree"] == 2:
            valid = {"validFrom": rule.get("first"), "validThrough": rule.get("last")}
            yield _specification(sorted(map(WEEKDAYS.index, days)), rule["opens"], rule["closes"]) | {
                name: value for name, value in valid.items() if value
            }


def _specification(days, opens, closes):
    """`closes` at or before `opens` means the next day; a whole day is said 00:00–23:59, as search engines ask."""
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{NAMES[day]}" for day in days],
        "opens": _hh_mm(opens),
        "closes": "23:59" if (opens, closes) == (0, DAY) else _hh_mm(closes),
    }


def _closures(closed_on):
    for first, after in closed_on:
        yield {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": str(first),
            "validThrough": str(after - datetime.timedelta(days=1)),
        }


def _hh_mm(minute):
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
