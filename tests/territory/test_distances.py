import math

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.distances import chord, haversine
from territory.models import Quarter
from tests.factories import QuarterFactory, ZoneFactory

# to 7 decimals, a centimetre, as `import_places` keeps them
LATITUDES = st.integers(-900_000_000, 900_000_000).map(lambda n: n / 1e7)
LONGITUDES = st.integers(-1_800_000_000, 1_800_000_000).map(lambda n: n / 1e7)
DUOMO = 45.5387, 10.2216


def test_a_known_distance():
    """Brescia to Milan, some 83 km as the crow flies."""
    assert haversine(45.5387, 10.2216, 45.4642, 9.1900) == pytest.approx(80_900, rel=0.01)


def test_the_chord_of_short_arcs_is_the_arc_and_no_chord_passes_the_diameter():
    assert chord(2_000) == pytest.approx(2_000, abs=0.001)
    assert chord(1e9) == chord(math.pi * 6_371_008.8)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    *[LATITUDES, LONGITUDES, st.floats(-90, 90), st.floats(-180, 180)],
)
def test_the_database_measures_as_the_haversine_does(db, latitude, longitude, other_latitude, other_longitude):
    quarter = QuarterFactory(slug="misurato")
    Quarter.objects.filter(pk=quarter.pk).update(latitude=latitude, longitude=longitude)

    measured = Quarter.objects.with_distance(other_latitude, other_longitude).get(pk=quarter.pk).distance

    assert measured == pytest.approx(haversine(latitude, longitude, other_latitude, other_longitude), rel=1e-6, abs=0.5)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-0.05, 0.05), st.floats(-0.05, 0.05), st.integers(1, 20_000))
def test_within_holds_what_is_not_farther(db, latitude, longitude, north, east, metres):
    quarter = QuarterFactory(slug="vicino")
    there = round(latitude + north, 7), round(longitude + east, 7)
    Quarter.objects.filter(pk=quarter.pk).update(latitude=there[0], longitude=there[1])
    distance = haversine(latitude, longitude, *there)

    is_within = Quarter.objects.within(metres, latitude, longitude).filter(pk=quarter.pk).exists()

    assert is_within == (distance <= metres) or distance == pytest.approx(metres, abs=0.01)


def test_the_nearest_come_first_and_what_has_no_point_is_left_out(brescia):
    QuarterFactory(zone=brescia.zones.first(), name="Senza punto", latitude=None, longitude=None)

    nearest = Quarter.objects.nearest(*DUOMO)

    assert [quarter.name for quarter in nearest[:3]] == ["Centro Storico Sud", "Brescia Antica", "Centro Storico Nord"]
    assert nearest.count() == 33
    assert [round(q.distance) for q in nearest[:3]] == sorted(round(q.distance) for q in nearest[:3])


def test_what_has_no_point_has_no_distance(db):
    QuarterFactory(name="Senza punto", latitude=None, longitude=None)

    assert Quarter.objects.with_distance(*DUOMO).get().distance is None


@pytest.mark.parametrize(
    "question",
    [
        lambda: Quarter.objects.order_by().within(500, *DUOMO),
        lambda: Quarter.objects.nearest(*DUOMO)[:20],
    ],
    ids=["within", "nearest"],
)
def test_questions_of_distance_use_the_index(db, question):
    zone = ZoneFactory()
    Quarter.objects.bulk_create(
        Quarter(
            municipality=zone.municipality,
            zone=zone,
            name=str(n),
            slug=str(n),
            latitude=45 + n % 97 / 100,
            longitude=10 + n % 89 / 100,
        )
        for n in range(5_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_quarter")

    assert "quarter_by_distance" in question().explain()
