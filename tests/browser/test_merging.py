"""Making one of two entries with the keyboard, on a phone without scripts, and what the pages look like to axe."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from organizations.models import Organization
from services.models import SuspectedPair
from tests.factories import LocationFactory, OrganizationFactory, ServiceFactory
from tests.organizations.staff import make_staff

from .test_people import sign_in

LIST = "/redazione/doppioni/"


@pytest.fixture
def staff(transactional_db):
    staff = make_staff()
    staff.one = OrganizationFactory(name="Il Melograno", slug="melograno", description="Aiuto nei compiti.")
    staff.other = OrganizationFactory(
        name="Associazione Il Melograno ODV", slug="melograno-odv", description="Compiti, merenda e gioco " * 20,
        email="info@melograno.example", phones=[{"id": "1", "number": "030 1234567"}],
    )  # fmt: skip
    for each in (staff.one, staff.other):
        LocationFactory(organization=each, quarter=staff.quarter, city="Brescia")
    ServiceFactory(organization=staff.other, name="Merenda")
    call_command("find_duplicates")
    return staff


def focused(page):
    """What the control that has the focus says; the page as a whole is no control."""
    return page.evaluate("(at => at === document.body ? '' : at.innerText || at.name || '')(document.activeElement)")


def tab_to(page, text):
    """Presses Tab until what has the focus says so; so many times at most as there are stops on a page."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        if text in focused(page):
            return
    raise AssertionError(f"«{text}» is not reached by keyboard")


def test_two_entries_are_merged_by_keyboard_alone(live_server, staff, page):
    sign_in(page, live_server, staff.people["coordinator"], LIST)
    page.get_by_role("heading", name="Forse ci sono due volte").wait_for()
    tab_to(page, "Confronta")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}{LIST}organization/*/*/")
    tab_to(page, "description")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Unisci")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/organizzazioni/melograno/")

    kept = Organization.objects.get(slug="melograno")
    assert (kept.description, kept.email, [each["number"] for each in kept.phones]) == (
        staff.other.description,
        "info@melograno.example",
        ["030 1234567"],
    )
    page.goto(f"{live_server.url}/organizzazioni/melograno-odv/")
    expect(page).to_have_url(f"{live_server.url}/organizzazioni/melograno/")


def test_two_entries_are_swapped_and_merged_on_a_phone_without_scripts(live_server, staff, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    sign_in(page, live_server, staff.people["coordinator"], LIST)

    page.get_by_role("link", name="Confronta").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Scambiale").click()
    page.get_by_role("button", name="Unisci").click()

    expect(page).to_have_url(f"{live_server.url}/organizzazioni/melograno-odv/")
    expect(page.get_by_text("sono una scheda sola")).to_be_visible()


def test_a_pair_is_said_to_be_two_from_the_list(live_server, staff, page):
    sign_in(page, live_server, staff.people["coordinator"], LIST)

    page.get_by_role("button", name="Non sono doppioni").click()

    expect(page.get_by_text("Nessuna scheda sembra doppia")).to_be_visible()
    assert SuspectedPair.objects.get().dismissed_by == staff.people["coordinator"]


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_doubles_are_accessible(live_server, staff, page, violations, width):
    page.set_viewport_size({"width": width, "height": 800})
    pair = f"{LIST}organization/{staff.one.pk}/{staff.other.pk}/"
    sign_in(page, live_server, staff.people["coordinator"], LIST)

    for path in (LIST, pair, "/organizzazioni/melograno/doppioni/?q=melograno", "/servizi/merenda/doppioni/?q=x"):
        page.goto(f"{live_server.url}{path}")
        assert (path, violations(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
