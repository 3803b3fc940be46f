"""Coming in as people do: by key on a small phone, without script, with a passkey."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.accounts.doors import PASSWORD, code_of, recovery_codes_of, secret_of
from tests.factories import UserFactory

DOOR = "/account/accedi/"
OPEN_PAGES = [
    DOOR,
    "/account/registrati/",
    "/account/password/dimenticata/",
    "/account/password/nuova/1-niente/",
    "/account/email/controlla/",
    "/account/email/conferma/niente/",
    "/account/sospeso/",
]
OWN_PAGES = [
    "/account/email/",
    "/account/password/",
    "/account/esci/",
    "/account/accedi/conferma/",
    "/account/secondo-passo/",
    "/account/secondo-passo/modi/",
    "/account/secondo-passo/app/",
    "/account/secondo-passo/passkey/",
    "/account/secondo-passo/passkey/aggiungi/",
]


@pytest.fixture
def person(transactional_db):
    return UserFactory(email="lucia@example.org", name="Lucia")


@pytest.fixture
def site(live_server):
    """By its name `localhost`: a passkey belongs to a name, and 127.0.0.1 is none."""
    return live_server.url


@pytest.fixture
def key_in_hand(page):
    """A passkey made of software, which always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page, site, person):
    page.goto(site + DOOR)
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entra", exact=True).click()
    page.wait_for_url(lambda address: DOOR not in address or "secondo-passo" in address)


