"""Another site with our frames in it, in a real browser: two origins, by script, by frame alone, without script."""

import gzip
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from services.merging.following import remember
from services.models import Service

FRAMES = {
    "form": "/riquadro/cerca/",
    "results": "/riquadro/cerca/?q=doposcuola&quarter=fiumicello",
    "nothing": "/riquadro/cerca/?q=unicorni",
    "bad presets": "/riquadro/cerca/?quarter=atlantide&near=nulla",
    "service": "/riquadro/servizi/doposcuola-01/",
    "point": "/riquadro/punti/punto-comunita-fiumicello/",
    "gone": "/riquadro/servizi/mai/",
    "code of a search": "/incorpora/?quarter=fiumicello",
    "code of a service": "/incorpora/?cosa=servizi&pagina=doposcuola",
}


@pytest.fixture
def town_hall():
    """A site of somebody else's: `publish(body)` gives the address of its only page, under a policy of its own."""
    served = {}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", served["policy"])
            self.end_headers()
            self.wfile.write(b"<!doctype html><html lang=it><title>Comune</title><body>" + served["body"].encode())

        def log_message(self, *args):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def publish(body, policy):
        served.update(body=body, policy=policy)
        return f"http://127.0.0.1:{server.server_port}/"

    yield publish
    server.shutdown()
    server.server_close()


@pytest.fixture
def embedded(town_hall, live_server):
    """The address of a page that holds what `/incorpora/` says to hold, and allows what it says to allow."""

    def publish(body):
        portal = live_server.url
        return town_hall(body, f"default-src 'none'; script-src {portal}; frame-src {portal}")

    return publish


def script(live_server, what, **data):
    given = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return f'<script src="{live_server.url}/incorpora.js" data-punto="{what}"{given} async></script>'


def room_left(page, number=0):
    """Pixels that the frame lacks (above 0) or has too many (below), once its script has answered."""
    frame = page.locator("iframe").nth(number)
    frame.scroll_into_view_if_needed()
    inside = frame.element_handle().content_frame()
    inside.wait_for_load_state()
    height = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    frame_height = frame.evaluate("frame => frame.offsetHeight")
    for _attempt in range(400):
        lacking = inside.evaluate(height) - frame_height
        if lacking == 0:
            break
        page.wait_for_timeout(50)
        frame_height = frame.evaluate("frame => frame.offsetHeight")
    return lacking


def test_frames_by_script_are_as_tall_as_what_they_show(page, live_server, neighbourhood, embedded):
    page.set_viewport_size({"width": 360, "height": 740})
    said = []
    page.on("console", lambda message: said.append(message.text))
    search = script(live_server, "cerca", quartiere="fiumicello", titolo="Cerca in Fiumicello")
    point = script(live_server, "punti/punto-comunita-fiumicello")

    page.goto(embedded(f"<h1>Comune</h1>{search}<p>Fine</p>{point}"))

    expect(page.locator("iframe")).to_have_count(2)
    frames = page.locator("iframe")
    assert [frames.nth(number).get_attribute("title") for number in (0, 1)] == ["Cerca in Fiumicello", "Punto Comunità"]
    assert frames.nth(0).get_attribute("src") == f"{live_server.url}/riquadro/cerca/?quarter=fiumicello"
    assert [frames.nth(number).get_attribute("loading") for number in (0, 1)] == ["lazy", "lazy"]
    assert [room_left(page, number) for number in (0, 1)] == [0, 0]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert [text for text in said if "favicon" not in text and "404" not in text] == []


def test_a_search_in_a_frame_stays_there_and_its_results_open_beside(page, live_server, neighbourhood, embedded):
    page.goto(embedded(script(live_server, "cerca", filtri="need=bambini-scuola-e-famiglia&amp;free=true")))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("25 posti")
    assert room_left(page) == 0
    before = page.locator("iframe").evaluate("frame => frame.offsetHeight")

    frame.get_by_label("Cosa cerchi").fill("doposcuola 03")
    frame.get_by_label("Cosa cerchi").press("Enter")
    expect(frame.get_by_role("heading", level=1)).to_have_text("1 posto per «doposcuola 03»")

    assert room_left(page) == 0
    assert page.locator("iframe").evaluate("frame => frame.offsetHeight") < before
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="Doposcuola 03").press("Enter")
    expect(opened.value).to_have_url(f"{live_server.url}/servizi/doposcuola-03/")
    assert opened.value.evaluate("window.opener") is None
    assert page.context.cookies() == []


def test_the_filters_of_a_frame_narrow_it(page, live_server, neighbourhood, embedded):
    page.goto(embedded(script(live_server, "cerca", quartiere="fiumicello")))
    frame = page.frame_locator("iframe")
    assert room_left(page) == 0
    closed = page.locator("iframe").evaluate("frame => frame.offsetHeight")

    frame.get_by_text("Filtri (1)").press("Enter")
    assert room_left(page) == 0
    assert page.locator("iframe").evaluate("frame => frame.offsetHeight") > closed
    frame.get_by_role("checkbox", name="Ragazzi").check()
    frame.get_by_role("button", name="Mostra i risultati").press("Enter")

    expect(frame.get_by_role("list", name="Filtri scelti")).to_contain_text("Ragazzi")
    expect(frame.get_by_role("heading", level=1)).to_have_text("12 posti")


