"""A list to download opens as it is, and a spreadsheet runs nothing of it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puntocomunita.spreadsheets import BOM, csv_download

BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠", " =", "\t=", "\0=", "\u00a0="]


def cells(response):
    text = response.content.decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


@given(st.sampled_from(BEGINNINGS), st.text())
def test_no_cell_begins_with_what_runs(beginning, rest):
    ((cell,),) = cells(csv_download("a.csv", [beginning + rest], []))

    is_number = (
        cell.lstrip("-").replace(",", "").replace(".", "").isascii()
        and cell.lstrip("-").replace(",", "").replace(".", "").isdigit()
    )
    assert cell[:1] not in {"=", "+", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠"}
    assert cell[:1] != "-" or is_number or set(cell) <= set("-,.")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"])).filter(lambda text: text[:1].isalpha()))
def test_words_are_written_as_they_are(text):
    assert cells(csv_download("a.csv", ["nome"], [[text]])) == [["nome"], [text]]


@pytest.mark.parametrize(("value", "written"), [(None, ""), (12, "12"), ("a;b", "a;b"), ('"', '"')])
def test_values_are_written_plainly(value, written):
    assert cells(csv_download("a.csv", ["x", "y"], [[value, "z"]]))[1] == [written, "z"]


def test_download_is_a_file_that_no_cache_keeps_under_a_safe_name():
    response = csv_download('../"persone"\r\nX: y.csv', [], [])

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="..personeX_y.csv"'
    assert response.headers["Cache-Control"] == "private, no-store"
