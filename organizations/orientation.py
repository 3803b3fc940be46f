"""A small drawn map to find one's bearings: some places among the names of the quarters, no tiles, no script."""

import math
from typing import NamedTuple

from territory.models import Quarter

METRES_A_DEGREE = 111_195
TEN_MINUTES = 750  # metres on foot
PIN = 20  # the width of a numbered pin
LETTER, LINE = 6.4, 14  # a letter's width and a line's height, in the units of the drawing


class Spot(NamedTuple):
    x: float
    y: float
    text: str


class Orientation(NamedTuple):
    """`ring` is ten minutes on foot in the units of the drawing, 0 where there are several places."""

    width: int
    height: int
    pins: list[Spot]
    names: list[Spot]
    ring: float


class Frame:
    """The piece of ground that holds the places with a margin around them, as a rectangle of units."""

    def __init__(self, places, width, height, margin):
        lats, lngs = zip(*((place.latitude, place.longitude) for place in places), strict=True)
        self.width, self.height = width, height
        self.lat, self.lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
        self.across = math.cos(math.radians(self.lat)) * METRES_A_DEGREE
        east, north = (max(lngs) - min(lngs)) * self.across, (max(lats) - min(lats)) * METRES_A_DEGREE
        self.scale = min(width / (east + 2 * margin), height / (north + 2 * margin))

    def spot(self, latitude, longitude, text):
        x = self.width / 2 + (longitude - self.lng) * self.across * self.scale
        y = self.height / 2 - (latitude - self.lat) * METRES_A_DEGREE * self.scale
        return Spot(round(x, 1), round(y, 1), text)

    def holds(self, spot):
        half = len(spot.text) * LETTER / 2
        return half < spot.x < self.width - half and LINE < spot.y < self.height - LINE


def orientation(locations, *, width=300, height=180, margin=1_100):
    """The drawing of these locations, numbered in order; None where none has a point. One query."""
    places = [(str(number), place) for number, place in enumerate(locations, 1) if place and place.latitude is not None]
    if not places:
        return None
    frame = Frame([place for _, place in places], width, height, margin)
    pins = []
    for number, place in places:
        pins.append(beside(frame.spot(place.latitude, place.longitude, number), pins))
    names = names_around(frame, pins, {place.municipality_id for _, place in places})
    ring = round(TEN_MINUTES * frame.scale, 1) if len(pins) == 1 else 0
    return Orientation(width, height, pins, names, ring)


def beside(spot, pins):
    """There, or as far to the right as it takes for the numbers not to cover each other."""
    while any(math.dist(spot[:2], pin[:2]) < PIN for pin in pins):
        spot = spot._replace(x=spot.x + PIN / 2)
    return spot


def names_around(frame, pins, municipalities):
    """The names of quarters that fit in the frame without covering a pin or one another."""
    quarters = Quarter.objects.located().filter(municipality__in=municipalities)
    kept = []
    for latitude, longitude, name in quarters.values_list("latitude", "longitude", "name"):
        spot = free_spot(frame, frame.spot(latitude, longitude, name), [*kept, *pins])
        kept += [spot] if spot else []
    return kept


def free_spot(frame, spot, taken):
    """There, a line below or a line above; None where all three are taken or outside."""
    tries = [spot, spot._replace(y=spot.y + LINE + 5), spot._replace(y=spot.y - LINE - 5)]
    free = (each for each in tries if frame.holds(each) and not any(map(spot_meets(each), taken)))
    return next(free, None)


def spot_meets(spot):
    def meets(other):
        near = (len(spot.text) + len(other.text) + 2) * LETTER / 2
        return abs(spot.x - other.x) < near and abs(spot.y - other.y) < LINE + 4

    return meets
