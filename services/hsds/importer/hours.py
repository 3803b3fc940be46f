"""Opening hours of a feed: HSDS schedules, older weekly and holiday schedules, and closures."""

import datetime
import uuid
from dataclasses import dataclass, field

from django.db import models

from organizations.hours import timetable_values, timetables_for
from organizations.models import Closure, OnHolidays, OpeningHours, Schedule

from .cells import Cells, choice_of
from .cleaning import Unreadable, quoted, url_of, whole_number_of
from .identity import part_of
from .objects import place_of
from .spool import Record
from .times import date_of, days_of, numbers_of, time_of

_FIELDS = {f.name: f for f in Schedule._meta.concrete_fields if f.name not in ("id", "opening_hours")}
YEARS_AHEAD = 3  # a closure of every year is written for this year and those after, as many in all
EVERY_YEAR = 1  # the year that the older HSDS writes for it


@dataclass
class Hours:
    """What an owner's opening hours are to be; empty when the owner is to have none."""

    schedules: list = field(default_factory=list)  # of {column: value}, with `id`
    closures: list = field(default_factory=list)  # of (first day, last day, reason)
    header: dict = field(default_factory=dict)  # on_holidays, notes, municipality_id
    id: str = ""

    def __bool__(self):
        return bool(self.schedules or self.closures or self.header or self.id)

    @property
    def told(self):
        """The hours in a form to compare."""
        schedules = sorted(tuple(repr(schedule[name]) for name in ("id", *_FIELDS)) for schedule in self.schedules)
        return schedules, sorted(self.closures, key=repr), sorted((k, repr(v)) for k, v in self.header.items())


def hours_of(cells, feed):
    """The Hours of a record, None when it says nothing of them (what is there then stays)."""
    data = cells.data
    if "schedules" not in data and "opening_hours" not in data and not cells.record.whole:
        return None
    hours = Hours()
    own = data.get("opening_hours") or {}
    if own:
        _header(hours, own, feed)
    for item in data.get("schedules") or []:
        _take(hours, cells, item, feed)
    return hours


def _header(hours, own, feed):
    hours.id = own.get("id") or ""
    municipality = feed.territory.by_slug.get(own.get("municipality"))
    hours.header = {
        "on_holidays": own.get("on_holidays") or OnHolidays.UNKNOWN.value,
        "notes": (own.get("notes") or "")[:500],
        "municipality_id": municipality and municipality.pk,
    }
    for closure in own.get("closures") or []:
        first, last = date_of(closure.get("first_day")), date_of(closure.get("last_day"))
        hours.closures.append((first, last, (closure.get("reason") or "")[:200]))


def _take(hours, cells, item, feed):
    """One schedule; what is wrong with it keeps it out, so that nobody finds a closed door."""
    place = place_of(cells, item)
    try:
        if item.get("_holiday"):
            _holiday(hours, item, feed.today)
        else:
            hours.schedules.append(schedule_of(cells, item, place))
    except Unreadable as error:
        feed.report.problem(place, "schedules", f"{error}; orario non preso")


def schedule_of(cells, item, place):
    """{column: value} of a schedule. Raises Unreadable."""
    inner = Cells(Record("schedule", item.get("id") or "", place, item), cells.report, cells.exact)
    values = {"id": item.get("id") or ""}
    for name, model_field in _FIELDS.items():
        values[name] = _column(inner, name, model_field)
    if (values["opens_at"] is None) != (values["closes_at"] is None):
        raise Unreadable("c’è solo l’apertura o solo la chiusura")
    if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
        raise Unreadable("finisce prima di cominciare")
    _explain(values, item)
    return values


_LISTS = {
    "byday": days_of,
    "byweekno": lambda value: numbers_of(value, 1, 53),
    "bymonthday": lambda value: numbers_of(value, 1, 31),
    "byyearday": lambda value: numbers_of(value, 1, 366),
}


