"""The desk without a network: what a browser is given to keep."""

import pytest

from accounts.access import Role
from services.listings import refresh_all
from services.models import DirectoryVersion, Listing
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MunicipalityFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
    ZoneFactory,
)

from .factories import make_volunteer

pytestmark = pytest.mark.django_db
PAGE = "/sportello/fiumicello/senza-rete/"
LIST = f"{PAGE}elenco/"


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def volunteer(desk, client):
    person = make_volunteer(desk)
    client.force_login(person)
    return person


def place(name, *terms, **where):
    service = ServiceFactory(name=name, description="Leggiamo insieme la fattura.", terms=terms)
    ServiceAtLocationFactory(service=service, location=LocationFactory(**where))


def test_page_to_keep_has_no_key_and_no_note(client, volunteer):
    page = client.get(PAGE).content.decode()

    assert ('name="result"' in page, "csrfmiddlewaretoken" in page, 'name="note"' in page) == (True, False, False)
    assert f'data-person="{volunteer.pk}"' in page


def test_snapshot_is_of_the_city_with_needs_and_words(client, volunteer):
    house = TermFactory(name="Casa", slug="casa", synonyms=["affitto"])
    place("Aiuto bollette", TermFactory(name="Bollette", slug="bollette", parent=house, synonyms=["bolletta"]))
    bergamo = MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    place("Lontano", quarter=QuarterFactory(zone=ZoneFactory(municipality=bergamo, name="Est"), name="Alta"))
    refresh_all()

    said = client.get(LIST).json()

    listing = Listing.objects.get(name="Aiuto bollette")
    found = {row[0]: row for row in said["rows"]}
    assert {need["words"] for need in said["needs"]} == {"casa affitto", "bollette bolletta"}
    assert "Lontano" not in found
    assert found["Aiuto bollette"] == [
        "Aiuto bollette",
        listing.organization_name,
        listing.address,
        listing.phone,
        None,
        found["Aiuto bollette"][5],
        "leggiamo insieme fattura",
        listing.get_absolute_url(),
    ]
    assert {said["needs"][position]["slug"] for position in found["Aiuto bollette"][5]} == {"casa", "bollette"}


def test_snapshot_is_sent_again_only_when_the_directory_changed(client, volunteer):
    place("Aiuto")
    refresh_all()
    etag = client.get(LIST).headers["ETag"]

    same = client.get(LIST, headers={"If-None-Match": etag})
    DirectoryVersion.objects.update(version=999)
    changed = client.get(LIST, headers={"If-None-Match": etag})

    assert (same.status_code, same.headers["Cache-Control"]) == (304, "private, no-cache")
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


@pytest.mark.parametrize("count", [1, 3])
def test_snapshot_asks_the_same_of_the_database_for_any_length(client, volunteer, count, django_assert_num_queries):
    for number in range(count):
        place(f"Aiuto {number}")
    refresh_all()
    client.get(LIST)

    with django_assert_num_queries(8):
        client.get(LIST)


def test_now_says_who_is_there_and_gives_a_key(client, volunteer):
    said = client.get(f"{PAGE}adesso/").json()

    assert (said["person"], len(said["token"])) == (str(volunteer.pk), 64)


def test_session_that_lapses_leaves_what_waits_in_the_browser(client, volunteer, settings):
    client.get(PAGE)
    settings.SESSION_IDLE_AGE = -1

    response = client.get(f"{PAGE}adesso/")

    assert (response.status_code, response.headers["Clear-Site-Data"]) == (302, '"cache"')


@pytest.mark.parametrize("place", [PAGE, LIST, f"{PAGE}adesso/"])
def test_other_desks_are_told_nothing(client, desk, place):
    elsewhere = make_volunteer(CommunityPointFactory(slug="altro"), role=Role.COORDINATOR)

    answers = []
    for person in (elsewhere, UserFactory()):
        client.force_login(person)
        answers.append(client.get(place).status_code)

    assert answers == [404, 404]
