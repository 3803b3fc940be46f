"""The desk when the network goes: contacts are kept and sent once, and of nobody else; the directory is searched."""

import json

import pytest
from playwright.sync_api import expect

from helpdesk.models import Enquiry
from services.listings import refresh_all
from tests.factories import CommunityPointFactory, ServiceAtLocationFactory, ServiceFactory, TermFactory
from tests.helpdesk.factories import make_volunteer

from .conftest import until
from .test_people import sign_in

PAGE = "/sportello/fiumicello/senza-rete/"


@pytest.fixture
def volunteer(transactional_db):
    desk = CommunityPointFactory(slug="fiumicello")
    bills = TermFactory(name="Bollette di luce e gas", slug="bollette", synonyms=["bolletta"])
    ServiceAtLocationFactory(service=ServiceFactory(name="Sportello energia", terms=[bills]))
    ServiceAtLocationFactory(service=ServiceFactory(name="Scuola di italiano"))
    refresh_all()
    return make_volunteer(desk)


@pytest.fixture
def desk(live_server, volunteer, page, context):
    """The page, opened once with the network, in the hands of a volunteer."""
    sign_in(page, live_server, volunteer, PAGE)
    expect(page.get_by_text("L’elenco è di ")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "navigator.serviceWorker.controller && localStorage.getItem('sportello-tenuto')")
    yield page
    context.set_offline(False)


def log(page, result="risolto qui", day=None, kept="Contatto tenuto su questo dispositivo."):
    page.get_by_label("Di cosa ha bisogno, in una parola").fill("bolletta")
    page.get_by_label("Bollette di luce e gas").check()
    page.get_by_label("informazioni", exact=True).check()
    page.get_by_label(result, exact=True).check()
    if day:
        page.locator("form details").evaluate("more => (more.open = true)")
        page.get_by_label("Che giorno").fill(day)
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.get_by_text(kept)).to_be_visible()


def emptied(page):
    until(page, "!(await coda.all()).length")


def logged():
    rows = Enquiry.objects.with_topics()
    return [(each.state, each.result, [term.slug for term in each.topics.all()]) for each in rows]


ONE = ("closed", "solved", ["bollette"])


def test_two_contacts_and_a_search_without_network_then_both_are_there_once(desk, context, live_server):
    context.set_offline(True)
    desk.goto(f"{live_server.url}/sportello/fiumicello/contatti/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sportello senza rete")

    desk.get_by_label("Che cosa cerchi").fill("bolletta")
    expect(desk.locator("[data-results] strong")).to_have_text(["Sportello energia"])
    log(desk)
    log(desk)
    expect(desk.get_by_text("2 contatti aspettano la rete.")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("2 contatti aspettano la rete.")).to_be_visible()
    expect(desk.locator("[data-waiting] li")).to_have_count(2)
    expect(desk.locator("[data-waiting]").get_by_text("Bollette")).to_have_count(0)
    context.set_offline(False)
    emptied(desk)

    expect(desk.locator("[data-queue]")).to_be_hidden()
    assert logged() == [ONE, ONE]


def test_contact_of_a_closed_tab_is_sent_by_the_next_one(desk, context, live_server):
    context.set_offline(True)
    log(desk)
    desk.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(f"{live_server.url}/sportello/fiumicello/")
    emptied(page)

    assert logged() == [ONE]


@pytest.fixture
def worker(context):
    """The worker alone, with no page of the portal open: `worker(page)` closes it and gives what fires a sync."""

    def alone(page):
        registrations = []
        blank = context.new_page()
        session = context.new_cdp_session(blank)
        session.on("ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"]))
        session.send("ServiceWorker.enable")
        origin = page.evaluate("origin")
        page.close()
        blank.evaluate("0")
        [one] = {each["registrationId"] for each in registrations if each["scopeURL"].startswith(origin)}
        sync = {"origin": origin, "registrationId": one, "tag": "sportello-coda", "lastChance": False}
        return lambda: session.send("ServiceWorker.dispatchSyncEvent", sync)

    return alone


