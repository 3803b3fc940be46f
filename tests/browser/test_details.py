"""The pages of one thing in a real browser: rules of accessibility, keys, no script, paper."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from organizations import hours
from organizations.models import OpeningHours
from services.listings import refresh_all
from services.models import Service
from tests.factories import (
    AssetFactory,
    ClosureFactory,
    CommunityPointFactory,
    LocationFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)

from .conftest import always_open

WIDTHS = [360, 768, 1280]
LONG = "Sportello di accompagnamento all’autonomia abitativa e all’orientamento socio-lavorativo interculturale"
ARABIC = "مركز المساعدة والاستماع للعائلات الجديدة"
PAGES = {
    "full service": "/servizi/aiuto-compiti/",
    "service with a place asked": "/servizi/aiuto-compiti/?near=Fiumicello",
    "bare service": "/servizi/nudo/",
    "suspended service": "/servizi/sospeso/",
    "discreet service": "/servizi/ascolto/",
    "long name": "/servizi/lungo/",
    "arabic name": "/servizi/arabo/",
    "asset": "/risorse/parco-castelli/",
    "skill": "/risorse/so-cucire/",
    "organization": "/organizzazioni/oratorio-cometa/",
    "point": "/punti/punto-fiumicello/",
}


@pytest.fixture
def things(transactional_db):
    """One of each, whole; and those that strain a page: bare, suspended, discreet, long, Arabic."""
    fiumicello = QuarterFactory()
    cometa = OrganizationFactory(name="Oratorio Cometa", email="info@cometa.example", phones=[{"number": "030 111"}])
    here = LocationFactory(organization=cometa, quarter=fiumicello, name="Cortile", wheelchair=True)
    there = LocationFactory(quarter=QuarterFactory(name="Chiusure", latitude=45.55))
    school = TermFactory(name="Doposcuola", parent=TermFactory(name="Bambini e scuola"))
    danger = TermFactory(name="Mi sento in pericolo", discreet=True)
    whole = ServiceFactory(
        name="Aiuto compiti", organization=cometa, terms=[school], description="Compiti insieme.", minimum_age=11,
        eligibility_description="Chi fa le medie.", application_process="Vieni.", outcome="Compiti finiti.",
        required_documents=[{"document": "il diario"}], wait_time="Subito.", free=True, no_appointment=True,
        special_cases="Chi non ha i libri li trova qui.", alert="Venerdì si chiude prima.",
        languages=[{"code": "it"}, {"code": "ur"}, {"code": "ar"}], opening_hours=always_open(),
        verified_on=datetime.date.today(), verified_how="phone",
    )  # fmt: skip
    ClosureFactory(
        opening_hours=whole.opening_hours,
        first_day=datetime.date.today() + datetime.timedelta(days=40),
        last_day=datetime.date.today() + datetime.timedelta(days=50),
    )
    ServiceAtLocationFactory(service=whole, location=here)
    ServiceAtLocationFactory(service=whole, location=there, opening_hours=always_open())
    ServiceFactory(name="Nudo", organization=cometa)
    ServiceFactory(name="Sospeso", organization=cometa, status=Service.Status.TEMPORARILY_CLOSED)
    ServiceAtLocationFactory(service=ServiceFactory(name="Ascolto", terms=[danger], anonymous=True), location=here)
    ServiceAtLocationFactory(
        service=ServiceFactory(name=LONG, slug="lungo", email=f"{'a' * 60}@puntocomunita.example"), location=here
    )
    ServiceAtLocationFactory(service=ServiceFactory(name=ARABIC, slug="arabo", description=ARABIC), location=here)
    AssetFactory(name="Parco Castelli", location=here, opening_hours=always_open(), verified_on="2020-01-01")
    AssetFactory(name="So cucire", location=None, quarter=fiumicello, offered_by_resident=True)
    point = CommunityPointFactory(
        name="Punto Fiumicello", lead_organization=cometa, location=here, opening_hours=always_open(),
        is_network=True, is_community=True, phones=[{"number": "030 222", "extension": "3"}],
    )  # fmt: skip
    point.quarters.add(fiumicello)
    hours.compile_all(OpeningHours.objects.all())
    refresh_all()


@pytest.mark.parametrize(("color_scheme", "widths"), [("light", [360, 1280]), ("dark", [1280])])
def test_details_break_no_rule_of_accessibility(live_server, page, things, violations, color_scheme, widths):
    page.emulate_media(color_scheme=color_scheme)
    found = {}

    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in PAGES.items():
            page.goto(live_server.url + address)
            found[name, width] = violations(page)

    assert {key: faults for key, faults in found.items() if faults} == {}


def test_details_never_scroll_sideways(live_server, page, things):
    wide = {}

    for width in [320, *WIDTHS]:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in PAGES.items():
            page.goto(live_server.url + address)
            wide[name, width] = page.evaluate("document.documentElement.scrollWidth")

    assert {key: found for key, found in wide.items() if found > key[1]} == {}


def test_details_call_no_other_host(live_server, page, things):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    for address in PAGES.values():
        page.goto(live_server.url + address)

    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_details_are_whole_without_javascript(live_server, browser, things):
    page = browser.new_context(java_script_enabled=False).new_page()

    page.goto(live_server.url + PAGES["full service"])

    expect(page.get_by_role("heading", level=1)).to_have_text("Aiuto compiti")
    assert page.get_by_role("link", name="030 111").get_attribute("href") == "tel:030111"
    expect(page.get_by_role("button", name="Stampa il foglio")).to_be_hidden()


def test_details_put_the_phone_within_reach_on_a_phone(live_server, page, things):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + PAGES["full service"])

    box = page.get_by_role("link", name="Telefona").bounding_box()

    assert box["y"] + box["height"] < 740
    assert box["height"] >= 44


def test_details_open_the_hours_of_another_place_by_key(live_server, page, things):
    page.goto(live_server.url + PAGES["full service"])
    second = page.locator("details").nth(1)

    second.locator("summary").focus()
    page.keyboard.press("Enter")

    expect(second).to_have_attribute("open", "")
    expect(second.get_by_role("table")).to_be_visible()


def test_details_print_on_one_sheet(live_server, page, things):
    page.goto(live_server.url + PAGES["full service"])

    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4")))

    assert sheets == 1


def test_details_print_at_the_press_of_a_button(live_server, page, things):
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(live_server.url + PAGES["full service"])

    page.get_by_role("button", name="Stampa il foglio").click()

    assert page.evaluate("window.printed") is True


def test_details_of_a_discreet_theme_can_be_left_in_a_hurry(live_server, page, things):
    page.route("https://www.ilmeteo.it/**", lambda route: route.fulfill(body="che tempo fa"))
    page.goto(live_server.url)
    page.goto(live_server.url + PAGES["discreet service"])

    page.locator(".exit [data-quick-exit]").click()
    page.wait_for_url("https://www.ilmeteo.it/**")
    page.go_back()

    expect(page).to_have_url(f"{live_server.url}/")