def test_only_the_portal_says_how_tall_a_frame_is_and_only_to_the_page_around(
    page, live_server, neighbourhood, town_hall
):
    policy = f"script-src {live_server.url} 'unsafe-inline' 'unsafe-eval'; frame-src {live_server.url} 'self'"
    page.goto(town_hall(script(live_server, "servizi/doposcuola-01"), policy))
    assert room_left(page) == 0
    before = page.locator("iframe").evaluate("frame => frame.offsetHeight")

    page.evaluate("window.postMessage({ punto: 'altezza', height: 5000 }, '*')")
    answers = page.evaluate(
        """async () => {
            const other = document.body.appendChild(document.createElement("iframe")).contentWindow;
            other.eval("heard = 0; onmessage = () => heard++; parent.frames[0].postMessage({punto: 'altezza?'}, '*')");
            await new Promise((done) => setTimeout(done, 500));
            return other.heard;
        }"""
    )

    assert answers == 0
    assert page.locator("iframe").first.evaluate("frame => frame.offsetHeight") == before


def test_a_frame_of_a_service_that_was_merged_leads_on(page, live_server, neighbourhood, embedded):
    remember(winner=Service.objects.get(slug="doposcuola-01"), loser=Service(name="Compiti", slug="compiti"))

    page.goto(embedded(script(live_server, "servizi/compiti")))

    expect(page.frame_locator("iframe").locator("h1 a")).to_contain_text("Doposcuola 01")
    assert room_left(page) == 0


def test_a_frame_without_script_is_whole(browser, live_server, neighbourhood, embedded):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    source = f"{live_server.url}/riquadro/cerca/?quarter=fiumicello"
    page.goto(embedded(f'<iframe src="{source}" title="Cerca" width="100%" height="600" loading="lazy"></iframe>'))

    frame = page.frame_locator("iframe")
    frame.get_by_label("Cosa cerchi").fill("doposcuola 03")
    frame.get_by_role("button", name="Cerca").press("Enter")
    expect(frame.get_by_role("heading", level=1)).to_have_text("1 posto per «doposcuola 03»")
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("path", ["/servizi/", "/servizi/doposcuola-01/", "/incorpora/", "/riquadro/"])
def test_nothing_else_of_the_portal_is_framed(page, live_server, neighbourhood, embedded, path):
    framed = embedded(f'<iframe src="{live_server.url}{path}" title="No"></iframe>')

    with page.expect_console_message(lambda message: "frame-ancestors 'none'" in message.text) as refused:
        page.goto(framed)

    assert live_server.url in refused.value.text


@pytest.mark.parametrize("name", FRAMES)
def test_frames_and_the_page_with_the_code_are_for_everybody(page, live_server, neighbourhood, violations, name):
    page.set_viewport_size({"width": 280 if "riquadro" in FRAMES[name] else 360, "height": 740})

    page.goto(live_server.url + FRAMES[name])

    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert violations(page) == []


@pytest.mark.parametrize("name", ["form", "results", "service", "point"])
def test_a_frame_weighs_less_than_thirty_kilobytes(page, live_server, neighbourhood, name):
    weights = {}
    page.on("response", lambda response: weights.update({response.url: len(gzip.compress(response.body()))}))

    page.goto(live_server.url + FRAMES[name], wait_until="networkidle")

    assert sum(weight for url, weight in weights.items() if "favicon" not in url) < 30_000
    assert [url for url in weights if "woff" in url] == []


def test_the_code_follows_the_choices_and_is_copied(page, live_server, neighbourhood, settings):
    settings.SITE_URL = live_server.url
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/incorpora/")

    page.get_by_text("Altre scelte").press("Enter")
    page.get_by_role("checkbox", name="Fiumicello").check()
    box = page.get_by_label("Con uno script")
    expect(box).to_contain_text('data-filtri="quarter=fiumicello"')
    page.get_by_role("button", name="Copia Con uno script").press("Enter")

    expect(page.get_by_role("button", name="Copiato")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()") == box.input_value()
    expect(page.frame_locator("#riquadro iframe").get_by_role("heading", level=1)).to_have_text("26 posti")


def test_the_code_copied_works_on_the_other_site(page, live_server, neighbourhood, embedded, settings):
    settings.SITE_URL = live_server.url
    page.goto(f"{live_server.url}/incorpora/?cosa=servizi&pagina=doposcuola-01")
    written = [page.locator(f"#{name}").input_value() for name in ("codice-script", "codice-iframe")]

    page.goto(embedded("".join(written)))

    names = [page.frame_locator("iframe").nth(number).locator("h1 a") for number in (0, 1)]
    for name in names:
        expect(name).to_contain_text("Doposcuola 01")
    assert room_left(page) == 0


def test_the_code_is_found_by_keys_without_script(browser, live_server, neighbourhood):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/servizi/doposcuola-01/")

    page.get_by_role("link", name="Mettilo nel tuo sito").press("Enter")
    expect(page.get_by_label("Senza script")).to_have_value(about("/riquadro/servizi/doposcuola-01/"))
    page.get_by_label("Un Punto Comunità").check()
    page.get_by_label("Quale?").fill("Fiumicello")
    page.get_by_role("button", name="Mostra").press("Enter")
    page.get_by_role("link", name="Punto Comunità Fiumicello").press("Enter")

    expect(page.get_by_label("Senza script")).to_have_value(about("/riquadro/punti/punto-comunita-fiumicello/"))
    expect(page.get_by_role("button", name="Copia")).to_have_count(0)
    context.close()


def about(path):
    return re.compile(re.escape(path))