def _column(cells, name, model_field):
    """What decides when a door is open must be readable; the rest is only reported."""
    value = cells.data.get(name)
    if name in _LISTS:
        return _LISTS[name](value)
    if name in ("opens_at", "closes_at"):
        return time_of(value)
    if name in ("valid_from", "valid_to", "dtstart", "until"):
        return date_of(value)
    if name == "freq":
        return choice_of(model_field)(value) or Schedule.Freq.WEEKLY.value
    if name == "interval":
        return whole_number_of(value, least=1) or 1
    if name == "count":
        return whole_number_of(value, most=2_147_483_647)
    if name == "wkst":
        return _week_start(value)
    if name == "schedule_link":
        return cells.take(name, url_of, "")
    return cells.text(name, model_field.max_length, lines=False) if isinstance(model_field, models.CharField) else None


def _week_start(value):
    days = days_of(value)
    if len(days) > 1 or (days and len(days[0]) > 2):
        raise Unreadable(f"{quoted(value)} non è un giorno della settimana")
    return days[0] if days else ""


def _explain(values, item):
    """Times without days, or days without times, are kept only when the text says something."""
    says = values["opens_at"] or values["description"] or values["notes"] or values["schedule_link"]
    if not says:
        raise Unreadable("non dice né ore né altro")


def _holiday(hours, item, today):
    first, last = date_of(item.get("_start_date")), date_of(item.get("_end_date"))
    if first is None:
        raise Unreadable("manca il giorno")
    last = last or first
    if item["_holiday"] == "closed":
        hours.closures += [(start, end, "") for start, end in _every_year(first, last, today)]
        return
    opens, closes = time_of(item.get("opens_at")), time_of(item.get("closes_at"))
    if opens is None or closes is None:
        raise Unreadable("c’è solo l’apertura o solo la chiusura")
    raise Unreadable(
        f"orario speciale del {first:%d/%m/%Y}, {opens:%H:%M}–{closes:%H:%M}: scrivilo a mano, se serve ancora"
    )


def _every_year(first, last, today):
    """The days themselves; those of the year 1 once for each of the years now coming."""
    if first.year != EVERY_YEAR:
        if last < first:
            raise Unreadable("finisce prima di cominciare")
        return [(first, last)]
    spans = []
    for year in range(today.year, today.year + YEARS_AHEAD):
        start, end = _in_year(first, year), _in_year(last, year)
        spans.append((start, end if end >= start else _in_year(last, year + 1)))
    return spans


def _in_year(day, year):
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return datetime.date(year, 2, 28)


