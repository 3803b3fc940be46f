"""A point on the sphere as a `cube`: indexed with GiST, no system library needed.

The point is x, y, z on the sphere of the mean Earth radius, in metres, so the chord between two
points is close to the metres on the ground (0.01 % short at 150 km, exact to the millimetre at 2 km).
"""

from django.db import models
from django.db.models import Case, Func, Value, When
from django.db.models.functions import Cos, Radians, Sin

EARTH_RADIUS = 6_371_008.8  # metres, IUGG mean radius


class CubeField(models.Field):
    description = "A point in space (PostgreSQL extension cube)"

    def db_type(self, connection):
        return "cube"


class Point(Func):
    """The cube of a latitude and a longitude in degrees; immutable, so it can be a generated column."""

    template = "cube(ARRAY[%(expressions)s]::double precision[])"
    output_field = CubeField()

    def __init__(self, latitude, longitude, **extra):
        lat, lng = Radians(latitude), Radians(longitude)
        radius = Value(EARTH_RADIUS)
        super().__init__(
            Cos(lat) * Cos(lng) * radius,
            Cos(lat) * Sin(lng) * radius,
            Sin(lat) * radius,
            **extra,
        )


def stored_point():
    """The point of the row's own `latitude` and `longitude`, NULL where it has none."""
    return Case(When(latitude__isnull=False, longitude__isnull=False, then=Point("latitude", "longitude")))
