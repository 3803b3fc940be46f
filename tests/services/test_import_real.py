"""Real files of other publishers: what goes in, to the row, and what is said."""

import io
import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count

from organizations.models import Location, Organization
from services.hsds.importer import import_feed
from services.hsds.importer.report import ADDED, CHANGED, REFUSED
from services.models import Asset, Listing, Service
from services.tables import import_table
from services.taxonomies import load_taxonomies
from tests.factories import MunicipalityFactory, PostalCodeFactory

DATA = settings.BASE_DIR.parent / "shared" / "data"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="The real files are in ../shared/data, which is not here."),
]


def said(report):
    return [str(problem) for problem in report.problems]


def added(report):
    return {kind: number for (kind, outcome), number in report.rows.items() if outcome == ADDED and number}


def again(action):
    """The number of rows that a second run adds or changes."""
    return action().total(ADDED, CHANGED)


# HSDS

OHANA = DATA / "hsds_ohana_sample"
SPEC = DATA / "hsds_spec_examples"


def test_ohana_sample_of_hsds_1():
    report = import_feed(OHANA)

    assert added(report) == {
        "taxonomy": 2,
        "taxonomy_term": 387,
        "organization": 8,
        "location": 22,
        "service": 23,
        "service_at_location": 23,
    }
    assert said(report) == [
        "holiday_schedules.csv, riga 3, schedules: orario speciale del 24/12/2015, 10:00–16:00: "
        "scrivilo a mano, se serve ancora; orario non preso"
    ]
    assert dict(Service.objects.values_list("status").annotate(Count("id"))) == {
        "active": 21,
        "inactive": 1,
        "defunct": 1,
    }
    assert again(lambda: import_feed(OHANA)) == 0


def test_ohana_sample_keeps_what_the_older_version_says():
    import_feed(OHANA)

    service = Service.objects.get(name="Passport Photos")
    place = Location.objects.get(name="Example Location")
    assert [f"{s.byday[0]} {s.opens_at:%H:%M}–{s.closes_at:%H:%M}" for s in service.opening_hours.schedules.all()] == [
        "MO 08:00–12:00",
        "MO 14:00–16:00",
        "WE 10:00–15:00",
    ]
    assert sorted(service.terms.values_list("name", flat=True)) == [
        "Care",
        "Help Fill out Forms",
        "Legal",
        "Medicina",
        "Navigating the System",
        "Salud",
        "Transit",
        "Translation & Interpretation",
    ]
    assert [language["code"] for language in place.languages] == ["zh", "ru", "es", "tl", "zh"]
    assert (place.wheelchair, place.country, place.city, len(place.phones)) == (True, "US", "San Francisco", 4)
    assert place.addresses[0]["address_type"] == "postal"
    assert Location.objects.get(name="Location with no phone").location_type == "virtual"
    assert Organization.objects.get(name="Example Agency").year_incorporated == 1970


def test_ohana_sample_is_found_by_the_search():
    import_feed(OHANA)

    found = Listing.objects.filter(tokens="passport").values_list("name", flat=True)
    assert Listing.objects.count() == 21
    assert "Passport Photos" in list(found) or Listing.objects.filter(name="Passport Photos").exists()


SPEC_PROBLEMS = [
    "attributes.csv, riga {row}, link_id: quello a cui appartiene non è nel file",
    "contacts.csv, riga {row}, organization_id: quello a cui appartiene non è nel file",
    "contacts.csv, riga {row}, service_at_location_id: quello a cui appartiene non è nel file",
    "metadata.csv, riga {row}, resource_id: quello a cui appartiene non è nel file",
    "taxonomy_terms.csv, riga {row}, parent_id: non è nel file",
    "organizations.csv, riga {row}, parent_organization_id: non è nel file",
    "locations.csv, riga {row}, latitude, longitude: «100, 101» non è un punto sulla Terra",
    "locations.csv, riga {row}, organization_id: l’organizzazione non è nel file",
    "schedules.csv, riga {row}, attending_type: 72 caratteri, tenuti i primi 60",
]
ONE_OF_EACH = {
    "taxonomy": 2,
    "taxonomy_term": 1,
    "organization": 1,
    "location": 1,
    "service": 1,
    "service_at_location": 1,
}
NESTED = ONE_OF_EACH | {"taxonomy": 1}
NESTED_PROBLEMS = [
    "parent_id: non è nel file",
    "parent_organization_id: non è nel file",
    "latitude, longitude: «100, 101» non è un punto sulla Terra",
    "attending_type: 72 caratteri, tenuti i primi 60",
]


