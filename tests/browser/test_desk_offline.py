"""The desk when the network goes: contacts are kept and sent once, and of nobody else; the directory is searched."""

import json

import pytest
from playwright.sync_api import expect

from helpdesk.models import Enquiry
from services.listings import refresh_all
from tests.factories import CommunityPointFactory, ServiceAtLocationFactory, ServiceFactory, TermFactory
from tests.helpdesk.factories import make_volunteer

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


def until(page, condition):
    page.evaluate(f"(async () => {{ while (!({condition})) await new Promise((done) => setTimeout(done, 50)); }})()")


def log(page, result="risolto qui"):
    page.get_by_label("Di cosa ha bisogno, in una parola").fill("bolletta")
    page.get_by_label("Bollette di luce e gas").check()
    page.get_by_label("informazioni", exact=True).check()
    page.get_by_label(result, exact=True).check()
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.get_by_text("Contatto tenuto su questo dispositivo.")).to_be_visible()


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


def test_contact_whose_answer_was_lost_is_sent_again_and_there_once(desk):
    answers = []

    def lose_the_first(route):
        answers.append(route.fetch().status)
        route.abort() if len(answers) == 1 else route.continue_()

    desk.route("**/api/enquiries", lose_the_first)
    log(desk)
    expect(desk.get_by_text("1 contatto aspetta la rete.")).to_be_visible()
    desk.reload()
    emptied(desk)

    assert logged() == [ONE]


def test_contact_that_is_refused_is_mended_with_what_was_typed(desk, context):
    context.set_offline(True)
    log(desk)
    until(desk, "(await coda.all()).length")
    desk.evaluate(
        "(async () => { const [each] = await coda.all(); each.said.day = '2020-01-01'; await coda.put(each); })()"
    )
    context.set_offline(False)
    expect(desk.get_by_text("Scegli un giorno da 14 giorni fa a oggi.")).to_be_visible()

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
    expect(desk.locator("[data-queue]")).to_be_hidden()
    assert (logged(), desk.evaluate("coda.all().then((all) => all.length)")) == ([], 1)
    context.clear_cookies()
    sign_in(desk, live_server, volunteer, PAGE)
    emptied(desk)

    assert list(Enquiry.objects.values_list("logged_by", flat=True)) == [volunteer.pk]


def test_signing_out_says_first_what_was_not_sent_and_then_clears_it(desk, context, live_server):
    desk.route("**/api/enquiries", lambda route: route.abort())
    log(desk)
    desk.goto(f"{live_server.url}/account/esci/")

    desk.get_by_role("main").get_by_role("button", name="Esci").click()
    expect(desk.get_by_role("alert")).to_contain_text("c’è 1 contatto non mandato")
    desk.get_by_role("main").get_by_role("button", name="Esci").click()
    desk.wait_for_url(f"{live_server.url}/")

    assert desk.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))") == []
    assert "sportello" not in desk.evaluate("caches.keys()")


def test_contact_half_answered_says_what_is_missing(desk):
    desk.get_by_role("button", name="Salva", exact=True).click()

    expect(desk.get_by_role("alert")).to_contain_text("Scegli com’è finita")


@pytest.mark.parametrize("width", [360, 1280])
def test_page_without_network_is_accessible_and_fits(desk, violations, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.get_by_label("Che cosa cerchi").fill("bolletta")

    assert violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
