"""What a free text of a desk may not hold, and what it may."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.enquiries.identifying import found_in, refuse_identifying, remainder

PHONE, EMAIL, CODE = "un numero di telefono", "un indirizzo e-mail", "un codice fiscale"
IBAN, HOME, PLATE, LONG = "un IBAN", "un indirizzo di casa", "una targa", "un numero di tessera o di pratica"

REFUSED = [
    ("chiamala al 333 1234567", PHONE),
    ("333-123.45.67", PHONE),
    ("333/1234567 dopo le 18", PHONE),
    ("+39 333 1234567", PHONE),
    ("0039 030 123456", PHONE),
    ("tel. 030 12 34 567", PHONE),
    ("(030) 1234567", PHONE),
    ("dal 2024 al 333 123 4567", PHONE),
    ("+40 722 123 456", PHONE),
    ("٣٣٣ ١٢٣ ٤٥٦٧", PHONE),
    ("３３３ １２３４５６７", PHONE),
    ("333\u00a0123\u20114567", PHONE),
    ("333\u200b1234567", PHONE),
    ("scrivi a amina.r@example.org", EMAIL),
    ("amina chiocciola gmail punto com", EMAIL),
    ("amina @ gmail.com", EMAIL),
    ("RSSMRA80A01H501U", CODE),
    ("rss mra 80a01 h501 u", CODE),
    ("RSSMRA80A01H5LMU", CODE),
    ("IT60X0542811101000000123456", IBAN),
    ("it60 x054 2811 1010 0000 0123 456", IBAN),
    ("conto DE89 3704 0044 0532 0130 00 di lei", IBAN),
    ("abita in via Milano 12", HOME),
    ("viale della Bornata, n. 45/b", HOME),
    ("sta in piazza san faustino 3", HOME),
    ("Corso Zanardelli 8", HOME),
    ("auto AB123CD", PLATE),
    ("targa AB 123 CD", PLATE),
    ("tessera 80380000012345678901", LONG),
    ("carta 4023 6001 2345 6789", LONG),
]
KEPT = [
    "",
    "Torna giovedì con la bolletta",
    "il 12/03/2026 alle 9.30",
    "scade il 03.12.2026",
    "03 12 2026 in questura",
    "2026-03-12",
    "aperto 09.00-12.30 e 14:00–18:00",
    "orario 9-12 / 14-18, dal 03/02 al 30/06",
    "1.200 euro di affitto, 350,00 di luce",
    "debito di 30.000,00 euro",
    "ISEE 9.360,00",
    "art. 3 comma 33, legge 104/1992, 81/2008",
    "anno 2025/2026, 2024-2025",
    "ha 3 figli di 3, 7 e 12 anni",
    "numero verde 800 123 456, 112, 1522",
    "CAP 25126, edizione 2026",
    "mandata via di casa 2 mesi fa",
    "l’ha saputo via mail 2 giorni fa",
    "corso di italiano 2 volte a settimana",
    "via il marito 3 anni fa",
    "modello 730/2026 e F24",
    "HA 100 KG di legna",
    "livello A2, B1",
    "2 persone, 15 minuti, 5 per mille",
    "non sei tu che devi dare a lui i soldi",
    "mq 75, 3 stanze, 450 al mese",
]


@pytest.mark.parametrize(("text", "kind"), REFUSED, ids=[text for text, _kind in REFUSED])
def test_text_that_says_who_somebody_is_is_found(text, kind):
    assert kind in found_in(text)


@pytest.mark.parametrize("text", KEPT)
def test_text_that_says_what_somebody_came_for_is_kept(text):
    assert found_in(text) == []


def test_refusal_says_what_was_found_and_what_to_do():
    with pytest.raises(ValidationError) as refused:
        refuse_identifying("333 1234567, amina@example.org")

    assert refused.value.messages == [
        "Qui sembra esserci un numero di telefono e un indirizzo e-mail. "
        "Toglilo: questo testo non dice mai chi è la persona."
    ]


@st.composite
def phones(draw):
    """Italian numbers, grouped as people do."""
    prefix = draw(st.sampled_from(["333", "347", "392", "030", "02", "06"]))
    rest = draw(st.text("0123456789", min_size=7, max_size=7))
    cut = draw(st.integers(0, 6))
    between, within = draw(st.sampled_from(["", " ", "-", "/", "."])), draw(st.sampled_from(["", " ", "."]))
    grouped = f"{rest[:cut]}{within}{rest[cut:]}" if cut else rest
    return draw(st.sampled_from(["", "+39 ", "0039"])) + prefix + between + grouped


WORDS = st.text("abcdefghilmnopqrstuvz ,", max_size=30)


@given(WORDS, phones(), WORDS)
@example("", "02-0 000000", "")  # begins as hours do
def test_phone_is_found_wherever_it_stands_and_however_it_is_written(before, phone, after):
    assert found_in(f"{before} {phone} {after}") != []


@given(st.sampled_from(["IT", "FR", "RO"]), st.text("ABCDEFGHIJ0123456789", min_size=16, max_size=24), st.booleans())
def test_iban_that_adds_up_is_found(country, account, spaced):
    check = 98 - remainder(f"{country}00{account}")
    iban = f"{country}{check:02}{account}"
    written = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4)) if spaced else iban

    assert IBAN in found_in(f"sul conto {written}")


DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


@given(DATES, st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d/%m/%y"]))
def test_every_date_is_kept(day, how):
    assert found_in(f"scade il {day.strftime(how)}") == []


@given(st.times(), st.times(), st.sampled_from(["%H:%M", "%H.%M"]), st.sampled_from(["-", "–", " - ", " alle "]))
def test_every_opening_is_kept(start, end, how, between):
    assert found_in(f"aperto {start.strftime(how)}{between}{end.strftime(how)}") == []


@given(st.integers(0, 9_999_999))
def test_every_amount_is_kept(amount):
    assert found_in(f"deve {amount:,}".replace(",", ".") + f" euro, {amount % 1000},50 al mese") == []
