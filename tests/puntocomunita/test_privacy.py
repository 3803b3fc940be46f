"""What the portal says about how long it keeps things is what it does."""

import os

import pytest
from django.conf import settings
from django.test import Client

from accounts.retention import all_kept

PATH = settings.BASE_DIR / "docs" / "privacy.md"
BEGINS = "<!-- what is kept: written by `make privacy` from the code that erases -->\n"
ENDS = "<!-- until here -->\n"


def table():
    rows = [f"| {each.what} | {each.until} | {each.why} |" for each in all_kept()]
    return "\n".join(["| che cosa | fino a quando | perché |", "| --- | --- | --- |", *rows, ""])


def test_document_says_what_the_code_erases():
    """`make privacy` writes the table anew."""
    before, _begins, rest = PATH.read_text().partition(BEGINS)
    after = rest.partition(ENDS)[2]
    written = f"{before}{BEGINS}{table()}{ENDS}{after}"
    if os.environ.get("WRITE_PRIVACY"):
        PATH.write_text(written)

    assert PATH.read_text() == written


@pytest.mark.django_db
def test_page_says_what_the_code_erases():
    page = Client().get("/privacy/").content.decode()

    assert [each.what for each in all_kept() if str(each.until) not in page or str(each.why) not in page] == []