def test_spec_examples_as_tables_and_as_tabular_json():
    report = import_feed(SPEC)
    tabular = import_feed(SPEC / "tabular.json", source="tabular")

    assert (added(report), said(report)) == (ONE_OF_EACH, [text.format(row=2) for text in SPEC_PROBLEMS])
    assert said(tabular) == [f"tabular.json: {text.format(row=1)}" for text in SPEC_PROBLEMS]
    assert added(tabular) == {"taxonomy": 1}  # the same UUIDs, but for the taxonomy that is only named
    assert again(lambda: import_feed(SPEC)) == 0


@pytest.mark.parametrize(
    ("name", "rows", "problems"),
    [
        ("service_full", NESTED, NESTED_PROBLEMS),
        ("organization_full", NESTED, NESTED_PROBLEMS),
        ("service_at_location_full", NESTED, NESTED_PROBLEMS),
        ("service_list", {"organization": 1, "service": 1}, NESTED_PROBLEMS[1:2]),
        ("organization_list", {"organization": 1}, NESTED_PROBLEMS[1:2]),
        (
            "service_at_location_list",
            {"organization": 1, "location": 1, "service": 1, "service_at_location": 1},
            NESTED_PROBLEMS[1:3],
        ),
        ("location", {"location": 1}, NESTED_PROBLEMS[2:]),
        ("taxonomy", {"taxonomy": 1}, []),
        ("taxonomy_list", {"taxonomy": 1}, []),
        ("taxonomy_term", {"taxonomy": 1, "taxonomy_term": 1}, NESTED_PROBLEMS[:1]),
        ("taxonomy_term_list", {"taxonomy": 1, "taxonomy_term": 1}, NESTED_PROBLEMS[:1]),
    ],
)
def test_spec_examples_in_json(name, rows, problems):
    report = import_feed(SPEC / f"{name}.json")

    assert (added(report), said(report)) == (rows, [f"{name}.json, riga 1, {text}" for text in problems])
    assert again(lambda: import_feed(SPEC / f"{name}.json")) == 0


MOCKS = DATA / "hsds" / "oruk-3.0" / "validator" / "mocks"


def test_british_mocks_good_and_bad():
    good = import_feed(MOCKS / "V3.0-UK-Default" / "organization_list.json")
    bad = import_feed(MOCKS / "V3.0-UK-Fail" / "service_list.json")

    assert (added(good), said(good)) == ({"organization": 10}, [])
    assert (added(bad), bad.rows["service", REFUSED]) == ({"organization": 4}, 3)
    assert [text for text in said(bad) if "name" in text] == [
        f"service_list.json, riga {row}, name: manca" for row in (1, 2, 3)
    ]


# Tables and map points


OUTSIDE = "latitude, longitude: il punto è fuori da Brescia; preso com’è"


def boundary_of_brescia():
    collection = json.loads((DATA / "brescia" / "confine_comune_brescia.geojson").read_text())
    return collection["features"][0]["geometry"]


