import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from organizations.models import Organization
from services import listings
from services.findable import lost_listings
from services.models import DirectoryVersion, Listing, ListingRefresh, Service
from tests.factories import (
    AssetFactory,
    LocationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

from .conftest import look_for as search
from .conftest import names


@pytest.fixture
def service(db):
    return ServiceAtLocationFactory(service=ServiceFactory(name="Aiuto compiti")).service


def test_refresh_writes_one_row_for_each_place(service):
    ServiceAtLocationFactory(service=service, location=LocationFactory(quarter=QuarterFactory(name="Mompiano")))

    listings.refresh_listings(services=[service.id])

    assert sorted(Listing.objects.values_list("name", "quarter__name")) == [
        ("Aiuto compiti", "Fiumicello"),
        ("Aiuto compiti", "Mompiano"),
    ]


def test_refresh_takes_away_what_is_gone_or_not_public(service):
    listings.refresh_listings(services=[service.id])
    service.status = Service.Status.DEFUNCT
    service.save()

    listings.refresh_listings(services=[service.id])

    assert list(Listing.objects.all()) == []


def test_refresh_again_touches_no_row(service):
    listings.refresh_listings(services=[service.id])
    before = row_versions()

    listings.refresh_listings(services=[service.id])

    assert row_versions() == before


def row_versions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin, ctid FROM services_listing ORDER BY id")
        return cursor.fetchall()


def test_new_name_of_an_organization_reaches_its_listings(service):
    listings.refresh_listings(services=[service.id])
    Organization.objects.filter(id=service.organization_id).update(name="Oratorio Cometa")

    listings.refresh_around(organizations=[service.organization_id])

    assert [listing.name for listing in search(search="cometa").page().listings] == ["Aiuto compiti"]


def test_moved_location_moves_its_listings(service):
    place = service.service_at_locations.get().location
    place.quarter = QuarterFactory(name="Mompiano")
    place.save()

    listings.refresh_around(locations=[place.id])

    assert names(search(quarter="mompiano")) == ["Aiuto compiti"]


def test_change_of_many_is_marked_and_the_job_follows(service, monkeypatch):
    monkeypatch.setattr(listings, "AT_ONCE", 0)

    listings.refresh_listings(services=[service.id])
    listings.refresh_listings(services=[service.id])
    waiting = list(ListingRefresh.objects.values_list("source", "uuid"))
    call_command("refresh_listings", marked=True)

    assert waiting == [("service", service.id)]
    assert ListingRefresh.objects.count() == 0
    assert names(search(search="compiti")) == ["Aiuto compiti"]


def test_every_refresh_moves_the_version_of_the_directory(service):
    before = listings.last_changed()[0]

    listings.refresh_listings(services=[service.id])

    assert listings.last_changed()[0] == before + 1
    assert DirectoryVersion.objects.count() == 1


def test_skill_of_a_resident_shows_the_quarter_and_nothing_else(db):
    skill = AssetFactory(
        name="Riparo biciclette",
        location=None,
        quarter=QuarterFactory(),
        offered_by_resident=True,
        phones=[{"number": "333 000 0000"}],
    )

    listings.refresh_listings(assets=[skill.id])

    row = Listing.objects.get()
    assert (row.quarter.name, row.phone, row.address, row.latitude, row.organization_id) == (
        "Fiumicello",
        "",
        "",
        None,
        None,
    )


def test_every_listing_is_found_by_its_name_by_an_everyday_word_and_in_its_quarter(directory):
    assert list(lost_listings(Listing.objects.all())) == []


def test_a_listing_whose_words_were_lost_is_named(directory, capsys):
    Listing.objects.filter(name="Aiuto compiti").update(tokens="'altro'")

    with pytest.raises(SystemExit) as stopped:
        call_command("check_findable")

    assert stopped.value.code == 1
    assert capsys.readouterr().out.count("Aiuto compiti (") == 3


def test_half_a_point_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError, match="location_has_both_coordinates_or_neither"), transaction.atomic():
        LocationFactory(latitude=45.5, longitude=None)
