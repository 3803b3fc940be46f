"""When things are open: a few thousand ways to be, shared by all who keep the same hours."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from organizations.hours import timetable_values, timetables_for
from organizations.models import Closure, OnHolidays, Schedule

from .sources import zipf

PATTERNS = 6_000  # at most, over all towns
ONE_IN = 5  # listings a pattern, in a small territory
WEEK = ["MO", "TU", "WE", "TH", "FR"]
OPENS = [(7, 30), (8, 0), (8, 30), (9, 0), (9, 0), (9, 0), (9, 15), (9, 30), (10, 0), (10, 30)]
AGAIN = [(14, 0), (14, 30), (15, 0), (15, 0), (15, 30), (16, 0), (16, 30), (17, 0)]
ODDS = [55, 15, 22, 5, 3]  # offices, evenings, few hours, nights, irregular
LATE = [(18, 0), (19, 0), (20, 0), (21, 0), (21, 30)]


@dataclass
class Pattern:
    """Unsaved lines and closures; `timetable_id` is that of the town whose pattern it is."""

    schedules: list[Schedule] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    on_holidays: str = OnHolidays.CLOSED
    timetable_id: int | None = None


class Patterns:
    """The ways of one town, the most frequent first."""

    def __init__(self, draw, town, count, today):
        self.draw, self.today = draw, today
        self.all = [self._pattern() for _ in range(count)]
        self.weights = zipf(count, 0.9)
        values = [timetable_values(p.schedules, p.closures, p.on_holidays, town.municipality.id) for p in self.all]
        for pattern, timetable_id in zip(self.all, timetables_for(values), strict=True):
            pattern.timetable_id = timetable_id

    def one(self) -> Pattern:
        return self.draw.choices(self.all, cum_weights=self.weights)[0]

    def _pattern(self) -> Pattern:
        lines = self.draw.choices([self._office, self._evenings, self._few, self._night, self._irregular], ODDS)
        return Pattern(lines[0](), self._closures(), self.draw.choices(OnHolidays.values, [8, 72, 20])[0])

    def _office(self):
        """Mornings, often with an afternoon, sometimes Saturdays."""
        days = self._days(3, 5)
        lines = [self._line(days, self.draw.choice(OPENS), self.draw.choice([150, 180, 210, 240]))]
        if self.draw.random() < 0.6:
            afternoons = [day for day in days if self.draw.random() < 0.7] or days[:1]
            lines.append(self._line(afternoons, self.draw.choice(AGAIN), self.draw.choice([90, 120, 150, 180])))
        if self.draw.random() < 0.25:
            lines.append(self._line(["SA"], self.draw.choice(OPENS), self.draw.choice([120, 180, 210])))
        return lines

    def _evenings(self):
        return [self._line(self._days(1, 4), self.draw.choice(AGAIN + LATE), self.draw.choice([90, 120, 150]))]

    def _few(self):
        """One or two half days."""
        return [self._line(self._days(1, 2), self.draw.choice(OPENS + AGAIN), self.draw.choice([60, 90, 120, 150]))]

    def _night(self):
        days = self.draw.sample([*WEEK, "SA", "SU"], self.draw.randint(2, 7))
        return [self._line(sorted(days, key=[*WEEK, "SA", "SU"].index), self.draw.choice(LATE), 420)]

    def _irregular(self):
        """The first Tuesday, every second week, or a season."""
        line = self._line(self._days(1, 1), self.draw.choice(OPENS + AGAIN), self.draw.choice([90, 120, 180]))
        kind = self.draw.randrange(3)
        if kind == 0:
            line.freq, line.byday = Schedule.Freq.MONTHLY, [f"{self.draw.choice(['1', '2', '3', '-1'])}{line.byday[0]}"]
        elif kind == 1:
            line.interval, line.dtstart = 2, self.today - datetime.timedelta(days=self.draw.randint(0, 300))
        else:
            line.valid_from = datetime.date(self.today.year, self.draw.choice([1, 9, 10]), 1)
            line.valid_to = line.valid_from + datetime.timedelta(days=self.draw.choice([120, 240, 273]))
        return [line]

    def _closures(self):
        if self.draw.random() < 0.7:
            return []
        first = datetime.date(self.today.year, 8, 1) + datetime.timedelta(days=self.draw.randint(0, 14))
        august = Closure(first_day=first, last_day=first + datetime.timedelta(days=14), reason="ferie")
        christmas = datetime.date(self.today.year, 12, 24), datetime.date(self.today.year + 1, 1, 6)
        winter = Closure(first_day=christmas[0], last_day=christmas[1], reason="vacanze di Natale")
        return self.draw.choice([[august], [winter], [august, winter]])

    def _days(self, least, most):
        days = set(self.draw.sample(WEEK, self.draw.randint(least, most)))
        return [day for day in WEEK if day in days]

    def _line(self, days, opens, minutes):
        hour, minute = opens
        end = (hour * 60 + minute + minutes) % 1440
        return Schedule(byday=days, opens_at=datetime.time(hour, minute), closes_at=datetime.time(end // 60, end % 60))

    @cached_property
    def schedule_columns(self):
        return [f.attname for f in Schedule._meta.concrete_fields if f.name not in ("id", "opening_hours")]


def patterns_a_town(listings: int, towns: int) -> int:
    return max(20, min(PATTERNS, listings // ONE_IN) // towns)
