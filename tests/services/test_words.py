import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import words

PAIRS = [
    (row["a"], row["b"], row["match"] == "1")
    for row in csv.DictReader((Path(__file__).parent / "word_pairs.csv").read_text(encoding="utf-8").splitlines())
]


def forms_of(text):
    return set().union(*(words.forms(word) for word in words.split(text)))


@pytest.mark.parametrize(("one", "other", "match"), PAIRS, ids=[f"{a}/{b}" for a, b, _ in PAIRS])
def test_two_words_share_a_form_when_they_mean_the_same(one, other, match):
    assert bool(forms_of(one) & forms_of(other)) is match


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'affitto della casa", ["l", "affitto", "della", "casa"]),
        ("città’ e cittá", ["città", "e", "cittá"]),
        ("104/92", ["104", "92"]),
        ("免费食物", ["免", "费", "食", "物"]),
        ("ਪੰਜਾਬੀ ਕੋਰਸ", ["ਪੰਜਾਬੀ", "ਕੋਰਸ"]),
        ("বাংলা ভাষা", ["বাংলা", "ভাষা"]),
        ("دورة اللغة", ["دورة", "اللغة"]),
        ("a_b", ["a", "b"]),
        ("", []),
    ],
)
def test_split_takes_words_apart_in_every_script(text, expected):
    assert words.split(text) == expected


def test_telling_leaves_out_what_says_nothing():
    assert words.telling(["cerco", "una", "badante"]) == ["badante"]


def test_telling_keeps_words_that_are_all_there_is():
    assert words.telling(["come", "fare"]) == ["come", "fare"]


@given(st.text(max_size=80))
def test_any_text_has_plain_lexemes(text):
    found = words.lexemes(text)

    assert {lexeme for lexeme in found if lexeme != words.plain(lexeme) or "\x00" in lexeme or not lexeme} == set()
