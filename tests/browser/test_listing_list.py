import re
import threading

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import expect

SEARCH = "/servizi/?q=compiti&near=Fiumicello"
KILOBYTE = 1000


class Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def served(settings, tmp_path, transactional_db):
    """The portal as WSGI with WhiteNoise's compressed, hashed files, as gunicorn serves it; its address."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(WSGIHandler())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def transferred(page):
    """Every answer of the page: {address: bytes on the wire, headers included}."""
    client, addresses, sizes = page.context.new_cdp_session(page), {}, {}
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client.on(
        "Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]})
    )
    client.on(
        "Network.loadingFinished",
        lambda event: sizes.update({addresses[event["requestId"]]: event["encodedDataLength"]}),
    )
    return sizes


def visit(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("width", "most"), [(360, 100), (1280, 180)], ids=["phone without map", "desktop with map"])
def test_listing_list_is_light_on_the_first_visit(served, page, neighbourhood, transferred, width, most):
    visit(page, served + SEARCH, width)

    total = sum(transferred.values()) / KILOBYTE
    print(f"first visit at {width} px: {total:.1f} kB in {len(transferred)} answers")
    for address, size in sorted(transferred.items(), key=lambda pair: -pair[1]):
        print(f"{size:7.0f}  {address.removeprefix(served)[:80]}")
    assert total <= most
    assert [address for address in transferred if not address.startswith((served, "data:"))] == []


STATES = {
    "full": SEARCH,
    "nothing asked": "/servizi/",
    "filtered": "/servizi/?q=compiti&near=Fiumicello&target=ragazzi&open_now=true",
    "empty": "/servizi/?q=unicorni&target=ragazzi",
    "unknown place": "/servizi/?near=Atlantide",
    "bad values": "/servizi/?q=compiti&radius=lontano&minimum_age=tanti",
    "discreet": "/servizi/?need=mi-sento-in-pericolo",
    "no such page": "/unicorni/",
}


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_listing_list_breaks_no_rule_of_accessibility(
    live_server, page, neighbourhood, violations, width, color_scheme
):
    page.emulate_media(color_scheme=color_scheme)
    found = {}

    for state, address in STATES.items():
        visit(page, live_server.url + address, width)
        if width == 360 and state != "no such page":
            page.locator("#filtri > summary").click()
        found[state] = violations(page)

    assert found == dict.fromkeys(STATES, [])


def test_listing_list_never_scrolls_sideways(live_server, page, neighbourhood):
    widths = [320, 360, 768, 1280]

    for width in widths:
        visit(page, live_server.url + SEARCH, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def focus(page, selector, key="Tab", most=120):
    """Presses the key until the focus is there, as a person with a keyboard does."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"{selector} was not reached by {key}")


def test_listing_list_is_walked_by_keyboard_alone(live_server, page, neighbourhood):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url)
    focus(page, "#cosa")
    page.keyboard.type("compiti")
    focus(page, "#dove")
    page.keyboard.type("Fiumicello")
    page.keyboard.press("Enter")
    page.wait_for_url("**/servizi/?q=compiti&near=Fiumicello")

    focus(page, "#f-target-ragazzi")
    page.keyboard.press("Space")
    page.wait_for_url("**target=ragazzi**")
    expect(page.locator("#annuncio")).to_have_text("12 posti per «compiti» vicino a Fiumicello")

    expect(page.locator("#f-target-ragazzi")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    focus(page, "#risultati .listing h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/servizi/doposcuola-*/")


@pytest.mark.parametrize("width", [360, 1280])
def test_listing_list_works_without_javascript(live_server, browser, neighbourhood, width):
    page = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900}).new_page()
    page.goto(live_server.url)
    page.get_by_label("Cosa cerchi").fill("compiti")
    page.get_by_label("Dove").fill("Fiumicello")
    page.get_by_role("button", name="Cerca").click()
    if width == 360:
        page.get_by_text("Filtri").click()
    page.get_by_label("Ragazzi").check()
    page.get_by_role("button", name="Mostra i risultati").click()

    expect(page).to_have_url(f"{live_server.url}/servizi/?q=compiti&near=Fiumicello&target=ragazzi")
    expect(page.get_by_role("heading", level=1)).to_have_text("12 posti per «compiti» vicino a Fiumicello")
    page.get_by_role("link", name="Togli il filtro Ragazzi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("25 posti per «compiti» vicino a Fiumicello")
    page.locator("#risultati .listing h2 a").first.click()
    expect(page).to_have_url(re.compile("/servizi/doposcuola-"))


def test_listing_list_address_reproduces_the_view_and_back_returns(live_server, page, neighbourhood):
    visit(page, live_server.url + SEARCH, 1280)
    page.get_by_label("Ragazzi").check()
    page.wait_for_url("**target=ragazzi**")
    filtered = "12 posti per «compiti» vicino a Fiumicello"
    expect(page.locator("#risultati h1")).to_have_text(filtered)

    page.reload()
    expect(page.locator("#risultati h1")).to_have_text(filtered)
    page.go_back()
    expect(page.get_by_label("Ragazzi")).not_to_be_checked()
    expect(page.locator("#risultati h1")).to_have_text("25 posti per «compiti» vicino a Fiumicello")


def test_listing_list_filters_on_a_phone_stay_open_and_counted(live_server, page, neighbourhood):
    visit(page, live_server.url + SEARCH, 360)
    page.locator("#filtri > summary").click()
    page.locator("#altri-language > summary").click()

    page.get_by_label("Ragazzi").check()

    expect(page.locator("#filtri-numero")).to_have_text("(1)")
    expect(page.locator("#altri-language")).to_have_attribute("open", "")
    expect(page.locator("#filtri")).to_have_attribute("open", "")
    page.get_by_role("button", name="Mostra i risultati").click()
    expect(page.locator("#filtri")).not_to_have_attribute("open", "")
    expect(page).to_have_url(f"{live_server.url}/servizi/?q=compiti&near=Fiumicello&target=ragazzi")


def test_listing_list_map_shows_the_numbers_of_the_list(live_server, page, neighbourhood):
    visit(page, live_server.url + SEARCH, 1280)

    page.wait_for_selector(".pin")
    numbers = page.locator(".pin:not(.pin-other)").all_inner_texts()
    assert sorted(map(int, numbers)) == list(range(1, 21))


def test_listing_list_leaves_the_map_alone_until_a_phone_asks(live_server, page, neighbourhood, transferred):
    visit(page, live_server.url + SEARCH, 360)
    assert [address for address in transferred if "leaflet" in address] == []

    page.get_by_role("link", name="Vedi la mappa").click()

    page.wait_for_selector(".pin")


def test_listing_list_on_paper_is_the_list_with_phone_and_place(live_server, page, neighbourhood):
    visit(page, live_server.url + SEARCH, 800)

    page.emulate_media(media="print")

    expect(page.locator(".listing .paper-only").first).to_be_visible()
    for hidden in ["#ricerca", "#filtri", "#mappa", ".menu", ".toolbar"]:
        expect(page.locator(hidden)).to_be_hidden()


def test_listing_list_of_a_discreet_need_is_left_at_once(live_server, page, neighbourhood):
    visit(page, live_server.url + "/servizi/?need=mi-sento-in-pericolo", 360)

    assert page.title() == "Punto Comunità"
    page.route("https://**", lambda route: route.fulfill(body="altrove", content_type="text/html"))
    page.locator(".exit [data-quick-exit]").click()
    page.wait_for_url("https://**")
    assert page.evaluate("history.length") == 2