class HoursWriter:
    """Compares and writes the hours of a batch of owners, in a fixed number of queries."""

    def __init__(self, now):
        self.now = now

    def prepare(self, wanted, touch, homes=None):
        """`[(Prepared owner, Hours or None)]`: gives owners their `opening_hours_id`, keeps what must be written.

        `homes` is {id of an owner: id of the municipality} whose holidays count, where the owner has none itself.
        """
        self.homes = homes or {}
        wanted = [(owner, hours) for owner, hours in wanted if hours is not None]
        there = self._there([owner.instance.opening_hours_id for owner, _ in wanted])
        self._give_ids(wanted, there)
        for owner, hours in wanted:
            current = there.get(owner.instance.opening_hours_id)
            if hours and (current is None or current.told != hours.told):
                owner.extra["hours"] = hours
            elif not hours and current is not None:
                owner.extra["hours_gone"] = owner.instance.opening_hours_id
                owner.instance.opening_hours_id = None
            else:
                continue
            touch(owner, self.now)

    def _there(self, ids):
        """{id: Hours} of those that are in the database; three queries."""
        found = {}
        for row in OpeningHours.objects.filter(id__in=[id for id in ids if id]):
            header = {"on_holidays": row.on_holidays, "notes": row.notes, "municipality_id": row.municipality_id}
            found[row.id] = Hours(header=header, id=str(row.id))
        for schedule in Schedule.objects.filter(opening_hours__in=found):
            values = {name: getattr(schedule, name) for name in _FIELDS}
            found[schedule.opening_hours_id].schedules.append(values | {"id": str(schedule.id)})
        for closure in Closure.objects.filter(opening_hours__in=found):
            span = (closure.first_day, closure.last_day, closure.reason)
            found[closure.opening_hours_id].closures.append(span)
        return found

    def _give_ids(self, wanted, there):
        """Ids of hours and schedules: the feed's where free, else made from their owner. Two queries."""
        hours_taken = self._taken_hours(wanted)
        for owner, hours in wanted:
            if not hours:
                continue
            current = owner.instance.opening_hours_id
            own = hours.id if hours.id and hours.id not in hours_taken else str(part_of(_uuid(owner), "opening_hours"))
            hours.id = str(current) if current else own
            if current in there:
                hours.header = there[current].header | hours.header
            elif not hours.header:
                hours.header = {
                    "on_holidays": OnHolidays.UNKNOWN.value,
                    "notes": "",
                    "municipality_id": self._home(owner),
                }
            if owner.instance.opening_hours_id is None:
                owner.instance.opening_hours_id = _parsed(hours.id)
        self._schedule_ids([(owner, hours) for owner, hours in wanted if hours])

    def _home(self, owner):
        return getattr(owner.instance, "municipality_id", None) or self.homes.get(owner.record.id)

    def _taken_hours(self, wanted):
        asked = {hours.id for owner, hours in wanted if hours.id and not owner.instance.opening_hours_id}
        return {str(id) for id in OpeningHours.objects.filter(id__in=asked).values_list("id", flat=True)}

    def _schedule_ids(self, wanted):
        asked = {s["id"] for _, hours in wanted for s in hours.schedules if s["id"]}
        rows = Schedule.objects.filter(id__in=asked).values_list("id", "opening_hours_id")
        holder = {str(id): str(opening_hours) for id, opening_hours in rows}
        for owner, hours in wanted:
            used = set()
            for number, schedule in enumerate(hours.schedules):
                id = schedule["id"]
                if not id or id in used or holder.get(id, hours.id) != hours.id:
                    id = str(part_of(_uuid(owner), "schedule", id, number))
                used.add(id)
                holder[id] = hours.id
                schedule["id"] = id

    def write_before(self, owners):
        """The hours themselves, before the owners that point at them."""
        changed = [owner.extra["hours"] for owner in owners if "hours" in owner.extra]
        if not changed:
            return
        schedules = [[Schedule(opening_hours_id=hours.id, **row) for row in hours.schedules] for hours in changed]
        closures = [[_closure(hours.id, *row) for row in hours.closures] for hours in changed]
        self._write_hours(changed, schedules, closures)
        ids = [hours.id for hours in changed]
        Schedule.objects.filter(opening_hours__in=ids).delete()
        Closure.objects.filter(opening_hours__in=ids).delete()
        Schedule.objects.bulk_create(row for rows in schedules for row in rows)
        Closure.objects.bulk_create(row for rows in closures for row in rows)

    def _write_hours(self, changed, schedules, closures):
        """With the timetables that the search reads."""
        timetables = timetables_for(
            [
                timetable_values(rows, closed, hours.header["on_holidays"], hours.header["municipality_id"])
                for hours, rows, closed in zip(changed, schedules, closures, strict=True)
            ]
        )
        OpeningHours.objects.bulk_create(
            (
                OpeningHours(id=hours.id, timetable_id=timetable, **hours.header)
                for hours, timetable in zip(changed, timetables, strict=True)
            ),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["on_holidays", "notes", "municipality", "timetable"],
        )

    def write_after(self, owners):
        """Hours nobody has any more go, once their owners have let go of them."""
        gone = [owner.extra["hours_gone"] for owner in owners if "hours_gone" in owner.extra]
        if gone:
            OpeningHours.objects.filter(id__in=gone).delete()


def _closure(opening_hours_id, first_day, last_day, reason):
    return Closure(opening_hours_id=opening_hours_id, first_day=first_day, last_day=last_day, reason=reason)


def _uuid(owner):
    return _parsed(owner.record.id)


def _parsed(text):
    return uuid.UUID(str(text))
