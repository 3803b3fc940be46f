import datetime

import pytest

from organizations.hours import compile_opening_hours
from organizations.models import CommunityPoint
from organizations.points import nearest_points, next_desk, own_point
from territory.holidays import ensure_holidays
from tests.factories import CommunityPointFactory, LocationFactory, OpeningHoursFactory, QuarterFactory, ScheduleFactory

MONDAY_NOON = datetime.datetime(2026, 11, 23, 12, 0)


@pytest.fixture
def fiumicello(db):
    ensure_holidays([2026])
    return QuarterFactory(name="Fiumicello", latitude=45.5447, longitude=10.2003)


def point_at(quarter, latitude, name, *, serves=()):
    location = LocationFactory(quarter=quarter, latitude=latitude, longitude=10.2003)
    point = CommunityPointFactory(name=name, location=location)
    point.quarters.set(serves)
    return point


def open_on(point, *days, opens=9, closes=11):
    point.opening_hours = OpeningHoursFactory()
    ScheduleFactory(
        opening_hours=point.opening_hours, byday=days, opens_at=datetime.time(opens), closes_at=datetime.time(closes)
    )
    compile_opening_hours(point.opening_hours)
    point.save()
    return point


def test_ones_own_point_serves_the_quarter_and_is_the_nearest_that_does(fiumicello):
    point_at(fiumicello, 45.5447, "qui, ma per altri")
    point_at(fiumicello, 45.5600, "lontano", serves=[fiumicello])
    near = point_at(fiumicello, 45.5500, "vicino", serves=[fiumicello])

    own = own_point(fiumicello)

    assert (own, round(own.distance)) == (near, 589)


def test_a_quarter_nobody_serves_has_no_point_of_its_own(fiumicello):
    point_at(fiumicello, 45.55, "per altri")

    assert own_point(fiumicello) is None


def test_the_nearest_points_come_first_with_their_metres(fiumicello):
    for latitude, name in [(45.5600, "terzo"), (45.5450, "primo"), (45.5500, "secondo")]:
        point_at(fiumicello, latitude, name)

    assert [(p.name, round(p.distance)) for p in nearest_points(45.5447, 10.2003, 2)] == [
        ("primo", 33),
        ("secondo", 589),
    ]


def points():
    return CommunityPoint.objects.select_related("opening_hours").order_by("name")


def test_the_desk_open_now_goes_first(fiumicello):
    open_on(point_at(fiumicello, 45.55, "domani"), "TU")
    now = open_on(point_at(fiumicello, 45.55, "ora"), "MO", closes=13)

    desk = next_desk(points(), MONDAY_NOON)

    assert (desk.point, desk.state.state) == (now, "open")


def test_else_the_desk_that_opens_first(fiumicello):
    open_on(point_at(fiumicello, 45.55, "mercoledì"), "WE")
    tuesday = open_on(point_at(fiumicello, 45.55, "martedì"), "TU")
    point_at(fiumicello, 45.55, "chissà")

    desk = next_desk(points(), MONDAY_NOON)

    assert (desk.point, desk.state.opens) == (tuesday, datetime.datetime(2026, 11, 24, 9))


def test_no_hours_known_no_desk(fiumicello):
    point_at(fiumicello, 45.55, "chissà")

    assert next_desk(points(), MONDAY_NOON) is None
