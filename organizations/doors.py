"""Where and when one finds a thing: what the side of its page shows, place by place."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from territory.distances import haversine
from territory.places import AmbiguousPlace, UnknownPlace, find_place

from . import hours, points
from .models import Location, OpeningHours

YEAR = datetime.timedelta(days=365)


@dataclass
class Door:
    """A place of a thing with its hours; no location means at home, by phone or online."""

    thing: Any
    location: Location | None
    opening_hours: OpeningHours | None
    phones: list = field(default_factory=list)
    state: Any = hours.UNKNOWN
    week: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    metres: float | None = None
    number: int = 0  # on the list and on the map

    @property
    def timetable(self):
        return self.opening_hours and self.opening_hours.timetable

    @property
    def closed_all_week(self):
        return not any(day.intervals or day.unconfirmed for day in self.week)

    @property
    def zone(self):
        quarter = self.location and self.location.quarter
        return quarter and quarter.zone


def door_of_point(point):
    return Door(point, point.location, point.opening_hours, point.phones + point.location.phones)


def looked_at(doors, now, near=None):
    """The doors with state, week, lines and distance: nearest to `near` (lat, lng) first, else open first."""
    timed = [door for door in doors if door.timetable]
    states = hours.states([door.timetable.id for door in timed], now)
    weeks = hours.weeks([door.timetable.id for door in timed], now.date())
    for door in timed:
        door.state, door.week = states[door.timetable.id], weeks[door.timetable.id]
    for door in doors:
        door.lines = said_besides(door.opening_hours, now.date())
        door.metres = metres_to(door.location, near)
    return sorted(doors, key=by_use)


def by_use(door):
    return (door.metres is None, door.metres or 0, door.state.state != "open", str(door.location))


def said_besides(opening_hours, today):
    """What the week does not tell: rules such as the first Tuesday, closures of the year to come, notes."""
    if opening_hours is None:
        return []
    soon = [each for each in opening_hours.closures.all() if today <= each.last_day and each.first_day - today < YEAR]
    closures = hours.closures_words(opening_hours, today)[: len(soon)]
    notes = [opening_hours.notes] if opening_hours.notes else []
    return [*hours.rules_words(opening_hours, today), *closures, *notes]


def near_of(params):
    """(latitude, longitude) of `near`; None where it is absent, unknown or more than one place."""
    try:
        place = find_place(params.get("near", ""))
    except (AmbiguousPlace, UnknownPlace):
        return None
    return place and (place.latitude, place.longitude)


def metres_to(location, near):
    """Metres from `near` to there; None where either is not known."""
    if near is None or location is None or location.latitude is None:
        return None
    return haversine(*near, location.latitude, location.longitude)


def desk_near(location, quarter=None):
    """The Punto Comunità to turn to from there: the quarter's own, else the nearest one, else None."""
    quarter = quarter or (location and location.quarter)
    own = points.own_point(quarter) if quarter else None
    if own or location is None or location.latitude is None:
        return own
    return next(iter(points.nearest_points(location.latitude, location.longitude, 1)), None)
