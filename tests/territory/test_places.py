import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.models import PlaceName
from territory.places import AmbiguousPlace, UnknownPlace, find_place, search_places
from tests.factories import MunicipalityFactory, PlaceNameFactory, QuarterFactory


def found(text, municipality=None):
    """What a text comes to, in one line."""
    try:
        place = find_place(text, municipality)
    except UnknownPlace as error:
        return "unknown: " + ", ".join(error.suggestions)
    except AmbiguousPlace as error:
        return "which: " + ", ".join(option.label for option in error.options)
    return f"{'about ' if place.approximate else ''}{place.kind}: {place.label}"


def test_what_people_type_is_found(brescia):
    expected = {
        "45.54,10.2": "coordinates: 45.54, 10.2",
        "45.54; 10.2": "coordinates: 45.54, 10.2",
        "25126": "postal_code: 25126",
        "25126 Brescia": "postal_code: 25126",
        "Fiumicello": "quarter: Fiumicello",
        "quartiere fiumicello": "quarter: Fiumicello",
        "S. Eufemia": "quarter: Sant'Eufemia",
        "sant’eufemia": "quarter: Sant'Eufemia",
        "I Maggio": "quarter: Primo Maggio",
        "Violino": "quarter: Villaggio Violino",
        "porta cremona": "quarter: Porta Cremona-Volta",
        "zona ovest": "about zone: zona Ovest",
        "Brescia centro": "about zone: zona Centro",
        "Comune di Brescia": "municipality: Brescia",
        "via Milano": "street: via Milano",
        "V. MILANO": "street: via Milano",
        "via Milano 90/E": "address: via Milano 90/E",
        "Via Milano, 90e - 25126 Brescia (BS)": "address: via Milano 90/E",
        "Brescia, via Milano 7": "address: via Milano 7",
        "via Milano 7, Porta Milano": "address: via Milano 7",
        "Tommaseo": "street: via Nicolò Tommaseo",
        "via tommaseo 44": "address: via Nicolò Tommaseo 44",
        "via Vittorio Emanuele": "street: via Vittorio Emanuele II",
        "p.zza Loggia": "street: piazza della Loggia",
        "via Ragazzi del '99": "street: via Ragazzi del '99",
        "via Ragazzi del 99, 11": "address: via Ragazzi del '99 11",
        "villaggio sereno traversa XII": "street: traversa XII Villaggio Sereno",
        "quartiere Leonessa": "street: quartiere Leonessa",
        "stazione": "landmark: stazione",
        "spedali civili": "landmark: Spedali Civili",
        "Calini": "landmark: Liceo Calini",
    }

    assert {text: found(text) for text in expected} == expected


def test_a_number_nobody_knows_is_the_street_and_says_so(brescia):
    place = find_place("via Milano 5555")

    assert (place.label, place.kind, place.approximate) == ("via Milano", "street", True)


def test_what_fits_several_places_is_asked_back(brescia):
    expected = {
        "Milano": "which: Porta Milano, via Milano",
        "San Polo": "which: San Polo Case, San Polo Cimabue, San Polo Parco, via San Polo",
        "centro storico": "which: Centro Storico Nord, Centro Storico Sud",
    }

    assert {text: found(text) for text in expected} == expected


def test_what_nobody_knows_is_said_to_be_unknown_with_what_looks_like_it(brescia):
    expected = {
        "via Mirano": "unknown: via Milano",
        "mirano": "unknown: via Milano",
        "fiumicelo": "unknown: Fiumicello",
        "viale Milano": "unknown: via Milano",
        "via Inesistente 5, 25126 Brescia": "unknown: ",
        "25199": "unknown: ",
        "via": "unknown: ",
        "🙂": "unknown: ",
        "91,10": "unknown: ",
    }

    assert {text: found(text) for text in expected} == expected


def test_the_unknown_place_is_said_in_plain_words(brescia):
    with pytest.raises(UnknownPlace) as caught:
        find_place("via Mirano")

    assert caught.value.messages == [
        "Non conosciamo «via Mirano». Forse cercavi via Milano? Scrivi il quartiere, così cerchiamo lì vicino."
    ]


def test_nothing_typed_is_no_place(brescia):
    assert [find_place(text) for text in ("", "   ", "\x00")] == [None, None, None]


def test_the_quarter_said_beside_a_long_street_is_kept(brescia):
    place = find_place("via Milano, Fiumicello")

    assert (place.label, place.quarter.slug) == ("via Milano", "fiumicello")


def test_a_quarter_knows_its_zone_and_municipality(brescia):
    place = find_place("Fiumicello")

    assert (place.quarter.slug, place.zone.slug, place.municipality.slug) == ("fiumicello", "ovest", "brescia")
    assert (place.quarter.zone_id, place.quarter.municipality_id) == (place.zone.id, brescia.pk)


@pytest.fixture
def concesio(db):
    municipality = MunicipalityFactory(name="Concesio", istat_code="017061", latitude=45.606, longitude=10.218)
    PlaceNameFactory(municipality=municipality, name="via Roma", latitude=45.607, longitude=10.219)
    return municipality


def test_a_street_in_another_municipality_says_which(brescia, concesio):
    assert found("via Roma", brescia) == "street: via Roma (Concesio)"


def test_the_municipality_said_decides_between_streets_of_one_name(brescia, concesio):
    PlaceNameFactory(municipality=brescia, name="via Roma")

    assert [found("via Roma"), found("via Roma, Concesio"), found("via Roma", brescia)] == [
        "which: via Roma (Brescia), via Roma (Concesio)",
        "street: via Roma",
        "street: via Roma",
    ]


def test_quarters_without_a_point_are_not_guessed(db):
    QuarterFactory(name="Nuovo", latitude=None, longitude=None)

    assert found("Nuovo") == "unknown: "


@pytest.mark.parametrize("text", ["via Milano 90/E", "via Mirano", "tommaseo 44", "San Polo", "Fiumicello"])
def test_find_place_asks_at_most_three_questions(brescia, text, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found(text)


def test_search_proposes_while_a_person_types(brescia):
    proposed = {
        text: [place.label for place in search_places(text, limit=3)] for text in ("fiu", "2512", "tomm", "ove")
    }

    assert proposed == {
        "fiu": ["Fiumicello"],
        "2512": ["25121", "25122", "25123"],
        "tomm": ["via Nicolò Tommaseo"],
        "ove": ["zona Ovest", "piazza Rovetta"],
    }


def test_search_completes_the_house_number(brescia):
    assert [place.label for place in search_places("via milano 9", limit=2)] == ["via Milano 90/E", "via Milano"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=80) | st.from_regex(r"(via|viale|san|zona) [a-z0-9' ,./-]{0,30}", fullmatch=True))
def test_any_text_is_a_place_nothing_or_a_plain_refusal(brescia, text):
    with contextlib.suppress(UnknownPlace, AmbiguousPlace):
        place = find_place(text)
        assert place is None or -90 <= place.latitude <= 90
    assert all(place.label for place in search_places(text))


def test_the_gazetteer_of_brescia_has_streets_in_every_quarter(brescia):
    without = brescia.quarters.filter(place_names__isnull=True)

    assert not without.exists()
    assert PlaceName.objects.filter(kind=PlaceName.Kind.STREET).count() >= 150