def faults(page, violations, addresses, widths=(360, 1280)):
    """By address and width, what axe finds and what scrolls sideways."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(address)
            too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[address, width] = violations(page) + ["too wide"] * too_wide
    return {key: value for key, value in found.items() if value}


def test_sign_in_by_key_alone_on_a_small_phone(page, site, person):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + DOOR)

    page.get_by_role("link", name="Vai al contenuto").focus()
    page.keyboard.press("Enter")
    for _ in range(2):  # the link to the search stands before the form
        page.keyboard.press("Tab")
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/account/")

    expect(page.get_by_role("link", name="Lucia")).to_be_visible()


def test_the_password_can_be_seen_and_is_sent_as_one(page, site, person):
    page.goto(site + DOOR)
    field = page.get_by_label("Password", exact=True)
    field.fill(PASSWORD)

    page.get_by_label("Mostra la password").check()
    shown = field.get_attribute("type")
    page.get_by_label("Mostra la password").uncheck()

    assert (shown, field.get_attribute("type")) == ("text", "password")


def test_an_app_is_set_up_and_used_without_javascript(browser, site, person):
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, site, person)
    page.goto(f"{site}/account/secondo-passo/app/")

    secret = page.locator(".typed").inner_text().replace(" ", "")
    page.get_by_label("Codice di 6 cifre").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Attiva").click()
    on_the_way = page.get_by_role("link", name="Li ho salvati, continua")
    expect(on_the_way).to_be_visible()
    codes = page.locator(".codes .typed").all_inner_texts()
    on_the_way.click()

    assert codes == recovery_codes_of(person)
    expect(page).to_have_url(f"{site}/account/")


def test_recovery_codes_are_saved_in_a_file(page, site, person):
    sign_in(page, site, person)
    page.goto(f"{site}/account/secondo-passo/app/")
    secret = page.locator(".typed").inner_text().replace(" ", "")
    page.get_by_label("Codice di 6 cifre").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Attiva").click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Salva in un file").click()

    assert download.value.suggested_filename == "codici-di-riserva.txt"
    assert download.value.path().read_text().split() == recovery_codes_of(person)


def test_a_recovery_code_lets_in_without_the_app(page, site, transactional_db):
    person = UserFactory(second_factor=True)
    sign_in(page, site, person)

    page.get_by_label("Codice").fill(recovery_codes_of(person)[3])
    page.get_by_role("button", name="Entra", exact=True).click()
    page.wait_for_url(f"{site}/account/")

    assert len(recovery_codes_of(person)) == 9


def test_a_passkey_is_added_and_lets_in_without_password(page, site, person, key_in_hand):
    sign_in(page, site, person)
    page.goto(f"{site}/account/secondo-passo/passkey/aggiungi/")
    page.get_by_label("Come si chiama").fill("Telefono di Lucia")
    page.get_by_role("button", name="Aggiungi la passkey").click()
    page.wait_for_url("**/secondo-passo/codici/")
    page.context.clear_cookies()

    page.goto(f"{site}{DOOR}?next=/account/secondo-passo/passkey/")
    page.get_by_role("button", name="Entra con una passkey").click()
    page.wait_for_url(f"{site}/account/secondo-passo/passkey/")

    assert page.get_by_role("heading", level=2).all_inner_texts() == ["Telefono di Lucia"]
    expect(page.get_by_text("Entri anche senza password.")).to_be_visible()


def test_a_passkey_is_the_second_step_after_the_password(page, site, person, key_in_hand):
    sign_in(page, site, person)
    page.goto(f"{site}/account/secondo-passo/passkey/aggiungi/")
    page.get_by_label("Usala anche da sola").uncheck()
    page.get_by_role("button", name="Aggiungi la passkey").click()
    page.wait_for_url("**/secondo-passo/codici/")
    page.context.clear_cookies()

    sign_in(page, site, person)
    page.get_by_role("button", name="Usa la passkey").click()
    page.wait_for_url(f"{site}/account/")

    expect(page.get_by_role("link", name="Lucia")).to_be_visible()


def test_a_passkey_confirms_who_one_is(page, site, person, key_in_hand):
    sign_in(page, site, person)
    page.goto(f"{site}/account/secondo-passo/passkey/aggiungi/")
    page.get_by_role("button", name="Aggiungi la passkey").click()
    page.wait_for_url("**/secondo-passo/codici/")

    page.goto(f"{site}/account/accedi/conferma/passkey/?next=/account/secondo-passo/modi/")
    page.get_by_role("button", name="Usa la passkey").click()

    page.wait_for_url(f"{site}/account/secondo-passo/modi/")


def test_a_passkey_that_does_not_answer_is_said_in_words(page, site, transactional_db):
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto(site + DOOR)

    page.get_by_role("button", name="Entra con una passkey").click()

    page.get_by_text("La passkey non ha risposto: riprova, oppure usa un altro modo.").wait_for()


def test_where_passkeys_cannot_work_none_is_offered(page, browser, site, transactional_db):
    page.goto(site.replace("localhost", "127.0.0.1") + DOOR)
    without_script = browser.new_context(java_script_enabled=False).new_page()
    without_script.goto(site + DOOR)

    for shown in (page, without_script):
        expect(shown.get_by_text("Qui non puoi usare una passkey")).to_be_visible()
        expect(shown.get_by_role("button", name="Entra con una passkey")).to_be_hidden()


def test_an_error_leads_to_its_field(page, site, transactional_db):
    page.goto(f"{site}/account/registrati/")
    page.get_by_role("button", name="Crea il mio accesso").click()

    page.get_by_role("alert").get_by_role("link", name="Password").click()

    expect(page.locator("#id_password1")).to_be_focused()


def test_pages_at_the_door_break_no_rule_of_accessibility(page, site, transactional_db, violations):
    assert faults(page, violations, [site + address for address in OPEN_PAGES]) == {}


@pytest.mark.parametrize(("color_scheme", "widths"), [("light", [360]), ("dark", [1280])])
def test_own_pages_break_no_rule_of_accessibility(page, site, person, violations, color_scheme, widths):
    page.emulate_media(color_scheme=color_scheme)
    sign_in(page, site, person)

    assert faults(page, violations, [site + address for address in OWN_PAGES], widths) == {}


def test_pages_with_errors_and_codes_break_no_rule_of_accessibility(page, site, person, violations):
    found = {}
    for address, button in ((DOOR, "Entra"), ("/account/registrati/", "Crea il mio accesso")):
        page.goto(site + address)
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        page.get_by_role("alert").get_by_role("list").wait_for()
        found[address] = violations(page)
    sign_in(page, site, UserFactory(second_factor=True))
    found["second step"] = violations(page)

    assert found == {DOOR: [], "/account/registrati/": [], "second step": []}


def test_no_page_at_the_door_breaks_its_own_policy(page, site, person, key_in_hand):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)

    for address in OPEN_PAGES:
        page.goto(site + address)
    sign_in(page, site, person)
    for address in OWN_PAGES:
        page.goto(site + address)

    assert said == []


def test_a_second_step_by_app_works_after_the_password(page, site, transactional_db):
    person = UserFactory(second_factor=True)
    sign_in(page, site, person)

    page.get_by_label("Codice").fill(code_of(secret_of(person)))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/account/")

    expect(page.get_by_role("link", name=person.name)).to_be_visible()
