"""From a search to a sheet of paper, in a real browser: by keys, without script, on paper, without network."""

import json
import re

import pytest
from playwright.sync_api import expect

from organizations import hours
from organizations.models import OpeningHours
from services.models import Service
from tests.factories import LocationFactory, ServiceAtLocationFactory, ServiceFactory, TermFactory

from .conftest import always_open, until

TWO = "s=doposcuola-00~chiedi+di+Maria&s=doposcuola-01"
FOUR = "&".join(f"s=doposcuola-0{number}" for number in range(4))
PAGES = {
    "list": f"/lista/?{TWO}",
    "empty list": "/lista/",
    "unreadable list": f"/lista/?{TWO}&s=<b>&s=mai-stato",
    "sheet": f"/lista/foglio/?{TWO}",
    "send": f"/lista/invia/?{TWO}",
    "search with a list": "/servizi/?q=doposcuola&lista=doposcuola-00",
    "service with a list": "/servizi/doposcuola-01/?lista=doposcuola-00",
    "offline": "/senza-rete/",
}


@pytest.fixture
def papers(neighbourhood):
    """What a service of four ordinary places says on paper: two doors, documents, somebody to ask for."""
    Service.objects.update(
        required_documents=[{"document": "documento e codice fiscale di tutti"}, {"document": "contratto di affitto"}],
        contacts=[{"name": "Samira El Idrissi", "title": "coordinatrice"}],
        phones=[{"number": "030 000 4907"}],
    )
    return neighbourhood


@pytest.fixture
def portal(live_server, context):
    """The address of the portal; what the worker has to fetch is there before the network goes."""
    yield live_server.url
    context.set_offline(False)


def press_until(page, text):
    """Tab to the control of that name, as somebody without a mouse does, and press it."""
    for _step in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip().startswith(text):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"No way to {text} by keyboard.")


def test_shortlist_from_search_to_paper_by_keys_and_without_script(browser, live_server, neighbourhood):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/servizi/?q=doposcuola")

    for number, place in enumerate(["Doposcuola 00", "Doposcuola 01"], 1):
        card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=place, exact=True))
        card.get_by_role("link", name="Aggiungi alla tua lista").press("Enter")
        expect(page.locator(".list-bar strong")).to_contain_text(str(number))
    page.get_by_role("link", name="Apri la lista").press("Enter")
    page.locator(".note summary").first.press("Enter")
    page.get_by_label("Nota per Doposcuola 00").press_sequentially("chiedi di Maria")
    page.get_by_role("button", name="Giù Doposcuola 00").press("Enter")
    page.get_by_role("button", name="Prepara il foglio da stampare").press("Enter")

    expect(page).to_have_url(f"{live_server.url}/lista/foglio/?s=doposcuola-01&s=doposcuola-00~chiedi+di+Maria")
    expect(page.locator(".sheet h2")).to_have_text(["1. Doposcuola 01", "2. Doposcuola 00"])
    expect(page.locator(".sheet-note")).to_have_text("chiedi di Maria")
    assert context.cookies() == []
    context.close()


def test_shortlist_keys_reach_what_a_search_offers(page, live_server, neighbourhood):
    page.goto(f"{live_server.url}/servizi/?q=doposcuola")
    page.keyboard.press("Tab")

    press_until(page, "Aggiungi alla tua lista")
    press_until(page, "Apri la lista")

    expect(page.get_by_role("heading", level=1)).to_have_text("La tua lista: 1 posto")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_shortlist_pages_are_accessible_and_fit(page, live_server, papers, violations, path, width):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(live_server.url + path)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_shortlist_send_says_what_is_wrong_and_stays_accessible(page, live_server, papers, violations):
    page.goto(f"{live_server.url}/lista/invia/?{TWO}")

    page.get_by_label("A quale indirizzo e-mail?").fill("ada")
    page.get_by_role("button", name="Manda la lista").click()

    expect(page.get_by_label("A quale indirizzo e-mail?")).to_have_value("ada")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", "#id_email")
    assert violations(page) == []


@pytest.mark.parametrize(("query", "size"), [(TWO, (420, 595)), (FOUR, (595, 842))], ids=["A5", "A4"])
def test_shortlist_sheet_is_one_page(page, live_server, papers, query, size):
    page.goto(f"{live_server.url}/lista/foglio/?{query}")

    pdf = page.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [size]


