"""Writing entries with the keyboard alone, on a phone without scripts, and with the map."""

import time

import pytest
from playwright.sync_api import expect

from organizations.models import Location
from services.models import Change, Service
from tests.factories import PlaceNameFactory, ServiceFactory, TermFactory
from tests.organizations.staff import make_staff

from .test_people import sign_in

WEEK = ["9-12", "9-12, 14:30-18", "9-12", "9-12", "9-12", "10-12"]

DAYS = ["Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì", "Sabato"]


@pytest.fixture
def staff(transactional_db):
    staff = make_staff()
    PlaceNameFactory(quarter=staff.quarter, name="via Milano", latitude=45.541, longitude=10.2)
    school = TermFactory(name="Bambini, scuola e famiglia")
    for name in ("Compiti", "Nido", "Doposcuola", "Neomamme", "Scuola", "Mensa", "Gioco", "Estate"):
        TermFactory(name=name, parent=school)
    staff.service = ServiceFactory(organization=staff.organization, name="Sportello", slug="sportello")
    return staff


def day(page, name):
    return page.get_by_role("textbox", name=name)


def typed(page, text):
    page.keyboard.type(text)
    return len(text)


def pressed(page, key):
    page.keyboard.press(key)
    return 1


def test_ordinary_week_is_typed_by_keyboard_and_read_back_at_once(live_server, staff, page, violations):
    sign_in(page, live_server, staff.people["coordinator"], "/servizi/sportello/modifica/")
    day(page, "Lunedì").focus()
    page.locator("[data-hours] [data-look]").wait_for(state="hidden")  # before its script, Enter sends the form
    began, keys = time.monotonic(), 0

    keys += typed(page, "9-12") + pressed(page, "Tab") + pressed(page, "Enter") + typed(page, "10-12")
    keys += sum(pressed(page, "Shift+Tab") for _step in range(4))
    keys += pressed(page, "End") + typed(page, ", 14:30-18")
    page.get_by_role("row", name="Martedì").first.get_by_text("14:30").wait_for()

    seconds = time.monotonic() - began
    assert [day(page, name).input_value() for name in DAYS] == WEEK
    assert (keys < 40, seconds < 30) == (True, True), f"{keys} keys, {seconds:.1f} s"
    assert violations(page) == []


def test_service_is_made_from_nothing_on_a_phone_without_scripts(live_server, staff, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    sign_in(page, live_server, staff.people["coordinator"], "/organizzazioni/emporio/nuovo-servizio/")

    page.get_by_label("Nome", exact=True).fill("Spesa sospesa")
    day(page, "Lunedì").fill("9-12")
    page.get_by_role("button", name="Uguale fino a venerdì").click()
    expect(day(page, "Venerdì")).to_have_value("9-12")
    page.get_by_role("button", name="Salva e pubblica").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Spesa sospesa")
    made = Service.objects.get(name="Spesa sospesa")
    expect(page).to_have_url(live_server.url + made.get_absolute_url())
    assert made.opening_hours.schedules.get().byday == ["MO", "TU", "WE", "TH", "FR"]


def test_long_list_of_needs_is_narrowed_by_what_is_typed(live_server, staff, page):
    sign_in(page, live_server, staff.people["coordinator"], "/servizi/sportello/modifica/")
    page.locator("summary", has_text="Di che cosa si occupa").click()
    page.locator("summary", has_text="Bisogni a cui risponde").click()

    page.locator("#id_needs").get_by_label("Trova in questo elenco").fill("doposc")

    expect(page.locator("#id_needs .choice:visible")).to_have_text(["Doposcuola"])


def test_address_is_proposed_and_its_point_moved_with_the_arrows(live_server, staff, page, violations):
    sign_in(page, live_server, staff.people["coordinator"], "/organizzazioni/emporio/nuovo-luogo/")
    page.get_by_label("Nome", exact=True).fill("Sede")
    page.get_by_label("Via e numero").press_sequentially("via milano 12")
    page.locator("#addresses option").wait_for(state="attached")
    assert page.locator("#addresses option").get_attribute("value") == "via Milano 12"
    page.get_by_label("Via e numero").fill("via Milano 12")
    expect(page.get_by_label("Latitudine")).to_have_value("45.541")

    page.locator("summary", has_text="Il punto sulla mappa").click()
    pin = page.locator(".leaflet-marker-icon.pin")
    pin.focus()
    pin.press("ArrowUp")
    expect(page.get_by_label("Latitudine")).not_to_have_value("45.541")
    assert violations(page) == []
    north = float(page.get_by_label("Latitudine").input_value())
    page.get_by_role("button", name="Salva e pubblica").click()
    page.wait_for_url(f"{live_server.url}/organizzazioni/emporio/")

    place = Location.objects.get(name="Sede")
    assert (place.latitude, place.address) == (north, "via Milano 12")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["/redazione/elenco/", "/redazione/cestino/", "/redazione/bozze/", "/servizi/sportello/togli/"]
)
def test_lists_of_who_keeps_entries_are_accessible(live_server, staff, page, violations, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, staff.people["coordinator"], path)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_typed_is_kept_as_a_draft_by_itself(live_server, staff, page):
    page.clock.install()
    sign_in(page, live_server, staff.people["owner"], "/organizzazioni/emporio/nuovo-servizio/")
    page.get_by_label("Nome", exact=True).fill("A metà")

    page.clock.run_for(21_000)

    expect(page.locator("[data-kept]")).to_contain_text("Bozza salvata alle")
    assert Change.objects.get().wanted["name"] == "A metà"
