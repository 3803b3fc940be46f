"""Where people live too far from an open desk to walk there: where a desk stands decides whom it meets.

People live along streets: a quarter is as far as the streets of it that the gazetteer knows, or as its own point. A
desk is near at a quarter of an hour on foot as the portal counts it everywhere, as the crow flies; its ordinary week
counts, without closures and holidays.
"""

from collections import Counter
from typing import NamedTuple

from organizations.models import CommunityPoint
from puntocomunita.templatetags.portal import METRES_A_MINUTE
from territory.distances import haversine
from territory.models import PlaceName, Quarter

NEAR = 15 * METRES_A_MINUTE
DAY, HOUR = 1440, 60
WEEK = range(0, 7 * DAY, HOUR)


class Reach(NamedTuple):
    """Of one quarter: of 100 streets, how many are far from any desk open at that hour; hours a week with one near."""

    quarter: Quarter
    far_of_100: int
    hours: float


def reach(city, minute) -> list[Reach]:
    """Of every quarter of the city at that minute of the week (Monday 00:00 is 0); three queries."""
    desks = open_desks(city)
    found = []
    quarters = list(Quarter.objects.filter(municipality=city).order_by("name"))
    streets = streets_of(city, quarters)
    for quarter in quarters:
        near = Counter(near_desks(place, desks) for place in streets[quarter.pk])
        if near:
            found.append(Reach(quarter, far(near, desks, minute), hours_near(near, desks)))
    return found


def open_desks(city):
    """[(latitude, longitude, minutes of the week in which it is open)] of the desks that say so."""
    points = CommunityPoint.objects.filter(location__municipality=city, opening_hours__timetable__isnull=False)
    points = points.filter(is_hub=True, location__latitude__isnull=False)
    rows = points.values_list("location__latitude", "location__longitude", "opening_hours__timetable__same_day")
    return [(latitude, longitude, list(spans)) for latitude, longitude, spans in rows]


def streets_of(city, quarters):
    """{quarter: [(latitude, longitude)]}; the quarter's own point where no street is known."""
    streets = {quarter.pk: [] for quarter in quarters}
    known = PlaceName.objects.filter(municipality=city, kind=PlaceName.Kind.STREET, quarter__isnull=False)
    for pk, latitude, longitude in known.values_list("quarter", "latitude", "longitude"):
        streets[pk].append((latitude, longitude))
    for quarter in quarters:
        if not streets[quarter.pk] and quarter.latitude is not None:
            streets[quarter.pk].append((quarter.latitude, quarter.longitude))
    return streets


def near_desks(place, desks):
    """Their numbers, whether open or not."""
    return frozenset(n for n, (latitude, longitude, _spans) in enumerate(desks) if close(place, latitude, longitude))


def close(place, latitude, longitude):
    return haversine(*place, latitude, longitude) <= NEAR


def is_open(spans, minute):
    return any(first <= minute < end for first, end in spans)


def far(near, desks, minute):
    """Of 100 streets, those without an open desk near."""
    open_now = {number for number, (_latitude, _longitude, spans) in enumerate(desks) if is_open(spans, minute)}
    return round(100 * sum(count for each, count in near.items() if not each & open_now) / near.total())


def hours_near(near, desks):
    """Hours a week in which a desk is open near, for a street of the quarter on average."""
    total = sum(count * len(open_hours(each, desks)) for each, count in near.items())
    return round(total / near.total(), 1)


def open_hours(numbers, desks):
    """The hours of the week in whose middle one of these is open."""
    return [at for at in WEEK if any(is_open(desks[number][2], at + HOUR // 2) for number in numbers)]
