"""Which Punto Comunità is a person's own, which are near, and whose desk is the next to be open."""

import datetime
from typing import NamedTuple

from django.db.models import F

from territory.distances import Chord, FixedPoint, distance_between

from . import hours
from .models import CommunityPoint


class Desk(NamedTuple):
    point: CommunityPoint
    state: hours.OpeningState


def own_point(quarter):
    """The Punto Comunità that serves the quarter, the nearest to it if several do; None if none does."""
    distance = distance_between(F("location__point"), F("quarters__point"))
    points = CommunityPoint.objects.filter(quarters=quarter.id).annotate(distance=distance)
    return points.select_related("location", "opening_hours").order_by("distance", "name").first()


def nearest_points(latitude, longitude, limit=3):
    """The nearest first, each with its `distance` in metres."""
    there, here = F("location__point"), FixedPoint(latitude, longitude)
    points = CommunityPoint.objects.filter(location__point__isnull=False).annotate(
        distance=distance_between(there, here)
    )
    return list(points.select_related("location", "opening_hours").order_by(Chord(there, here), "name")[:limit])


def next_desk(points, at):
    """The `Desk` open at that moment, else the one that opens first; None where no hours are known. One query."""
    timed = [point for point in points if point.opening_hours and point.opening_hours.timetable_id]
    states = hours.states({point.opening_hours.timetable_id for point in timed}, at)
    desks = [Desk(point, states[point.opening_hours.timetable_id]) for point in timed]
    likely = [desk for desk in desks if desk.state.state == "open" or desk.state.opens]
    return min(likely, key=_waiting, default=None)


def _waiting(desk):
    """Open desks first, in the order given; then by when they open."""
    return datetime.datetime.min if desk.state.state == "open" else desk.state.opens
