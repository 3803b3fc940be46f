"""The synthetic territory: whole, consistent, alike for the same seed, and nothing else touched."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from organizations import hours
from organizations.models import CommunityPoint, OpeningHours, Organization, Timetable
from services.city.sources import said_in_italian
from services.listings import rebuild
from services.models import Asset, FacetCount, Listing, Service, ServiceAtLocation, Word
from territory.models import Municipality, PlaceName, Quarter
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
COUNT = 300


def generate(count=COUNT, seed=1, **options):
    call_command("generate_city", listings=count, seed=seed, verbosity=0, **options)


def versions_of_listings():
    """Where each listing lies on disk: a row that is written again moves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuid, ctid::text FROM services_listing")
        return dict(cursor.fetchall())


def indexes_and_constraints():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint"
        )
        return sorted(row[0] for row in cursor.fetchall())


def written_with(seed):
    """(uuid, name, tokens) of every listing of a territory that is then taken back."""
    with transaction.atomic():
        generate(seed=seed)
        rows = list(Listing.objects.order_by("uuid").values_list("uuid", "name", "summary", "address", "latitude"))
        transaction.set_rollback(True)
    return rows


def test_generate_city_writes_the_listings_and_their_sources():
    generate()

    kinds = Counter(Listing.objects.values_list("kind", flat=True))
    services = ServiceAtLocation.objects.count() + Service.objects.filter(service_at_locations=None).count()
    assert kinds == {"service": COUNT - 6 - 36, "asset": 36, "community_point": 6}
    assert (services, Asset.objects.count(), CommunityPoint.objects.count()) == (COUNT - 6 - 36, 36, 6)
    assert COUNT / 5 < Organization.objects.count() < COUNT / 1.5
    assert Quarter.objects.count() == 33


def test_generate_city_is_varied():
    generate()

    names = Listing.objects.values_list("name", flat=True)
    shares = {
        "without a door": Listing.objects.filter(kind="service", service_at_location=None).count() / COUNT,
        "without hours": Listing.objects.filter(timetable=None).count() / COUNT,
        "never verified": Listing.objects.filter(verified_on=None).count() / COUNT,
    }
    assert len(set(names)) > 0.9 * COUNT
    assert Word.objects.count() > 1_500
    assert 0.01 < shares["without a door"] < 0.1
    assert 0.15 < shares["without hours"] < 0.4
    assert 0.05 < shares["never verified"] < 0.25
    assert Timetable.objects.exclude(rules=[]).exists()
    assert Timetable.objects.exclude(past_midnight=()).exists()


def test_generate_city_writes_the_rows_that_a_refresh_would_write():
    generate()
    before = versions_of_listings()

    rebuild(
        {
            Listing.Kind.SERVICE: list(Service.objects.values_list("id", flat=True)),
            Listing.Kind.ASSET: list(Asset.objects.values_list("id", flat=True)),
            Listing.Kind.COMMUNITY_POINT: list(CommunityPoint.objects.values_list("id", flat=True)),
        }
    )

    assert versions_of_listings() == before


def test_generate_city_gives_the_timetables_that_compiling_would_give():
    generate()

    assert hours.compile_all(OpeningHours.objects.all()) == 0


def test_generate_city_keeps_every_index_and_constraint():
    before = indexes_and_constraints()

    generate()

    assert indexes_and_constraints() == before


def test_generate_city_is_alike_for_the_same_seed_only():
    first, again, other = written_with(1), written_with(1), written_with(2)

    assert first == again
    assert not {row[0] for row in first} & {row[0] for row in other}


def test_generate_city_counts_what_it_wrote():
    generate()

    assert FacetCount.objects.get(facet="total").count == COUNT


def test_generate_city_spreads_over_invented_towns(monkeypatch):
    monkeypatch.setattr("services.city.places.LISTINGS_A_TOWN", 150)

    generate()

    towns = Municipality.objects.order_by("id")
    listed = Counter(Listing.objects.exclude(quarter=None).values_list("municipality", flat=True))
    assert [town.istat_code[0] for town in towns] == ["0", "9"]
    assert all(listed[town.id] > COUNT / 4 for town in towns)
    assert PlaceName.objects.filter(municipality=towns[1], kind="street").count() == 33 * 8


def test_generate_city_refuses_a_directory_that_is_not_empty():
    OrganizationFactory()

    with pytest.raises(CommandError, match="--add"):
        generate()

    assert not Listing.objects.exists()


def test_generate_city_adds_to_a_directory_when_told_to(monkeypatch):
    monkeypatch.setattr("services.city.places.LISTINGS_A_TOWN", 50)
    generate(100)

    generate(100, add=True)

    assert Listing.objects.count() == 200
    assert Municipality.objects.count() == 2


def test_generate_city_refuses_production(settings):
    settings.PUNTO_ENV = "production"

    with pytest.raises(CommandError, match="production"):
        generate()


def test_generate_city_refuses_no_listings_at_all():
    with pytest.raises(CommandError, match="--listings"):
        generate(0)


@pytest.mark.parametrize(
    ("phrase", "fits"),
    [
        ("pacco alimentare", True),
        ("bonus affitto", True),
        ("food parcels", False),
        ("pachet alimentar", False),
        ("سلة غذائية", False),
        ("ho fame", False),
        ("non arrivo a fine mese", False),
    ],
)
def test_said_in_italian_takes_what_can_stand_in_a_name(phrase, fits):
    assert said_in_italian(phrase) is fits
