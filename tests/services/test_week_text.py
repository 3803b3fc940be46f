import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from services.keeping.week_text import day_times, line_of, week_lines

MORNING, AFTERNOON = ("09:00", "12:00"), ("14:30", "18:00")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9-12", [MORNING]),
        ("9 - 12", [MORNING]),
        ("9–12", [MORNING]),
        ("09:00-12:00", [MORNING]),
        ("9.00—12.00", [MORNING]),
        ("9h00-12h00", [MORNING]),
        ("dalle 9 alle 12", [MORNING]),
        ("Dalle ore 9.00 alle ore 12.00", [MORNING]),
        ("ore 9 - 12", [MORNING]),
        ("9-12, 14.30-18", [MORNING, AFTERNOON]),
        ("9-12 14:30-18", [MORNING, AFTERNOON]),
        ("9-12 e 14:30-18", [MORNING, AFTERNOON]),
        ("9-12 / 14.30-18", [MORNING, AFTERNOON]),
        ("9-12; 14.30-18", [MORNING, AFTERNOON]),
        ("dalle 9 alle 12 e dalle 14.30 alle 18", [MORNING, AFTERNOON]),
        ("mattina 9-12, pomeriggio 14.30-18", [MORNING, AFTERNOON]),
        ("9-mezzogiorno", [MORNING]),
        ("20-2", [("20:00", "02:00")]),
        ("20-24", [("20:00", "00:00")]),
        ("20-mezzanotte", [("20:00", "00:00")]),
        ("24 ore", [("00:00", "00:00")]),
        ("0-24", [("00:00", "00:00")]),
        ("chiuso", []),
        ("Chiuso", []),
        ("  ", []),
    ],
)
def test_day_is_read_as_people_type_it(typed, meant):
    assert day_times(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9", "«9»: scrivi quando apre e quando chiude, per esempio 9-12, 14:30-18."),
        ("9-", "«9-»: scrivi quando apre e quando chiude, per esempio 9-12, 14:30-18."),
        ("9-12-15", "«9-12-15»: scrivi quando apre e quando chiude, per esempio 9-12, 14:30-18."),
        ("9-25", "«25»: le ore vanno da 0 a 24, i minuti da 0 a 59."),
        ("9.75-12", "«9.75»: le ore vanno da 0 a 24, i minuti da 0 a 59."),
        ("9-9", "«9-9»: apre e chiude alla stessa ora."),
        ("su appuntamento", "«su appuntamento»: scrivi quando apre e quando chiude, per esempio 9-12, 14:30-18."),
        ("boh-forse", "«boh» non è un’ora: scrivi per esempio 9, 9:30 o 14.30."),
    ],
)
def test_what_is_no_hour_is_said_in_words(typed, said):
    with pytest.raises(ValidationError) as refused:
        day_times(typed)

    assert refused.value.messages == [said]


@given(
    st.lists(
        st.tuples(st.integers(0, 95), st.integers(1, 95)).map(
            lambda quarter: tuple(f"{q // 4 % 24:02}:{q % 4 * 15:02}" for q in (quarter[0], sum(quarter) % 96))
        ),
        max_size=3,
    )
)
def test_line_that_is_shown_is_read_as_the_same(spans):
    assert day_times(line_of(spans)) == spans


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lun-ven 9-12; sab 10-12", dict.fromkeys(["MO", "TU", "WE", "TH", "FR"], "9-12") | {"SA": "10-12"}),
        ("Martedì e giovedì dalle 15 alle 18", dict.fromkeys(["TU", "TH"], "dalle 15 alle 18")),
        ("lunedì 9-12\nmercoledì: 14-18", {"MO": "9-12", "WE": "14-18"}),
        ("da lunedì a mercoledì 9-12, giovedì 15-18", dict.fromkeys(["MO", "TU", "WE"], "9-12") | {"TH": "15-18"}),
        ("lun 9-12, 14-18, mar chiuso", {"MO": "9-12, 14-18", "TU": "chiuso"}),
        ("sab-lun 20-24", dict.fromkeys(["SA", "SU", "MO"], "20-24")),
        ("tutti i giorni 8-20", dict.fromkeys(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "8-20")),
        ("lun. 9-12; lun. 15-18", {"MO": "9-12, 15-18"}),
    ],
)
def test_whole_week_is_read_by_its_days(typed, meant):
    assert week_lines(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9-12", "«9-12»: comincia dal giorno, per esempio «lun-ven 9-12; sab 10-12»."),
        ("lun 9-99", "«99»: le ore vanno da 0 a 24, i minuti da 0 a 59."),
    ],
)
def test_week_that_cannot_be_read_is_said_in_words(typed, said):
    with pytest.raises(ValidationError) as refused:
        week_lines(typed)

    assert refused.value.messages == [said]
