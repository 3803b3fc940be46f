"""Times, dates and weekdays as publishers write them."""

import datetime
import re

from django.utils.dateparse import parse_date, parse_datetime

from .cleaning import Unreadable, line_of, quoted

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_TIME = re.compile(
    r"(?:\d{4}-\d\d-\d\d[t ]|t)?(\d{1,2})(?:[:.h,]?([0-5]\d))?(?:[:.]([0-5]\d)(?:\.\d+)?)?\s*"
    r"([ap])?(?:\.?\s?m\.?)?\s*(z|utc|gmt|[+-]\d\d:?(?:\d\d)?)?"
)
_NAMED = {"noon": 12, "midday": 12, "mezzogiorno": 12, "midnight": 0, "mezzanotte": 0}

_DAY_NAMES = {
    "MO": "monday mon mo lunedi lunedì lun",
    "TU": "tuesday tues tue tu martedi martedì mar",
    "WE": "wednesday wed we mercoledi mercoledì mer",
    "TH": "thursday thurs thur thu th giovedi giovedì gio",
    "FR": "friday fri fr venerdi venerdì ven",
    "SA": "saturday sat sa sabato sab",
    "SU": "sunday sun su domenica dom",
}
_DAY_OF = {name: day for day, names in _DAY_NAMES.items() for name in names.split()}
_DAY_OF |= {str(number): day for number, day in enumerate(DAYS, start=1)} | {"0": "SU"}
_ORDINAL_DAY = re.compile(r"([+-]?[1-5])\s*(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)

_MONTH_NAMES = (
    "january jan gennaio gen", "february feb febbraio", "march mar marzo", "april apr aprile",
    "may maggio mag", "june jun giugno giu", "july jul luglio lug", "august aug agosto ago",
    "september sep sept settembre set", "october oct ottobre ott", "november nov novembre",
    "december dec dicembre dic",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}


def time_of(value):
    """The wall-clock time in `9:00am`, `9.30`, `0900`, `14:00:00`, `14:00Z`; None for nothing.

    An offset is left aside: opening hours are what the clock on the wall says. `24:00` is midnight.
    """
    text = line_of(value).lower()
    if not text:
        return None
    if text in _NAMED:
        return datetime.time(_NAMED[text])
    match = _TIME.fullmatch(text)
    if not match or (match[5] and not match[2]):  # "9-12" is no time with an offset
        raise Unreadable(f"{quoted(value)} non è un’ora")
    return _clock(value, int(match[1]), int(match[2] or 0), int(match[3] or 0), match[4])


def _clock(value, hour, minute, second, half):
    if half and not 1 <= hour <= 12 and not hour > 12:
        raise Unreadable(f"{quoted(value)} non è un’ora")
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if (hour, minute, second) == (24, 0, 0):
        hour = 0
    if hour > 23:
        raise Unreadable(f"{quoted(value)} non è un’ora")
    return datetime.time(hour, minute, second)


def date_of(value):
    """A date: ISO, `24/12/2015` (day first, unless only month first is possible), `January 01, 1970`."""
    text = line_of(value)
    if not text:
        return None
    try:
        found = _iso(text) or _figures(text) or _words(text)
    except ValueError:
        found = None
    if not found:
        raise Unreadable(f"{quoted(value)} non è una data")
    return found


def _iso(text):
    if parsed := parse_date(text[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ].*)?", text) else None:
        return parsed
    return datetime.datetime.strptime(text, "%Y%m%d").date() if re.fullmatch(r"\d{8}", text) else None


def _figures(text):
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)", text)
    if not match:
        return None
    first, second, year = (int(group) for group in match.groups())
    year += 2000 if len(match[3]) == 2 else 0
    day, month = (first, second) if second <= 12 else (second, first)
    return datetime.date(year, month, day)


def _words(text):
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    figures = sorted((word for word in words if word.isdigit()), key=len)
    if len(months) != 1 or len(figures) != 2:
        return None
    return datetime.date(int(figures[1]), months[0], int(figures[0]))


def moment_of(value):
    """An aware datetime; one without offset is UTC, a date is its midnight. None for nothing."""
    text = line_of(value)
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        found = datetime.datetime.combine(date_of(value), datetime.time())
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def days_of(value):
    """iCalendar days from `MO,TU`, `1TU`, `Monday`, `lunedì`, `1`…`7`, `Lun-Ven`; [] for nothing."""
    text = ",".join(line_of(part) for part in value) if isinstance(value, list) else line_of(value)
    days = []
    for word in re.split(r"\s*(?:[,;/+&]|\be\b|\band\b)\s*|\s+", text):
        days += _days_in(word, value) if word else []
    return list(dict.fromkeys(days))


def _days_in(word, value):
    if match := _ORDINAL_DAY.fullmatch(word):
        return [f"{int(match[1])}{match[2].upper()}"]
    first, dash, last = word.lower().rstrip(".").partition("-")
    if first in _DAY_OF and last in _DAY_OF:
        start, end = DAYS.index(_DAY_OF[first]), DAYS.index(_DAY_OF[last])
        return [DAYS[number % 7] for number in range(start, end + 1 + (7 if end < start else 0))]
    if first in _DAY_OF and not dash:
        return [_DAY_OF[first]]
    raise Unreadable(f"{quoted(value)} non è un giorno della settimana")


def numbers_of(value, least, most):
    """A list of ints from `41,42` or a list; each between ±least and ±most, never 0."""
    parts = value if isinstance(value, list) else re.split(r"[,;\s]+", line_of(value))
    try:
        numbers = [int(part) for part in parts if str(part).strip()]
    except (TypeError, ValueError):
        raise Unreadable(f"{quoted(value)} non è un elenco di numeri") from None
    if any(not least <= abs(number) <= most for number in numbers):
        raise Unreadable(f"{quoted(value)} ha numeri fuori da {least}–{most}")
    return numbers
