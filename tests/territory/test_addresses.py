import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.addresses import house_number, normalise, spelt_number


def test_abbreviations_accents_saints_and_numbers_come_to_one_form():
    written = [
        "V.le S. Antonio, n° 4/b",
        "P.zza della Loggia",
        "p.le Spedali Civili 1",
        "c.so Garibaldi",
        "l.go Torrelunga",
        "v. Milano 90 E",
        "Via Nicolò Tommaseo",
        "Sant’Eufemia",
        "santa Eufemia",
        "S.Polo",
        "via XX Settembre 12",
        "via venti settembre 12",
        "Quartiere I° Maggio",
        "primo maggio",
        "trav. XII Vill. Sereno",
        "traversa dodicesima Villaggio Sereno",
        "via Vittorio Emanuele II",
        "via Gamba 10/12",
        "via Tirandi 3 bis",
    ]

    assert [normalise(text) for text in written] == [
        "viale san antonio n 4b",
        "piazza della loggia",
        "piazzale spedali civili 1",
        "corso garibaldi",
        "largo torrelunga",
        "via milano 90e",
        "via nicolo tommaseo",
        "san eufemia",
        "san eufemia",
        "san polo",
        "via 20 settembre 12",
        "via 20 settembre 12",
        "quartiere 1 maggio",
        "1 maggio",
        "traversa 12 villaggio sereno",
        "traversa 12 villaggio sereno",
        "via vittorio emanuele 2",
        "via gamba 10",
        "via tirandi 3bis",
    ]


@pytest.mark.parametrize(
    ("written", "kept", "said"), [("4/b", "4B", "4/B"), ("0090 e", "90E", "90/E"), ("12", "12", "12")]
)
def test_a_house_number_is_kept_bare_and_said_as_on_the_door(written, kept, said):
    assert (house_number(written), spelt_number(kept)) == (kept, said)


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)

    assert normalise(once) == once