def test_contact_of_a_closed_tab_is_sent_by_the_worker_once(desk, context, worker, live_server):
    context.set_offline(True)
    log(desk)
    until(desk, "(await (await navigator.serviceWorker.ready).sync.getTags()).length")
    assert desk.evaluate("navigator.serviceWorker.ready.then((one) => one.sync.getTags())") == ["sportello-coda"]
    sync = worker(desk)
    context.set_offline(False)

    sync()
    sync()
    emptied(context.service_workers[0])

    assert logged() == [ONE]


def test_contact_waits_where_the_session_ended_and_goes_when_its_person_is_back(desk, context, live_server, volunteer):
    context.set_offline(True)
    log(desk)
    desk.close()
    context.clear_cookies()
    context.set_offline(False)

    gone = context.service_workers[0].evaluate("coda.send()")

    assert (gone, context.service_workers[0].evaluate("coda.all().then((all) => all.length)")) == (False, 1)
    page = context.new_page()
    sign_in(page, live_server, volunteer, PAGE)
    emptied(page)
    assert logged() == [ONE]


def test_browser_keeps_neither_words_of_a_contact_nor_the_name_of_who_logged_it(desk, context, volunteer):
    context.set_offline(True)
    log(desk)

    [kept] = desk.evaluate("coda.all()")
    shut = desk.evaluate("coda.all().then(([{ shut }]) => new TextDecoder().decode(shut.text))")
    page = desk.evaluate(f"caches.match('{PAGE}').then((page) => page.text())")

    assert (sorted(kept), kept["person"]) == (["at", "desk", "id", "person", "refused", "shut"], str(volunteer.pk))
    assert ("bollette" in shut, volunteer.name in page, "Sportello senza rete" in page) == (False, False, True)


NO_WORKER = "delete Navigator.prototype.serviceWorker"
NO_MEMORY = "indexedDB.open = () => { throw new DOMException('', 'SecurityError'); }"
FULL = """
const full = async () => { throw new DOMException('', 'QuotaExceededError'); };
Cache.prototype.addAll = full;
IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
"""


def test_browser_that_cannot_keep_things_says_what_works(live_server, volunteer, page, context):
    sign_in(page, live_server, volunteer, "/account/")

    tab = context.new_page()
    tab.add_init_script(FULL)
    tab.goto(f"{live_server.url}{PAGE}")
    expect(tab.get_by_text("L’elenco è di ")).to_be_visible()
    log(tab, kept="Questo dispositivo non riesce a tenerlo")
    told = []
    for broken in (NO_WORKER, NO_MEMORY):
        tab = context.new_page()
        tab.add_init_script(broken)
        tab.goto(f"{live_server.url}{PAGE}")
        expect(tab.locator("[data-limit]")).to_be_visible()
        told.append(tab.locator("[data-limit]").text_content().partition(":")[0])

    assert told == ["Questo browser non sa riaprire la pagina senza rete", "Questo browser non può tenere contatti"]


def test_contact_whose_answer_was_lost_is_sent_again_and_there_once(desk):
    answers = []

    def lose_the_first(route):
        answers.append(route.fetch().status)
        route.abort() if len(answers) == 1 else route.continue_()

    desk.route("**/api/enquiries", lose_the_first)
    desk.evaluate("SyncManager.prototype.register = async () => {}")  # no route of ours stops the worker
    with desk.expect_event("requestfailed"):
        log(desk)
    expect(desk.get_by_text("1 contatto aspetta la rete.")).to_be_visible()
    desk.reload()
    emptied(desk)

    assert logged() == [ONE]


def test_contact_that_is_refused_is_read_by_its_person_only_and_mended_or_thrown_away(desk, context, live_server):
    for count in (1, 2):
        log(desk, day="2020-01-01")
        expect(desk.get_by_role("button", name="Butta")).to_have_count(count)
    context.set_offline(True)
    desk.reload()
    expect(desk.get_by_text("È da correggere: per leggerlo servono la rete e il tuo accesso.")).to_have_count(2)
    expect(desk.get_by_role("button", name="Butta")).to_have_count(0)
    expect(desk.locator("[data-waiting]").get_by_text("Bollette")).to_have_count(0)
    context.set_offline(False)
    expect(desk.get_by_text("Scegli un giorno da 30 giorni fa a oggi.")).to_have_count(2)

    desk.get_by_role("button", name="Butta").first.click()
    expect(desk.get_by_role("button", name="Butta")).to_have_count(1)
    desk.get_by_role("button", name="Correggi").click()
    expect(desk.get_by_label("risolto qui", exact=True)).to_be_checked()
    desk.get_by_label("Che giorno").fill(desk.evaluate("today()"))
    desk.get_by_role("button", name="Salva", exact=True).click()
    emptied(desk)

    assert logged() == [ONE]


