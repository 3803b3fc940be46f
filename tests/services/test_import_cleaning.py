"""Single values as publishers write them."""

import datetime

import pytest

from services.hsds.importer import times
from services.hsds.importer.cleaning import (
    Unreadable,
    boolean_of,
    coordinates_of,
    email_of,
    line_of,
    mended,
    number_of,
    text_of,
    url_of,
    whole_number_of,
)
from services.hsds.importer.languages import code_of
from services.tables.addresses import istat_code_of, parts_of, phones_of, point_of, postal_code_of
from services.tables.naming import readable


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9:00am", (9, 0)),
        ("9am", (9, 0)),
        ("9 AM", (9, 0)),
        ("9:00 a.m.", (9, 0)),
        ("12am", (0, 0)),
        ("12:30 pm", (12, 30)),
        ("3pm", (15, 0)),
        ("4:00 PM", (16, 0)),
        ("9.30", (9, 30)),
        ("9,30", (9, 30)),
        ("9h30", (9, 30)),
        ("0900", (9, 0)),
        ("900", (9, 0)),
        ("9", (9, 0)),
        ("14:00:00", (14, 0)),
        ("14:00:00.000", (14, 0)),
        ("14:00Z", (14, 0)),
        ("14:00:00+02:00", (14, 0)),
        ("14:00-0500", (14, 0)),
        ("T14:00", (14, 0)),
        ("2026-01-01T14:00:00Z", (14, 0)),
        (" 08:00 ", (8, 0)),
        ("24:00", (0, 0)),
        ("mezzogiorno", (12, 0)),
        ("midnight", (0, 0)),
    ],
)
def test_time_is_what_the_clock_on_the_wall_says(written, expected):
    assert times.time_of(written) == datetime.time(*expected)


@pytest.mark.parametrize("written", ["25:00", "9:75", "presto", "13 o'clock", "9-12", "24:30", "0am"])
def test_time_that_cannot_be_read_is_said(written):
    with pytest.raises(Unreadable, match="non è un’ora"):
        times.time_of(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-15", (2026, 2, 15)),
        ("2026-02-15T10:00:00Z", (2026, 2, 15)),
        ("20260215", (2026, 2, 15)),
        ("15/02/2026", (2026, 2, 15)),
        ("15.2.26", (2026, 2, 15)),
        ("12/24/2015", (2015, 12, 24)),
        ("January 01, 1970", (1970, 1, 1)),
        ("1 gennaio 1970", (1970, 1, 1)),
        ("3 March 2021", (2021, 3, 3)),
    ],
)
def test_date_is_read_day_first_unless_that_cannot_be(written, expected):
    assert times.date_of(written) == datetime.date(*expected)


@pytest.mark.parametrize("written", ["31/02/2026", "2026-13-01", "domani", "99/99/9999"])
def test_date_that_is_none_is_said(written):
    with pytest.raises(Unreadable, match="non è una data"):
        times.date_of(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("MO,TU", ["MO", "TU"]),
        ("mo", ["MO"]),
        ("1TU,-1FR", ["1TU", "-1FR"]),
        ("Monday", ["MO"]),
        ("lunedì", ["MO"]),
        ("Lun-Ven", ["MO", "TU", "WE", "TH", "FR"]),
        ("sab-lun", ["SA", "SU", "MO"]),
        ("martedì e giovedì", ["TU", "TH"]),
        ("1", ["MO"]),
        ("7", ["SU"]),
        (0, ["SU"]),
        (["SA", "SU"], ["SA", "SU"]),
        ("", []),
    ],
)
def test_weekdays_by_name_or_number(written, expected):
    assert times.days_of(written) == expected


def test_weekday_that_nobody_knows_is_said():
    with pytest.raises(Unreadable, match="«Caturday» non è un giorno della settimana"):
        times.days_of("Caturday")


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "Sì", "si", "x", "Y", "vero", True, 1])
def test_yes_in_many_spellings(word):
    assert boolean_of(word) is True


@pytest.mark.parametrize("word", ["false", "0", "No", "n", "falso", False, 0])
def test_no_in_many_spellings(word):
    assert boolean_of(word) is False


def test_neither_yes_nor_no():
    with pytest.raises(Unreadable, match="«forse» non è né sì né no"):
        boolean_of("forse")

    assert boolean_of("") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("www.example.org", "http://www.example.org"),
        ("https://example.org/a b".replace(" ", "%20"), "https://example.org/a%20b"),
        ("//example.org", "http://example.org"),
        (" http://example.org ", "http://example.org"),
        ("", ""),
    ],
)
def test_web_address_gets_its_scheme(written, expected):
    assert url_of(written) == expected


@pytest.mark.parametrize("written", ["example/counselling", "javascript:alert(1)", "ftp://example.org", "http://["])
def test_web_address_that_is_none_is_said(written):
    with pytest.raises(Unreadable, match="non è un indirizzo web"):
        url_of(written)


