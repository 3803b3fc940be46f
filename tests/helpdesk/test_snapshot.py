"""The directory that a desk's browser keeps: the nearest first, what comes to the home, made once for a version."""

import gzip
import json

import pytest

from helpdesk import snapshot
from organizations import hours
from organizations.models import OpeningHours
from services.listings import refresh_all
from services.models import DirectoryVersion, Listing
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MunicipalityFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    ZoneFactory,
)

from .factories import make_volunteer

pytestmark = pytest.mark.django_db
LIST = "/sportello/fiumicello/senza-rete/elenco/"
LATITUDE, LONGITUDE = 45.54, 10.19


@pytest.fixture
def desk():
    location = LocationFactory(latitude=LATITUDE, longitude=LONGITUDE)
    return CommunityPointFactory(slug="fiumicello", name="Punto Fiumicello", location=location)


@pytest.fixture
def volunteer(desk, client):
    person = make_volunteer(desk)
    client.force_login(person)
    return person


def place(name, *terms, north=0, opening_hours=None, **where):
    """So many kilometres north of the desk."""
    service = ServiceFactory(name=name, description="Leggiamo insieme la fattura.", terms=terms)
    location = LocationFactory(latitude=LATITUDE + north / 111, longitude=LONGITUDE, **where)
    ServiceAtLocationFactory(service=service, location=location, opening_hours=opening_hours)


def at_home(name, **area):
    ServiceFactory(name=name, comes_home=True, by_phone=True).service_areas.create(**area)


def asked(client):
    """The snapshot as a browser reads it."""
    return json.loads(gzip.decompress(client.get(LIST).content))


def names(said):
    return [row[0] for row in said["rows"]]


def in_bergamo():
    bergamo = MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    return QuarterFactory(zone=ZoneFactory(municipality=bergamo, name="Est"), name="Alta")


def test_snapshot_says_of_each_place_what_a_search_needs(client, volunteer):
    house = TermFactory(name="Casa", slug="casa", synonyms=["affitto"])
    place("Aiuto bollette", TermFactory(name="Bollette", slug="bollette", parent=house, synonyms=["bolletta"]))
    refresh_all()

    said = asked(client)

    listing = Listing.objects.get(name="Aiuto bollette")
    found = next(row for row in said["rows"] if row[0] == "Aiuto bollette")
    assert {need["words"] for need in said["needs"]} == {"casa affitto", "bollette bolletta"}
    needs = found.pop(5)
    assert {said["needs"][position]["slug"] for position in needs} == {"casa", "bollette"}
    assert found == [
        "Aiuto bollette",
        listing.organization_name,
        listing.address,
        listing.phone,
        None,
        "leggiamo insieme fattura",
    ]


def test_snapshot_has_the_nearest_first_then_what_comes_to_the_city(client, volunteer):
    place("A tre chilometri", north=3)
    place("A un chilometro", north=1)
    place("In un’altra città", quarter=in_bergamo())
    at_home("Spesa a casa", municipality=volunteer.mandates.get().community_point.location.municipality)
    at_home("Ascolto in tutta Italia", everywhere=True)
    at_home("Spesa a Bergamo", municipality=in_bergamo().zone.municipality)
    refresh_all()

    said = asked(client)

    assert names(said) == [
        "Punto Fiumicello",
        "A un chilometro",
        "A tre chilometri",
        "Ascolto in tutta Italia",
        "Spesa a casa",
    ]
    assert said["rows"][-1][2] == "viene a casa · risponde al telefono"
    assert said["reach"] == {"near": 3, "remote": 2, "all": 5, "metres": None}


def test_snapshot_that_is_cut_says_how_far_it_goes(client, volunteer, monkeypatch):
    monkeypatch.setattr(snapshot, "MOST", 3)
    place("A un chilometro", north=1)
    place("A tre chilometri", north=3)
    at_home("Ascolto in tutta Italia", everywhere=True)
    refresh_all()

    said = asked(client)

    metres = said["reach"].pop("metres")
    assert names(said) == ["Punto Fiumicello", "A un chilometro", "Ascolto in tutta Italia"]
    assert said["reach"] == {"near": 2, "remote": 1, "all": 4}
    assert metres == pytest.approx(1_000, abs=5)


def test_snapshot_of_a_desk_no_map_knows_is_by_name(client, volunteer, desk, monkeypatch):
    monkeypatch.setattr(snapshot, "MOST", 2)
    type(desk.location).objects.filter(pk=desk.location_id).update(latitude=None, longitude=None)
    desk.location.quarter = None
    desk.location.save(update_fields=["quarter"])
    place("B lontano", north=1)
    place("A vicino", north=3)
    refresh_all()

    said = asked(client)

    assert (names(said)[0], said["reach"]["metres"]) == ("A vicino", None)


def test_week_is_written_once_for_all_that_keep_it(client, volunteer):
    for name in ("Uno", "Due"):
        schedule = ScheduleFactory(byday=["MO", "TU"])
        place(name, opening_hours=schedule.opening_hours)
    hours.compile_all(OpeningHours.objects.all())
    refresh_all()

    said = asked(client)

    assert {row[0]: row[4] for row in said["rows"]} == {"Punto Fiumicello": None, "Uno": 0, "Due": 0}
    assert ["9:00–12:00" in text for text in said["hours"]] == [True]


def test_snapshot_is_sent_again_only_when_the_directory_changed(client, volunteer):
    place("Aiuto")
    refresh_all()
    etag = client.get(LIST).headers["ETag"]

    same = client.get(LIST, headers={"If-None-Match": etag})
    DirectoryVersion.objects.update(version=999)
    changed = client.get(LIST, headers={"If-None-Match": etag})

    assert (same.status_code, same.headers["Cache-Control"], same.content) == (304, "private, no-cache", b"")
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


@pytest.mark.parametrize("count", [1, 3])
def test_snapshot_asks_the_same_of_the_database_for_any_length(client, volunteer, count, django_assert_num_queries):
    for number in range(count):
        place(f"Aiuto {number}")
        at_home(f"A casa {number}", everywhere=True)
    refresh_all()

    with django_assert_num_queries(10):
        first = client.get(LIST)
    with django_assert_num_queries(6):
        again = client.get(LIST)

    assert (again.content, again.headers["Content-Encoding"]) == (first.content, "gzip")
