"""The quarters of a city drawn where they are: outlines where somebody imported them, else a circle each."""

from math import cos, radians
from typing import NamedTuple

from territory.boundaries import polygons_of

WIDTH, MARGIN = 400, 18


class Shape(NamedTuple):
    """`path` is empty where there is no outline; `level` says which pattern, `value` what stands in it."""

    name: str
    value: int | None
    level: int
    x: float
    y: float
    path: str


class Map(NamedTuple):
    shapes: list
    width: int
    height: int


def drawn(quarters, values):
    """The quarters that have a point, each with its value of {slug: number}, None where there is none."""
    placed = [quarter for quarter in quarters if quarter.latitude is not None]
    if not placed:
        return None
    project, height = projection(placed)
    most = max((value for value in values.values() if value), default=0)
    shapes = [shape(quarter, values.get(quarter.slug), most, project) for quarter in placed]
    return Map(sorted(shapes, key=lambda each: -(each.value or 0)), WIDTH, height)


def shape(quarter, value, most, project):
    x, y = project(quarter.longitude, quarter.latitude)
    return Shape(quarter.name, value, level(value, most), x, y, outline(quarter.boundary, project))


def level(value, most):
    """0 where there is nothing, 1 and 2 up to half the greatest and beyond: told apart by pattern, not by colour."""
    return 0 if not value else 2 if value * 2 > most else 1


def projection(quarters):
    """How degrees become points of the drawing, and how high it is."""
    points = [point for quarter in quarters for point in corners(quarter)]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / (max((east - west) * narrow, north - south) or 1)

    def project(longitude, latitude):
        return round(MARGIN + (longitude - west) * narrow * scale, 1), round(MARGIN + (north - latitude) * scale, 1)

    return project, round(2 * MARGIN + (north - south) * scale)


def corners(quarter):
    rings = [ring for rings in polygons_of(quarter.boundary or {}) for ring in rings]
    return [(x, y) for ring in rings for x, y, *_height in ring] or [(quarter.longitude, quarter.latitude)]


def outline(boundary, project):
    rings = [ring for rings in polygons_of(boundary or {}) for ring in rings]
    return " ".join("M" + "L".join("{},{}".format(*project(x, y)) for x, y, *_height in ring) + "Z" for ring in rings)
