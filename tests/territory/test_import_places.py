import json

import pytest
from django.core.management import CommandError, call_command

from territory.models import Municipality, PlaceName, PostalCode, Quarter, Zone
from territory.places import find_place
from tests.factories import MunicipalityFactory, QuarterFactory

ANNCSU = """CODICE_COMUNE;CODICE_ISTAT;ODONIMO;LOCALITA';CIVICO;ESPONENTE;COORD_X_COMUNE;COORD_Y_COMUNE;METODO
B157;017029;VIA DELL'ARTE NUOVA;;0001;;10,2001;45,5401;4
B157;017029;VIA DELL'ARTE NUOVA;;0003;B;10,2003;45,5403;4
"""
OPENSTREETMAP = """lat,lon,addr:street,addr:housenumber,addr:postcode,addr:city
45.5401,10.2001,via dell'Arte Nuova,1,25126,Brescia
45.5403,10.2003,via dell'Arte Nuova,3/B,25126,Brescia
"""
SQUARE = [[[10.19, 45.53], [10.21, 45.53], [10.21, 45.55], [10.19, 45.55], [10.19, 45.53]]]


@pytest.fixture
def city(db):
    return MunicipalityFactory()


@pytest.fixture
def importing(tmp_path, capsys):
    """Runs the command on a text; returns its exit code and the lines it said."""

    def run(text, *options, name="luoghi.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        code = 0
        try:
            call_command("import_places", str(path), *options)
        except SystemExit as stop:
            code = stop.code
        return code, capsys.readouterr().out.splitlines()

    return run


def addresses():
    rows = PlaceName.objects.order_by("house_number").values_list("kind", "name", "house_number", "postal_code")
    return list(rows)


def test_house_numbers_of_the_national_archive_come_in_with_their_street(city, importing):
    code, lines = importing(ANNCSU)

    assert (code, lines) == (0, ["3 nuovi, 0 cambiati, 0 uguali, 0 non presi"])
    assert addresses() == [
        ("street", "via dell'Arte Nuova", "", ""),
        ("address", "via dell'Arte Nuova", "1", ""),
        ("address", "via dell'Arte Nuova", "3B", ""),
    ]
    assert find_place("Via dell’Arte Nuova 3/b").latitude == 45.5403
    assert find_place("via dell'Arte Nuova").latitude == pytest.approx(45.5402)


def test_openstreetmap_columns_are_understood(city, importing):
    code, _ = importing(OPENSTREETMAP)

    assert code == 0
    assert addresses() == [
        ("street", "via dell'Arte Nuova", "", "25126"),
        ("address", "via dell'Arte Nuova", "1", "25126"),
        ("address", "via dell'Arte Nuova", "3B", "25126"),
    ]


def test_again_changes_nothing_and_a_moved_number_is_one_change(city, importing):
    importing(OPENSTREETMAP)

    assert importing(OPENSTREETMAP) == (0, ["0 nuovi, 0 cambiati, 3 uguali, 0 non presi"])
    assert importing(OPENSTREETMAP.replace("45.5403", "45.5404")) == (
        0,
        ["0 nuovi, 2 cambiati, 1 uguali, 0 non presi"],
    )


def test_a_dry_run_says_it_all_and_writes_nothing(city, importing):
    code, lines = importing(ANNCSU, "--dry-run")

    assert (code, lines) == (
        0,
        ["3 nuovi, 0 cambiati, 0 uguali, 0 non presi", "Prova soltanto: niente è stato scritto."],
    )
    assert addresses() == []


def test_bad_rows_are_reported_one_line_each_and_the_good_ones_go_in(city, importing):
    bad = """B157;017029;VIA STORTA;;1;;1590000;5040000;4
B157;017029;;;2;;10,2;45,5;4
B157;017029;VIA VUOTA;;2;;;;4
F205;015146;VIA LONTANA;;1;;9,1;45,4;4
F205;015146;VIA LONTANA;;2;;9,1;45,4;4
"""

    code, lines = importing(ANNCSU + bad)

    assert (code, lines) == (
        3,
        [
            "luoghi.csv, riga 4, latitude: «5040000» non è in gradi",
            "luoghi.csv, riga 5, via: manca il nome della via",
            "luoghi.csv, riga 6, latitude: manca",
            "luoghi.csv, riga 7, comune: non conosco il comune «015146»",
            "3 nuovi, 0 cambiati, 0 uguali, 5 non presi",
        ],
    )


def test_a_file_of_which_nothing_goes_in_ends_with_one(city, importing):
    assert importing("pippo;pluto\n1;2\n") == (
        1,
        ["luoghi.csv: nessuna colonna conosciuta: pippo, pluto", "0 nuovi, 0 cambiati, 0 uguali, 0 non presi"],
    )


def test_windows_files_keep_their_accents(city, importing):
    importing("via;civico;lat;lng\nvia Nicolò Tommaseo;1;45,55;10,21\n", encoding="cp1252")

    assert PlaceName.objects.filter(name="via Nicolò Tommaseo").count() == 2


def test_a_municipality_that_is_not_there_is_made_when_the_row_says_enough(city, importing):
    code, _ = importing(
        "codice_istat;comune;provincia;via;civico;lat;lng\n017061;CONCESIO;BS;via Roma;1;45,607;10,219\n"
    )

    assert code == 0
    assert list(Municipality.objects.filter(slug="concesio").values_list("name", "istat_code", "province")) == [
        ("Concesio", "017061", "BS")
    ]
    assert find_place("via Roma, Concesio").label == "via Roma"


def test_quarters_come_with_their_boundaries_and_addresses_follow_them(city, importing):
    importing(OPENSTREETMAP)
    boundaries = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"nome": "Fiumicello", "zona": "Ovest"},
                "geometry": {"type": "Polygon", "coordinates": SQUARE},
            }
        ],
    }

    code, _ = importing(json.dumps(boundaries), name="quartieri.geojson")

    quarter = Quarter.objects.get()
    assert (code, quarter.slug, quarter.zone.name, quarter.latitude) == (0, "fiumicello", "Ovest", 45.54)
    assert find_place("via dell'Arte Nuova 1").quarter.slug == "fiumicello"