def test_another_person_neither_sees_nor_sends_what_waits(desk, context, live_server, volunteer):
    other = make_volunteer(volunteer.mandates.get().community_point)
    context.set_offline(True)
    log(desk)
    context.clear_cookies()
    context.set_offline(False)
    expect(desk.get_by_role("link", name="Entra di nuovo per mandarli")).to_be_visible()

    sign_in(desk, live_server, other, PAGE)
    until(desk, f"(localStorage.getItem('sportello-tenuto') ?? '').includes({json.dumps(str(other.pk))})")
    expect(desk.locator("[data-queue]")).to_have_text(
        "Aspettano anche contatti di un’altra persona (1): partono quando entra lei. "
    )
    expect(desk.locator("[data-waiting]")).to_be_hidden()
    assert (logged(), desk.evaluate("coda.all().then((all) => all.length)")) == ([], 1)
    desk.goto("about:blank")  # what the page was still asking must not bring a cookie after they are cleared
    context.clear_cookies()
    sign_in(desk, live_server, volunteer, PAGE)
    emptied(desk)

    assert list(Enquiry.objects.values_list("logged_by", flat=True)) == [volunteer.pk]


def test_signing_out_says_first_what_was_not_sent_and_then_clears_it(desk, context, live_server):
    log(desk, day="2020-01-01")  # refused: the worker, which no route of ours stops, cannot send it either
    expect(desk.get_by_role("button", name="Butta")).to_be_visible()
    desk.goto(f"{live_server.url}/account/esci/")

    desk.get_by_role("main").get_by_role("button", name="Esci").click()
    expect(desk.get_by_role("alert")).to_contain_text("c’è 1 contatto non mandato")
    desk.get_by_role("main").get_by_role("button", name="Esci").click()
    desk.wait_for_url(f"{live_server.url}/")

    assert desk.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))") == []
    assert "sportello" not in desk.evaluate("caches.keys()")


def test_signing_out_sends_what_waits_once_the_network_is_back(desk, context, live_server):
    leaving = context.new_page()
    leaving.goto(f"{live_server.url}/account/esci/")
    context.set_offline(True)  # for the worker too, which else sends by itself
    log(desk)
    leaving.get_by_role("main").get_by_role("button", name="Esci").click()
    expect(leaving.get_by_role("alert")).to_contain_text("c’è 1 contatto non mandato")
    context.set_offline(False)

    leaving.get_by_role("main").get_by_role("button", name="Esci").click()
    leaving.wait_for_url(f"{live_server.url}/")

    assert logged() == [ONE]


def test_contact_half_answered_says_what_is_missing(desk):
    desk.get_by_role("button", name="Salva", exact=True).click()

    expect(desk.get_by_role("alert")).to_contain_text("Scegli com’è finita")


@pytest.mark.parametrize("width", [360, 1280])
def test_page_without_network_is_accessible_and_fits(desk, violations, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.get_by_label("Che cosa cerchi").fill("bolletta")

    assert violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_contact_that_the_portal_takes_no_more_goes_even_without_a_network(desk, context):
    context.set_offline(True)
    log(desk)
    log(desk)
    until(desk, "(await coda.all()).length === 2")  # the second says what the first has said already
    desk.evaluate("""async () => {
        const [old] = await coda.all();
        const opened = indexedDB.open("sportello", 1);
        const database = await new Promise((done) => (opened.onsuccess = () => done(opened.result)));
        const step = database.transaction("contatti", "readwrite");
        step.objectStore("contatti").put({ ...old, at: Date.now() - 31 * 24 * 60 * 60 * 1000, refused: true });
        await new Promise((done) => (step.oncomplete = done));
        database.close();
    }""")

    desk.reload()
    until(desk, "(await coda.all()).length === 1")

    assert desk.evaluate("coda.all().then((all) => all.map(({ refused }) => refused))") == [False]
