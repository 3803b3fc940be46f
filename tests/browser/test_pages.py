"""Lists and pages to be read, in a real browser: full and empty, by rule, by key, without script."""

import pytest
from playwright.sync_api import expect

from services.listings import refresh_all
from tests.factories import AssetFactory, OrganizationFactory, ServiceAtLocationFactory, ServiceFactory, TermFactory

from .conftest import always_open

PAGES = {
    "points": "/punti/",
    "points near a place": "/punti/?near=Fiumicello",
    "points near nowhere": "/punti/?near=Atlantide",
    "organizations": "/organizzazioni/",
    "organizations none": "/organizzazioni/?q=zzz&sector=boh",
    "assets": "/risorse/",
    "start": "/inizia/",
    "start near a place": "/inizia/?near=Fiumicello",
    "take part": "/comunita/",
    "figures": "/dati/",
    "privacy": "/privacy/",
    "accessibility": "/accessibilita/",
}


@pytest.fixture
def more(neighbourhood):
    """The neighbourhood with thirty organisations, an asset and somebody who looks for volunteers."""
    OrganizationFactory.create_batch(30, description="Fa tante cose insieme a chi abita nel quartiere.")
    AssetFactory()
    service = ServiceFactory(
        name="Portare la spesa", terms=[TermFactory(name="Fare volontariato")], opening_hours=always_open(),
        no_appointment=True, anonymous=True, free=True,
    )  # fmt: skip
    ServiceAtLocationFactory(service=service)
    refresh_all()


def faults(page, url, violations, widths):
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in PAGES.items():
            page.goto(url + address)
            found[name, width] = violations(page)
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize(("color_scheme", "widths"), [("light", [360, 1280]), ("dark", [1280])])
def test_pages_break_no_rule_of_accessibility(live_server, page, more, violations, color_scheme, widths):
    page.emulate_media(color_scheme=color_scheme)

    assert faults(page, live_server.url, violations, widths) == {}


def test_pages_break_no_rule_while_the_directory_is_empty(live_server, page, transactional_db, violations):
    assert faults(page, live_server.url, violations, [360]) == {}


def test_pages_never_scroll_sideways(live_server, page, more):
    wide = {}

    for width in [320, 360, 768, 1280]:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in PAGES.items():
            page.goto(live_server.url + address)
            wide[name, width] = page.evaluate("document.documentElement.scrollWidth")

    assert {key: found for key, found in wide.items() if found > key[1]} == {}


def test_pages_find_ones_own_point_by_key_alone(live_server, page, more):
    page.goto(f"{live_server.url}/punti/")

    page.get_by_label("Dove abiti?").focus()
    page.keyboard.type("Fiumicello")
    page.keyboard.press("Enter")
    page.wait_for_url("**/punti/?near=Fiumicello")

    expect(page.get_by_role("heading", name="Per chi abita in Fiumicello")).to_be_visible()


def test_pages_narrow_the_organizations_without_javascript(live_server, browser, more):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/organizzazioni/")

    page.get_by_label("Nome").fill("associazione")
    page.get_by_label("Che cos’è").select_option("public")
    page.get_by_role("button", name="Cerca").click()

    expect(page).to_have_url(f"{live_server.url}/organizzazioni/?q=associazione&sector=public&quarter=")
    expect(page.get_by_role("heading", name="Nessuna organizzazione con questi criteri")).to_be_visible()


def test_pages_scroll_a_wide_table_by_key(live_server, page, more):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/punti/")
    table = page.get_by_role("region", name="Gli orari degli sportelli")

    table.focus()
    page.keyboard.press("ArrowRight")

    expect(table).not_to_have_js_property("scrollLeft", 0)
