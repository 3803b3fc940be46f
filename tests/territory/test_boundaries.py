import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.boundaries import Boundaries, contains, interior_point

SQUARE = {"type": "Polygon", "coordinates": [[[10, 45], [11, 45], [11, 46], [10, 46], [10, 45]]]}
HOLED = {
    "type": "Polygon",
    "coordinates": [*SQUARE["coordinates"], [[10.4, 45.4], [10.6, 45.4], [10.6, 45.6], [10.4, 45.6], [10.4, 45.4]]],
}
TWO = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], [[[12, 45], [13, 45], [13, 46], [12, 45]]]]}
BENT = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 2], [2, 2], [2, 1], [0, 1], [0, 0]]
CRESCENT = {"type": "Polygon", "coordinates": [BENT]}


@given(st.floats(44, 47), st.floats(9, 12))
def test_a_square_holds_what_lies_between_its_sides(latitude, longitude):
    assert contains(SQUARE, latitude, longitude) == (45 <= latitude < 46 and 10 <= longitude < 11)


def test_a_hole_is_outside_and_every_part_counts():
    assert not contains(HOLED, 45.5, 10.5)
    assert contains(HOLED, 45.3, 10.5)
    assert contains(TWO, 45.2, 12.8)


@pytest.mark.parametrize("geometry", [SQUARE, HOLED, TWO, CRESCENT])
def test_the_interior_point_lies_inside(geometry):
    assert contains(geometry, *interior_point(geometry))


def test_an_area_is_found_by_its_point():
    boundaries = Boundaries([("square", SQUARE), ("crescent", CRESCENT)])

    assert [boundaries.holding(45.5, 10.5), boundaries.holding(0.5, 0.5), boundaries.holding(1.5, 1)] == [
        "square",
        "crescent",
        None,
    ]
