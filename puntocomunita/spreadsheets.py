"""Lists to download that Excel and LibreOffice open as they are, and of which they run nothing."""

import io
import unicodedata

import openpyxl
from defusedcsv import csv
from django.http import HttpResponse
from django.utils.text import get_valid_filename
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
RUN = "=+-@|%"


def csv_download(filename, header, rows):
    """Semicolons, which an Italian Excel expects; kept by no cache."""
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{get_valid_filename(filename)}"'
    response.headers["Cache-Control"] = "private, no-store"
    writer = csv.writer(response, delimiter=";")
    writer.writerows([harmless(cell) for cell in row] for row in [header, *rows])
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_download(filename, header, rows):
    """The same as a workbook of one sheet: numbers stay numbers, and what looks like a formula is text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [header, *rows]:
        sheet.append([cell if isinstance(cell, int | float) else harmless_in_a_book(cell) for cell in row])
    made = io.BytesIO()
    book.save(made)
    response = HttpResponse(made.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{get_valid_filename(filename)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def harmless_in_a_book(cell):
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if cell is None else str(cell))
    return f"'{text}" if text.lstrip()[:1] in tuple(RUN) else text


def harmless(cell):
    """Nothing before what a spreadsheet would run, so that defusedcsv sees it, nor the same in another width."""
    if cell is None:
        return ""
    text = str(cell).replace("\0", "").lstrip()
    wide = text[:1] not in RUN and unicodedata.normalize("NFKC", text[:1]) in tuple(RUN)
    return f"'{text}" if wide else text