def test_email():
    assert email_of(" mailto:anna@example.org, ") == "anna@example.org"
    with pytest.raises(Unreadable, match="«email-example_com» non è un indirizzo e-mail"):
        email_of("email-example_com")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("societÃ\xa0 cooperativa", "società cooperativa"),
        ("perchÃ© cosÃ¬ piÃ¹", "perché così più"),
        ("Câ€™Ã¨ un\u00a0posto", "C’è un posto"),
        ("É già giusto: «così»", "É già giusto: «così»"),
        ("riga uno\\nriga due", "riga uno\nriga due"),
        ("a\r\nb", "a\nb"),
        ("zero\0 e campana\x07", "zero e campana"),
        ("\ufeff  bianchi  ", "bianchi"),
        (None, ""),
        (12, "12"),
    ],
)
def test_text_is_mended(written, expected):
    assert text_of(written).replace("  ", " ") == expected


def test_text_on_one_line_has_single_blanks():
    assert line_of(" uno \n due\t tre ") == "uno due tre"


def test_mojibake_is_mended_only_where_it_is():
    assert mended("SÃO PAULO, Â£5") == "SÃO PAULO, £5"


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("45,5399", "10,2204", (45.5399, 10.2204)),
        ("10.2204", "45.5399", (45.5399, 10.2204)),
        ("-122.2", "37.4", (37.4, -122.2)),
        ("37.4", "-122.2", (37.4, -122.2)),
        ("", "", (None, None)),
        (0, 0, (None, None)),
    ],
)
def test_coordinates_missing_or_swapped(latitude, longitude, expected):
    assert coordinates_of(latitude, longitude) == expected


@pytest.mark.parametrize(("latitude", "longitude"), [("100", "101"), ("45", ""), ("nord", "est"), ("nan", "1")])
def test_coordinates_that_are_none_are_said(latitude, longitude):
    with pytest.raises(Unreadable):
        coordinates_of(latitude, longitude)


def test_numbers():
    assert (number_of("1,5"), number_of(""), whole_number_of("18"), whole_number_of("18.0")) == (1.5, None, 18, 18)
    for written in ("diciotto", "1e999", "12.5", "-1", "99999"):
        with pytest.raises(Unreadable):
            whole_number_of(written)


@pytest.mark.parametrize(
    ("name", "code"), [("Spanish", "es"), ("Chinese (Mandarin)", "zh"), ("rumeno", "ro"), ("Klingon", ""), ("", "")]
)
def test_language_by_name(name, code):
    assert code_of(name) == code


# Italian tables


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("FARM. SCHIAVO DEL DOTT. ANTONIO SCHIAVO E C SNC", "Farmacia Schiavo del dott. Antonio Schiavo e C SNC"),
        ("OSPEDALE DEI BAMBINI UMBERTO I - BRESCIA", "Ospedale dei Bambini Umberto I - Brescia"),
        ("VIA VITTORIO EMANUELE II 27", "Via Vittorio Emanuele II 27"),
        ("VIA NICOLO' TOMMASEO, 44", "Via Nicolò Tommaseo, 44"),
        ("CDI CASA DELL'OSPITALITA'", "CDI Casa dell'Ospitalità"),
        ('ASS. "LA CITTA\'" ODV', 'Ass. "La Città" ODV'),
        ("CA' DEL BOSCO", "Ca' del Bosco"),
        ("NESSUNO E' UN'ISOLA", "Nessuno è un'Isola"),
        ("I FUORI ONDA ASSOCIAZIONE DI PROMOZIONE SOCIALE", "I Fuori Onda Associazione di Promozione Sociale"),
        ("A.S.D. BENGALS BRESCIA", "A.S.D. Bengals Brescia"),
        ('"R.S.A. "CITTA\' DI TIRANO"', 'R.S.A. "Città di Tirano"'),
        ("Scuola bottega artigiani di San Polo", "Scuola bottega artigiani di San Polo"),
        ("", ""),
    ],
)
def test_names_in_capitals_become_readable(written, expected):
    assert readable(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "Via Viganò, 4, 22100 Como CO, Italy",
            {"address": "Via Viganò, 4", "postal_code": "22100", "city": "Como", "province": "CO"},
        ),
        ("VIA MOGNANO 3, COMO", {"address": "VIA MOGNANO 3", "city": "COMO"}),
        ("Via Milano 12", {"address": "Via Milano 12"}),
        ("", {}),
    ],
)
def test_address_on_one_line_is_parted(written, expected):
    assert parts_of(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("POINT (10.185 45.549)", ("45.549", "10.185")),
        ("(45.548, 10.198)", ("45.548", "10.198")),
        ("45,548; 10,198", ("45.548", "10.198")),
        ("", None),
    ],
)
def test_point_in_a_cell(written, expected):
    assert point_of(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("02/990.73.500, 02/990.73.501", [("02/990.73.500", ""), ("02/990.73.501", "")]),
        ("3383168998 (Michela)", [("3383168998", "Michela")]),
        ("303533151", [("0303533151", "")]),
        ("800135437", [("800135437", "")]),
        ("+39 3939487604", [("+39 3939487604", "")]),
        ("non c'è", []),
    ],
)
def test_telephone_numbers_in_a_cell(written, expected):
    assert phones_of(written) == expected


def test_codes_that_spreadsheets_spoil():
    assert (istat_code_of("17.029"), istat_code_of("17029"), istat_code_of("")) == ("017029", "017029", "")
    assert (postal_code_of("187"), postal_code_of("25121"), postal_code_of("")) == ("00187", "25121", "")
