"""One's own pages in a real browser: by rule, at 360 px, by key, without script; a key copied, an account erased."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from accounts.actions import create_token, log_look
from accounts.models import AccessLog, User
from tests.factories import MandateFactory, MemberFactory, UserFactory

PAGES = ["", "nome/", "sessioni/", "dati/", "dati/cancella/", "consultazioni/", "consultazioni/?chi=altri"]
PAGES += ["chiavi/", "chiavi/nuova/"]
PASSWORD = "una-parola-lunga"


@pytest.fixture
def marta(transactional_db):
    user = UserFactory(name="Marta Ghidini", email="marta@example.org")
    MandateFactory(user=user, role=Role.COORDINATOR)
    MemberFactory(user=user, role=Role.OWNER)
    create_token(by=user, name="mappa", scopes=["account:read"], days=30)
    log_look(by=user, what=AccessLog.What.PEOPLE, thing="Punto Comunità Fiumicello")
    log_look(by=UserFactory(), what=AccessLog.What.PERSON, subject=user)
    return user


def enter(page, url, user):
    page.goto(f"{url}/account/accedi/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/account/")


@pytest.mark.parametrize(("color_scheme", "width"), [("light", 360), ("light", 1280), ("dark", 1280)])
def test_own_pages_break_no_rule_of_accessibility(live_server, page, marta, violations, color_scheme, width):
    page.emulate_media(color_scheme=color_scheme)
    page.set_viewport_size({"width": width, "height": 900})
    enter(page, live_server.url, marta)
    faults, wide = {}, {}

    for address in PAGES:
        page.goto(f"{live_server.url}/account/{address}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        faults[address] = violations(page)
        wide[address] = page.evaluate("document.documentElement.scrollWidth") - width

    assert {key: found for key, found in faults.items() if found} == {}
    assert {key: excess for key, excess in wide.items() if excess > 0} == {}


def test_own_pages_of_who_has_nothing_break_no_rule(live_server, page, transactional_db, violations):
    enter(page, live_server.url, UserFactory())
    found = {}

    for address in PAGES:
        page.goto(f"{live_server.url}/account/{address}")
        found[address] = violations(page)

    assert {key: faults for key, faults in found.items() if faults} == {}


def test_own_pages_make_a_key_by_keyboard_and_copy_it(live_server, page, marta):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(page, live_server.url, marta)
    page.goto(f"{live_server.url}/account/chiavi/nuova/")

    page.get_by_label("A che cosa serve").focus()
    page.keyboard.type("Foglio dei turni")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Copia la chiave adesso").wait_for()
    secret = page.locator("#chiave").inner_text()
    page.get_by_role("button", name="Copia la chiave").click()
    page.get_by_role("button", name="Copiata").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == secret
    answer = page.request.get(f"{live_server.url}/api/account", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["token"]["name"] == "Foglio dei turni"
    page.reload()
    expect(page.get_by_text(secret)).to_have_count(0)
    assert marta.api_tokens.count() == 2


def test_own_pages_erase_an_account_without_javascript(live_server, browser, marta):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780}).new_page()
    enter(page, live_server.url, marta)

    page.get_by_role("link", name="I tuoi dati").click()
    page.get_by_role("link", name="Vedi che cosa si cancella").click()
    page.get_by_role("button", name="Cancella il mio accesso").click()
    page.get_by_role("link", name="Ho letto che cosa si cancella").click()
    page.get_by_label("Ho letto che cosa si cancella e che cosa resta").check()
    page.get_by_role("button", name="Cancella il mio accesso").click()
    page.wait_for_url(f"{live_server.url}/")

    expect(page.get_by_text("il tuo accesso non c’è più")).to_be_visible()
    assert not User.objects.filter(pk=marta.pk).exists()


def test_own_pages_download_the_data(live_server, page, marta):
    enter(page, live_server.url, marta)
    page.goto(f"{live_server.url}/account/dati/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Scarica i tuoi dati").click()

    assert download.value.suggested_filename == f"i-miei-dati-{timezone.localdate()}.json"