def test_shortlist_on_paper_is_large_and_alone(page, live_server, papers):
    page.goto(f"{live_server.url}/lista/foglio/?{TWO}")
    page.emulate_media(media="print")

    sizes = page.locator(".sheet-place p").evaluate_all("all => all.map(each => getComputedStyle(each).fontSize)")

    assert min(float(size.removesuffix("px")) for size in sizes) * 72 / 96 >= 14
    for other in ("body > header", "body > footer", ".verbs", ".breadcrumb"):
        expect(page.locator(other).first).to_be_hidden()


def test_shortlist_goes_along_with_every_link_where_there_is_script(page, live_server, papers):
    page.goto(f"{live_server.url}/servizi/doposcuola-01/?lista=doposcuola-00~nota")

    page.get_by_role("link", name="Organizzazioni").first.click()

    expect(page.get_by_role("link", name="Apri la lista")).to_have_attribute("href", "/lista/?s=doposcuola-00~nota")


def opened(page, address):
    """Opens a page of a list and waits until the worker has taken it up."""
    page.goto(address)
    until(page, f"(await caches.match({json.dumps(address)})) && navigator.serviceWorker.controller")


def kept(page):
    """The paths of the lists that the browser keeps."""
    return page.evaluate(
        """async () => {
            const names = (await caches.keys()).filter((name) => name.startsWith("liste-"));
            const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
            return kept.flat().map(({ url }) => url.replace(location.origin, ""));
        }"""
    )


def test_shortlist_that_was_opened_opens_without_network(page, context, portal, papers):
    for path in (f"/lista/?{TWO}", f"/lista/foglio/?{TWO}"):
        opened(page, portal + path)
    context.set_offline(True)

    for path, title in (
        (f"/lista/?{TWO}", "La tua lista: 2 posti"),
        (f"/lista/foglio/?{TWO}", "I posti della tua lista"),
    ):
        page.goto(portal + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        drawn = page.evaluate("getComputedStyle(document.querySelector('.header')).backgroundColor")
        assert drawn == "rgb(0, 89, 179)"


def test_shortlist_says_what_to_do_where_nothing_was_kept(page, context, portal, papers):
    opened(page, f"{portal}/lista/?{TWO}")
    context.set_offline(True)

    page.goto(f"{portal}/servizi/doposcuola-02/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Adesso non c’è rete")
    page.get_by_role("link", name="Lista, posti: 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La tua lista: 2 posti")


def test_shortlist_keeps_nothing_discreet_and_nothing_but_lists(page, context, portal, papers):
    service = ServiceFactory(name="Casa sicura", terms=[TermFactory(name="Mi sento in pericolo", discreet=True)])
    opened(page, f"{portal}/lista/?{TWO}")

    for path in (f"/lista/?s={service.slug}", "/servizi/doposcuola-02/", f"/lista/invia/?{TWO}", "/"):
        page.goto(portal + path)

    assert kept(page) == [f"/lista/?{TWO}"]


def test_shortlist_that_is_emptied_is_kept_no_longer(page, portal, papers):
    opened(page, f"{portal}/lista/?{TWO}")

    page.get_by_role("link", name="Svuota la lista").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("La tua lista")
    assert kept(page) == []


def test_shortlist_of_an_older_portal_is_thrown_away(page, portal, papers, monkeypatch):
    opened(page, f"{portal}/lista/foglio/?{TWO}")
    opened(page, f"{portal}/lista/?{TWO}")
    before = json.dumps(page.evaluate("caches.keys()"))
    monkeypatch.setattr("services.views.offline.KEPT", ["css/base.css"])

    page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    until(page, f"!(await caches.keys()).some((name) => {before}.includes(name))")
    until(page, f"await caches.match({json.dumps(f'{portal}/lista/?{TWO}')})")

    assert kept(page) == [f"/lista/?{TWO}"]


def test_shortlist_sheet_holds_a_place_with_two_doors(page, live_server, papers):
    service = Service.objects.get(slug="doposcuola-00")
    ServiceAtLocationFactory(
        service=service, location=LocationFactory(address="via Lontana 9"), opening_hours=always_open()
    )
    hours.compile_all(OpeningHours.objects.all())

    page.goto(f"{live_server.url}/lista/foglio/?s=doposcuola-00")

    expect(page.locator(".sheet-place")).to_contain_text("Anche in: ")
