"""One coordinator keeps the directory: makes, publishes, changes many, undoes, takes away and puts back."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from organizations.models import Closure, Location, Organization
from services.models import Service
from tests.factories import PlaceNameFactory, TermFactory
from tests.organizations.staff import make_staff

from .test_people import sign_in

LIST = "/redazione/elenco/"
TABS = [LIST, *(f"{LIST}{kind}/" for kind in ("organizzazioni", "luoghi", "risorse", "punti"))]


@pytest.fixture
def staff(transactional_db):
    staff = make_staff()
    PlaceNameFactory(quarter=staff.quarter, name="via Milano", latitude=45.541, longitude=10.2)
    TermFactory(name="Scuola")
    return staff


@pytest.fixture
def looked_at(violations):
    """Goes on where a page has no fault and is no wider than the screen."""

    def look(page, title):
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    return look


def press(page, role, name):
    """By the keyboard: a button or a link is reached and Enter is pressed."""
    target = page.get_by_role("main").get_by_role(role, name=name).first
    target.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, label, text):
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)


def make_everything(page, look):
    look(page, "Una nuova organizzazione")
    press(page, "button", "Salva e pubblica")
    look(page, "Una nuova organizzazione")
    write(page, "Nome", "Orto di via Milano")
    press(page, "button", "Salva e pubblica")
    look(page, "Un nuovo luogo")
    write(page, "Nome", "Serra")
    write(page, "Via e numero", "via Milano 12")
    press(page, "button", "Salva e pubblica")


def make_service(page, look, live_server):
    page.goto(f"{live_server.url}/organizzazioni/orto-di-via-milano/nuovo-servizio/")
    look(page, "Un nuovo servizio")
    write(page, "Nome", "Semina insieme")
    page.get_by_role("textbox", name="Lunedì").focus()
    page.keyboard.type("9-12")
    page.get_by_role("button", name="Anteprima").focus()
    with page.expect_popup() as preview:
        page.keyboard.press("Enter")
    look(preview.value, "Semina insieme")
    preview.value.close()
    press(page, "button", "Salva e pubblica")
    look(page, "Semina insieme")


def close_in_august(page, look, live_server):
    next_year = timezone.localdate().year + 1
    page.goto(f"{live_server.url}{LIST}?q=semina")
    page.get_by_label("Tutte quelle trovate").press("Space")
    page.get_by_label("Chiusi dal").fill(f"{next_year}-08-01")
    page.get_by_label("Chiusi fino al").fill(f"{next_year}-08-31")
    press(page, "button", "Guarda prima di cambiare")
    look(page, "Stai per cambiare una scheda")
    press(page, "button", "Cambia una scheda")
    look(page, "Una scheda cambiata")


def take_away_and_put_back(page, look, live_server, path):
    page.goto(live_server.url + path)
    press(page, "button", "Metti nel cestino")
    look(page, "Togli")
    write(page, "Perché la togli", "Prova finita")
    press(page, "button", "Metti nel cestino")
    look(page, "Cestino")
    press(page, "link", "Rimetti")
    look(page, "Rimettere com’era")
    press(page, "button", "Rimetti com’era")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_directory_is_kept_from_nothing_by_the_keyboard(live_server, staff, new_context, looked_at, width, scripts):
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())  # axe is a script too, so the browser's own stays on
    sign_in(page, live_server, staff.people["coordinator"], "/redazione/nuova-organizzazione/")

    make_everything(page, looked_at)
    make_service(page, looked_at, live_server)
    made = Service.objects.get(name="Semina insieme")
    close_in_august(page, looked_at, live_server)
    closed = Closure.objects.count()
    press(page, "button", "Annulla")
    undone = Closure.objects.count()
    take_away_and_put_back(page, looked_at, live_server, f"/servizi/{made.slug}/togli/")

    assert (closed, undone) == (1, 0)
    assert Organization.objects.filter(name="Orto di via Milano", services=made).exists()
    assert Location.objects.get(name="Serra").quarter == staff.quarter


@pytest.mark.parametrize("width", [1280, 360])
def test_lists_of_every_kind_are_accessible_full_empty_and_in_error(live_server, staff, page, looked_at, width):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, staff.people["coordinator"], LIST)

    for path in TABS:
        page.goto(f"{live_server.url}{path}?q=zzzz")
        looked_at(page, "Cambia tante schede insieme")
        page.goto(live_server.url + path)
        if page.get_by_role("button", name="Guarda prima di cambiare").count():
            press(page, "button", "Guarda prima di cambiare")
        looked_at(page, "Cambia tante schede insieme")