def test_addresses_that_come_after_the_boundaries_take_their_quarter(city, importing):
    QuarterFactory(name="Fiumicello", boundary={"type": "Polygon", "coordinates": SQUARE})

    importing(OPENSTREETMAP)

    assert find_place("via dell'Arte Nuova").quarter.slug == "fiumicello"


def test_a_new_quarter_without_a_zone_is_a_bad_row(city, importing):
    assert importing("name,istat_asc1,lat,lng\nNuovo,17029099,45.5,10.2\n") == (
        1,
        [
            "luoghi.csv, riga 2, zona: il quartiere è nuovo e la riga non dice in che zona sta",
            "0 nuovi, 0 cambiati, 0 uguali, 1 non presi",
        ],
    )


def test_postal_codes_and_zones_come_from_tables(city, importing):
    codes = importing("cap;lat;lng\n25126;45,54421;10,19981\n2512;45,5;10,2\n")
    zones = importing("nome\nNord\nSud\n")

    assert codes == (
        3,
        ["luoghi.csv, riga 3, cap: «2512» non è di cinque cifre", "1 nuovi, 0 cambiati, 0 uguali, 1 non presi"],
    )
    assert zones == (0, ["2 nuovi, 0 cambiati, 0 uguali, 0 non presi"])
    assert list(PostalCode.objects.values_list("code", "latitude")) == [("25126", 45.54421)]
    assert list(Zone.objects.values_list("slug", flat=True)) == ["nord", "sud"]


def test_the_municipality_can_be_said_on_the_command_line(city, importing):
    other = MunicipalityFactory(name="Concesio", istat_code="017061")

    importing("via;civico;lat;lng\nvia Roma;1;45,607;10,219\n", "--municipality", "concesio")

    assert set(PlaceName.objects.values_list("municipality", flat=True)) == {other.pk}


def test_an_unknown_municipality_or_file_is_refused_in_words(city, importing, tmp_path):
    with pytest.raises(CommandError, match="Non conosco il comune «atlantide»"):
        importing(ANNCSU, "--municipality", "atlantide")
    with pytest.raises(CommandError, match="non c’è"):
        call_command("import_places", str(tmp_path / "nessuno.csv"))