@pytest.mark.parametrize(
    ("name", "kind_term", "assets", "locations", "problems"),
    [
        ("farmacie", "farmacie", 58, 58, [f"farmacie_brescia.csv, riga 36, {OUTSIDE}"]),
        ("scuole", "school", 127, 125, [f"scuole_brescia.csv, riga {row}, {OUTSIDE}" for row in (95, 115)]),
        ("ospedali", "hospital", 9, 9, []),
    ],
)
def test_assets_of_brescia(name, kind_term, assets, locations, problems):
    brescia = MunicipalityFactory(boundary=boundary_of_brescia())
    load_taxonomies()

    def run():
        return import_table(DATA / "brescia" / f"{name}_brescia.csv", "assets", kind_term=kind_term)

    report = run()

    assert (added(report), said(report)) == ({"asset": assets, "location": locations}, problems)
    assert set(Location.objects.values_list("municipality", "city", "state_province")) == {
        (brescia.pk, "Brescia", "BS")
    }
    assert Location.objects.exclude(latitude__range=(45.4, 45.7)).exclude(latitude=None).count() == 0
    assert Listing.objects.count() == assets
    assert again(run) == 0


def test_pharmacies_and_schools_read_well():
    load_taxonomies()
    import_table(DATA / "brescia" / "farmacie_brescia.csv", "assets", kind_term="farmacie")
    import_table(DATA / "brescia" / "scuole_brescia.csv", "assets", kind_term="scuole")

    schiavo = Asset.objects.get(name="Farmacia Schiavo del dott. Antonio Schiavo e C SNC")
    school = Asset.objects.get(name="CFP ZANARDELLI - Unità Operativa di Brescia", location__address="Via Gamba, 12")
    assert (schiavo.location.address, schiavo.location.postal_code) == ("Via Trieste, 11", "25121")
    assert (schiavo.kind.slug, school.kind.slug) == ("farmacie", "scuole")
    assert [phone["number"] for phone in school.phones] == ["030/3848511", "030/3701083"]
    assert school.email == "amministrazione.brescia@cfpzanardelli.it"


def test_organizations_of_the_five_per_thousand():
    path = DATA / "ondata" / "cinque_per_mille_2022_comune_brescia.csv"

    report = import_table(path, "organizations")

    acli = Organization.objects.get(tax_code="80017670177")
    assert (added(report), said(report)) == ({"organization": 358}, [])
    assert acli.name == "ACLI Provinciali di Brescia APS"
    assert again(lambda: import_table(path, "organizations")) == 0


@pytest.mark.parametrize(
    ("name", "organizations", "services", "problems"),
    [
        ("auser", 8, 8, []),
        ("diurni", 20, 20, []),
        (
            "giovani",
            65,
            68,
            ["giovani.geojson, riga 68: c’è già in una riga precedente, con lo stesso nome e luogo"],
        ),
        ("rsa", 56, 57, ["rsa.geojson, riga 57: c’è già in una riga precedente, con lo stesso nome e luogo"]),
        (
            "servizisociali",
            68,
            69,
            [f"servizisociali.geojson, riga {row}, email: 2 indirizzi, tenuto il primo" for row in (18, 33)],
        ),
        ("terzosett", 24, 33, []),
    ],
)
def test_social_points_around_como(name, organizations, services, problems):
    path = DATA / "como_servizi" / f"{name}.geojson"

    report = import_table(path, "services")

    assert (said(report), Service.objects.count(), Organization.objects.count()) == (problems, services, organizations)
    assert Location.objects.exclude(latitude=None).exclude(city="").count() == services
    assert again(lambda: import_table(path, "services")) == 0


# The way through, as in "Done when"


def test_import_hsds_of_ohana_then_a_search_through_page_and_api(client):
    PostalCodeFactory()
    out = io.StringIO()
    with pytest.raises(SystemExit) as exit:
        call_command("import_hsds", str(OHANA), stdout=out, stderr=io.StringIO())

    answer = client.get("/api/listings", {"search": "passport"}).json()
    page = client.get("/servizi/", {"q": "passport"})

    assert exit.value.code == 3
    assert "servizi: 23 nuovi" in out.getvalue()
    assert answer["contents"][0]["name"] == "Passport Photos"
    assert "Passport Photos" in page.content.decode()
