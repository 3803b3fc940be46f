"""Distances on the sphere, in metres, asked of anything Located.

The column `point` holds x, y, z in metres (`fields.py`), so PostgreSQL measures the chord, the straight
line through the ground; people walk the arc. Both ways: chord = 2R·sin(arc/2R), arc = 2R·asin(chord/2R).
"""

import math

from django.db import models
from django.db.models import Case, F, FloatField, Func, IntegerField, Value, When
from django.db.models.functions import ASin
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from .fields import EARTH_RADIUS, CubeField

DIAMETER = 2 * EARTH_RADIUS


def chord(metres):
    """The straight line under an arc of so many metres; at most the diameter."""
    return DIAMETER * math.sin(min(metres / DIAMETER, math.pi / 2))


def haversine(latitude, longitude, other_latitude, other_longitude):
    """Metres between two points in degrees, for what is already in Python."""
    lat, other = math.radians(latitude), math.radians(other_latitude)
    half_lat, half_lng = (other - lat) / 2, math.radians(other_longitude - longitude) / 2
    square = math.sin(half_lat) ** 2 + math.cos(lat) * math.cos(other) * math.sin(half_lng) ** 2
    return DIAMETER * math.asin(min(1.0, math.sqrt(square)))


class FixedPoint(Func):
    """The cube of degrees known beforehand: a constant, so that the planner can use the index."""

    template = "%(expressions)s::cube"
    output_field = CubeField()

    def __init__(self, latitude, longitude, **extra):
        lat, lng = math.radians(latitude), math.radians(longitude)
        xyz = (math.cos(lat) * math.cos(lng), math.cos(lat) * math.sin(lng), math.sin(lat))
        # to a thousandth of a millimetre: PostgreSQL refuses numbers next to nothing, such as 4e-318
        text = "({:.6f}, {:.6f}, {:.6f})".format(*(axis * EARTH_RADIUS for axis in xyz))
        super().__init__(Value(text, output_field=models.TextField()), **extra)


class Chord(Func):
    """Metres as the crow would dig; ordering by it walks the GiST index from the nearest on."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


def distance_between(point, other):
    """Metres on the ground between two cube expressions; None where one is missing."""
    diameter = Value(DIAMETER, output_field=FloatField())
    share = Chord(point, other) / diameter  # may pass 1 by a rounding, at the antipodes
    too_far = When(GreaterThan(share, 1.0), then=Value(math.pi * EARTH_RADIUS))
    return Case(too_far, default=ASin(share) * diameter, output_field=FloatField())


class Around(Func):
    """Whether a point lies in the cube around another: the part of `within` that the index answers."""

    template = "(%(expressions)s)"
    arg_joiner = " <@ "
    output_field = models.BooleanField()

    def __init__(self, point, center, metres):
        box = Func(
            center,
            Value(chord(metres), output_field=FloatField()),
            Value(3, output_field=IntegerField()),
            function="cube_enlarge",
            output_field=CubeField(),
        )
        super().__init__(point, box)


class LocatedQuerySet(models.QuerySet):
    """Questions about where; `by` names the point where it is not the row's own, e.g. "location__point"."""

    def located(self, by="point"):
        return self.filter(**{f"{by}__isnull": False})

    def with_distance(self, latitude, longitude, by="point"):
        """Adds `distance`, metres from there; None for what has no point."""
        return self.annotate(distance=distance_between(F(by), FixedPoint(latitude, longitude)))

    def within(self, metres, latitude, longitude, by="point"):
        """What lies at most so many metres from there, with its `distance`; by index."""
        center = FixedPoint(latitude, longitude)
        return self.with_distance(latitude, longitude, by).filter(
            Around(F(by), center, metres), LessThanOrEqual(Chord(F(by), center), chord(metres))
        )

    def nearest(self, latitude, longitude, by="point"):
        """Nearest first, with `distance`; without a point: left out. Sliced, the index stops there: any second key
        to order by would make PostgreSQL 15 sort them all.
        """
        ordered = self.located(by).with_distance(latitude, longitude, by)
        return ordered.order_by(Chord(F(by), FixedPoint(latitude, longitude)))
