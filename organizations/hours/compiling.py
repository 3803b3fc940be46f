"""From the schedules that people edit to the timetable that the database evaluates.

A line without limits is part of the ordinary week. Every other one becomes a rule: a dict with `opens` and
`closes` in minutes since midnight (`closes` up to 2880), `degree` (2 certain, 1 not confirmed) and only those
of `first`, `last`, `byday`, `bymonthday`, `byyearday`, `byweekno` and `every` (with `interval`, `dtstart`,
`wkst`) that limit it. `byweekno` holds numbers, the other by-parts the marks that the SQL function
`opening_marks` gives a day, all as texts.
"""

import datetime
import hashlib
import itertools
import json
import re

from django.db import transaction

from ..models import Closure, OnHolidays, OpeningHours, Schedule, Timetable
from .counting import WEEKDAYS, last_of

DAY, WEEK = 1440, 7 * 1440  # minutes
_BYDAY = re.compile(r"\+?(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_END = datetime.date(2101, 1, 1)  # no occurrence is counted past it
_CHUNK = 2000


def timetable_values(schedules, closures=(), on_holidays=OnHolidays.UNKNOWN, municipality_id=None):
    """The columns of a `Timetable` but its digest, or None where no line says times; asks no database.

    Works on unsaved schedules and closures too. The municipality is kept only where its holidays matter.
    """
    timed = [each for each in schedules if each.opens_at is not None and each.closes_at is not None]
    if not timed:
        return None
    rules = [rule for rule in map(_rule, timed) if rule.get("first", "") <= rule.get("last", "9")]
    week = [rule for rule in rules if _is_ordinary(rule)]
    return {
        "municipality_id": None if on_holidays == OnHolidays.OPEN else municipality_id,
        "same_day": _merged(span for rule in week for span in _same_day(rule)),
        "past_midnight": _merged(span for rule in week for span in _past_midnight(rule)),
        "closed_on": _merged((each.first_day, each.last_day + datetime.timedelta(1)) for each in closures),
        "on_holidays": str(on_holidays),
        "rules": _distinct(rule for rule in rules if not _is_ordinary(rule)),
    }


def digest(values):
    """What two equal sets of values have in common, and different ones have not."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def timetable_for(values):
    """The one `Timetable` with these values, written if it is not there; two who ask at once get the same."""
    return Timetable.objects.get(pk=timetables_for([values])[0])


def timetables_for(wanted):
    """Ids of the timetables with these values, in their order, None for None; a few queries for all."""
    digests = [values and digest(values) for values in wanted]
    by_digest = dict(zip(digests, wanted, strict=True))
    by_digest.pop(None, None)
    ids = _ids_of(by_digest)
    missing = [Timetable(digest=key, **values) for key, values in by_digest.items() if key not in ids]
    if missing:
        Timetable.objects.bulk_create(missing, ignore_conflicts=True, batch_size=_CHUNK)
        ids |= _ids_of([timetable.digest for timetable in missing])
    return [key and ids[key] for key in digests]


def _ids_of(digests):
    ids = {}
    digests = list(digests)
    for start in range(0, len(digests), _CHUNK):
        found = Timetable.objects.filter(digest__in=digests[start : start + _CHUNK])
        ids.update(found.values_list("digest", "id"))
    return ids


@transaction.atomic
def compile_opening_hours(opening_hours):
    """Recompile after any change to schedules, closures, holidays or municipality; returns the timetable or None."""
    locked = OpeningHours.objects.select_for_update().get(pk=opening_hours.pk)
    compile_all(OpeningHours.objects.filter(pk=locked.pk))
    opening_hours.refresh_from_db(fields=["timetable"])
    return opening_hours.timetable


def compile_all(queryset):
    """Compile many `OpeningHours`; returns how many got another timetable than they had."""
    changed = 0
    rows = queryset.order_by("pk").prefetch_related("schedules", "closures").iterator(chunk_size=_CHUNK)
    while chunk := list(itertools.islice(rows, _CHUNK)):
        changed += _compile_chunk(chunk)
    return changed


def _compile_chunk(chunk):
    ids = timetables_for([values_of(opening_hours) for opening_hours in chunk])
    moved = []
    for opening_hours, timetable_id in zip(chunk, ids, strict=True):
        if opening_hours.timetable_id != timetable_id:
            opening_hours.timetable_id = timetable_id
            moved.append(opening_hours)
    OpeningHours.objects.bulk_update(moved, ["timetable"], batch_size=500)
    return len(moved)


def values_of(opening_hours):
    """The values of the timetable of saved opening hours."""
    return timetable_values(
        opening_hours.schedules.all(),
        opening_hours.closures.all(),
        opening_hours.on_holidays,
        opening_hours.municipality_id,
    )


@transaction.atomic
def replace_schedules(opening_hours, schedules, closures=()):
    """Put these unsaved schedules and closures in place of those it has, and compile; returns the timetable or None."""
    OpeningHours.objects.select_for_update().get(pk=opening_hours.pk)
    opening_hours.schedules.all().delete()
    opening_hours.closures.all().delete()
    for each in [*schedules, *closures]:
        each.opening_hours = opening_hours
    Schedule.objects.bulk_create(schedules)
    Closure.objects.bulk_create(closures)
    return compile_opening_hours(opening_hours)


def _rule(schedule):
    """The line as a rule; one that nobody can date (which second week?) gets degree 1."""
    opens, closes = _minutes(schedule)
    rule = {"opens": opens, "closes": closes, "degree": 2} | _by_parts(schedule)
    anchor = schedule.dtstart or schedule.valid_from
    if schedule.interval > 1 and anchor:
        every = "week" if schedule.freq == Schedule.Freq.WEEKLY else "month"
        rule |= {"every": every, "interval": schedule.interval, "dtstart": str(anchor), "wkst": _wkst(schedule)}
    elif schedule.interval > 1 or (schedule.count and not anchor):
        rule["degree"] = 1
    first = max(filter(None, [schedule.valid_from, schedule.dtstart]), default=None)
    ends = list(filter(None, [schedule.valid_to, schedule.until]))
    if schedule.count and rule["degree"] == 2:
        ends += filter(None, [last_of(schedule.count, rule, anchor, min([*ends, _END]))])
    last = min(ends, default=None)
    return rule | ({"first": str(first)} if first else {}) | ({"last": str(last)} if last else {})


def _minutes(schedule):
    """When it opens and closes, in minutes since midnight; what closes at 23:59 closes at the end of the day."""
    opens = schedule.opens_at.hour * 60 + schedule.opens_at.minute
    closes = schedule.closes_at.hour * 60 + schedule.closes_at.minute + bool(schedule.closes_at.second)
    closes = DAY if closes == DAY - 1 else closes
    return opens, closes + DAY if closes <= opens else closes


def _by_parts(schedule):
    """The by-parts of RFC 5545; where there is none, the day of `dtstart` (of the week, or of the month)."""
    weekly = schedule.freq == Schedule.Freq.WEEKLY
    days = [_BYDAY.fullmatch(text) for text in schedule.byday]
    parts = {
        "byday": [(match[1] or "") * (not weekly) + match[2] for match in days if match],
        "bymonthday": [f"d{number}" for number in schedule.bymonthday],
        "byyearday": [f"y{number}" for number in schedule.byyearday],
        "byweekno": [str(number) for number in schedule.byweekno],
    }
    parts = {name: sorted(set(marks)) for name, marks in parts.items() if marks}
    parts |= {"wkst": _wkst(schedule)} if schedule.byweekno else {}
    if not all(days) or (weekly and any(match[1] for match in days)):
        return parts | {"degree": 1}  # not a day, or "the first Tuesday of every week"
    if not parts and schedule.dtstart:
        day = WEEKDAYS[schedule.dtstart.weekday()]
        return {"byday": [day]} if weekly else {"bymonthday": [f"d{schedule.dtstart.day}"]}
    return parts if parts or weekly else {"degree": 1}


def _wkst(schedule):
    return WEEKDAYS.index(schedule.wkst) if schedule.wkst in WEEKDAYS else 0


def _is_ordinary(rule):
    """Every week alike: nothing but days of the week."""
    return rule.keys() <= {"opens", "closes", "degree", "byday"} and rule["degree"] == 2 and _weekdays(rule) is not None


def _weekdays(rule):
    days = rule.get("byday", WEEKDAYS)
    return [WEEKDAYS.index(day) for day in days] if set(days) <= set(WEEKDAYS) else None


def _same_day(rule):
    for day in _weekdays(rule):
        yield day * DAY + rule["opens"], day * DAY + min(rule["closes"], DAY)


def _past_midnight(rule):
    if rule["closes"] > DAY:
        for day in _weekdays(rule):
            midnight = (day + 1) * DAY % WEEK
            yield midnight, midnight + rule["closes"] - DAY


def _merged(spans):
    """Sorted half-open spans with those that touch joined: what a multirange would make of them."""
    merged = []
    for lower, upper in sorted(spans):
        if merged and lower <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(upper, merged[-1][1]))
        else:
            merged.append((lower, upper))
    return tuple(merged)


def _distinct(rules):
    """Each rule once, in an order that does not depend on who wrote them."""
    return [json.loads(text) for text in sorted({json.dumps(rule, sort_keys=True) for rule in rules})]
