"""`/dati/` in a real browser: charts with words of their own, tables by key, files that are saved."""

import csv
import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from services.listings import refresh_all
from services.models import Service


@pytest.fixture
def checked(neighbourhood):
    """The neighbourhood, ten of whose services were checked by phone a month ago."""
    some = Service.objects.order_by("name")[:10].values("pk")
    day = timezone.localdate() - datetime.timedelta(days=30)
    Service.objects.filter(pk__in=some).update(verified_on=day, verified_how="phone")
    refresh_all()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_figures_break_no_rule_and_never_scroll_sideways(live_server, page, checked, violations, color_scheme):
    page.emulate_media(color_scheme=color_scheme)
    found = {}

    for width in [320, 360, 768, 1280]:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/dati/")
        found[width] = (violations(page), page.evaluate("document.documentElement.scrollWidth"))

    assert found == {width: ([], width) for width in found}


def test_figures_say_each_chart_in_words_that_a_screen_reader_reads(live_server, page, checked):
    page.goto(f"{live_server.url}/dati/")

    for name in ["Voci su 100 controllate negli ultimi sei mesi", "Voci per tempo passato dall’ultimo controllo"]:
        expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(page.get_by_text("Negli ultimi sei mesi sono state controllate 38 voci su 100.")).to_be_visible()


def test_figures_give_the_table_as_a_file_without_javascript(live_server, browser, checked):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/dati/")

    with page.expect_download() as download:
        page.get_by_role("link", name="I servizi, in una tabella").click()

    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        names = sorted(row["nome"] for row in csv.DictReader(file, delimiter=";"))
    assert names == [f"Doposcuola {number:02}" for number in range(25)]
