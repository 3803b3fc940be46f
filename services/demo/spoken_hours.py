"""Opening hours in words, for demo sheets: "lun-ven 9-12:30, 15-18; primo sab 9-12; chiuso 8/8-23/8 ferie".

Clauses are parted by ";". A clause is days and times, with "primo … ultimo" for days of the month,
"ogni due settimane", "dal 15/9 al 5/6"; or "chiuso 8/8-23/8 reason"; or "festivi aperto|chiuso|?".
"""

import datetime
import re
from dataclasses import dataclass, field

from organizations.models import OnHolidays

DAYS = {"lun": "MO", "mar": "TU", "mer": "WE", "gio": "TH", "ven": "FR", "sab": "SA", "dom": "SU"}
ORDINALS = {"primo": 1, "secondo": 2, "terzo": 3, "quarto": 4, "ultimo": -1}
HOLIDAYS = {"aperto": OnHolidays.OPEN, "chiuso": OnHolidays.CLOSED, "?": OnHolidays.UNKNOWN}
FIRST_FORTNIGHT = datetime.date(2025, 1, 6)  # a Monday
SEASON = re.compile(r"\s*\bdal (\d+)/(\d+) al (\d+)/(\d+)")
CLOSED = re.compile(r"chiuso (\d+)/(\d+)-(\d+)/(\d+)\s*(.*)")
TIMES = re.compile(r"(\d{1,2}(?::\d\d)?)-(\d{1,2}(?::\d\d)?)")


@dataclass
class SpokenHours:
    schedules: list = field(default_factory=list)
    closures: list = field(default_factory=list)
    on_holidays: str = OnHolidays.CLOSED


def spoken_hours(text, today):
    """Rows for `Schedule` and `Closure`; seasons without a year are the ones going on or next to come."""
    hours = SpokenHours()
    for clause in filter(None, map(str.strip, text.split(";"))):
        if clause.startswith("festivi "):
            hours.on_holidays = HOLIDAYS[clause.split()[1]]
        elif match := CLOSED.fullmatch(clause):
            hours.closures += _closures(match, today)
        else:
            hours.schedules += _schedules(clause, today)
    return hours


def _closures(match, today):
    *dates, reason = match.groups()
    first, last = season(*map(int, dates), today)
    return [
        {"first_day": in_year(first, first.year + n), "last_day": in_year(last, last.year + n), "reason": reason}
        for n in (0, 1)
    ]


def season(first_day, first_month, last_day, last_month, today):
    """The dates of a season of every year that goes on today, or else comes next."""
    last = datetime.date(today.year, last_month, last_day)
    last = last if last >= today else in_year(last, today.year + 1)
    first = datetime.date(last.year, first_month, first_day)
    return (first if first <= last else in_year(first, last.year - 1)), last


def in_year(day, year):
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _schedules(clause, today):
    common = {}
    if match := SEASON.search(clause):
        common["valid_from"], common["valid_to"] = season(*map(int, match.groups()), today)
        clause = SEASON.sub("", clause)
    words, times = _parted(clause)
    days = _days(words)
    ordinals = [ORDINALS[word] for word in words.split() if word in ORDINALS]
    if ordinals:
        common |= {"freq": "MONTHLY", "byday": [f"{n}{day}" for n in ordinals for day in days]}
    else:
        common |= {"freq": "WEEKLY", "byday": days}
    if "ogni due settimane" in words:
        common |= {"interval": 2, "dtstart": FIRST_FORTNIGHT}
    return [common | {"opens_at": opens, "closes_at": closes} for opens, closes in times]


def _parted(clause):
    """The words about days, and the pairs of times."""
    pairs = [(_time(opens), _time(closes)) for opens, closes in TIMES.findall(clause)]
    if not pairs:
        raise ValueError(f"no times in {clause!r}")
    return TIMES.sub("", clause).replace(",", " "), pairs


def _days(words):
    if "tutti i giorni" in words:
        return list(DAYS.values())
    names = list(DAYS)
    days = []
    for word in words.split():
        first, _, last = word.partition("-")
        if first[:3] in DAYS and word not in ORDINALS:
            start = names.index(first[:3])
            end = names.index(last[:3]) if last else start
            days += [DAYS[name] for name in names[start : end + 1]]
    if not days:
        raise ValueError(f"no days in {words!r}")
    return days


def _time(text):
    hour, _, minute = text.partition(":")
    return datetime.time(int(hour) % 24, int(minute or 0))
