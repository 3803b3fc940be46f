"""Somebody asks to be called from a small phone without scripts; the desk calls, follows, and erases when asked."""

import re

import pytest

from accounts.access import Role
from accounts.models.api_token import digest_of
from helpdesk.models import CallBackRequest, Client, Notice
from tests.browser.test_people import sign_in
from tests.factories import CommunityPointFactory, LocationFactory, QuarterFactory
from tests.helpdesk.factories import CallBackRequestFactory, ClientFactory, NoticeFactory, make_volunteer

PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False, "has_touch": True}
WORDS = "Per richiamarti ci servono il tuo nome e un numero. Dopo la chiamata li cancelliamo."


@pytest.fixture
def desk(transactional_db):
    NoticeFactory(purpose=Notice.Purpose.CALL_BACK, text=WORDS)
    quarter = QuarterFactory(name="Fiumicello")
    point = CommunityPointFactory(
        name="Punto Fiumicello",
        slug="fiumicello",
        phones=[{"number": "030 111"}],
        location=LocationFactory(quarter=quarter),
    )
    point.quarters.add(quarter)
    return point


@pytest.fixture
def phone(browser):
    context = browser.new_context(**PHONE, locale="it-IT")
    yield context.new_page()
    context.close()


def no_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


def test_call_me_back_on_a_phone_without_scripts(live_server, desk, phone):
    make_volunteer(desk)
    phone.goto(f"{live_server.url}/una-pagina-che-non-c-e/")
    phone.get_by_role("link", name="Oppure lascia un numero").click()
    phone.get_by_label("Come ti chiami").fill("Amina")
    phone.get_by_label("Il tuo numero di telefono").fill("chiedi di me")
    phone.get_by_label("di mattina").check()
    phone.get_by_label("In che quartiere sei?").select_option("Fiumicello")
    phone.get_by_role("button", name="Richiamatemi").click()
    phone.get_by_role("link", name="Il tuo numero di telefono").first.wait_for()
    kept = phone.get_by_label("Come ti chiami").input_value()
    phone.get_by_label("Il tuo numero di telefono").fill("333 1234567")
    phone.get_by_label("Va bene così").check()
    phone.wait_for_timeout(3100)  # nobody writes in less than two seconds: programs do
    phone.get_by_role("button", name="Richiamatemi").click()
    phone.get_by_role("heading", name="Ti richiamiamo").wait_for()

    said = phone.locator("main").inner_text()
    asked = CallBackRequest.objects.get()
    assert (kept, no_sideways(phone), asked.community_point, asked.state) == ("Amina", True, desk, "received")
    assert [words for words in ("Punto Fiumicello", "030 111", "112", "1522") if words not in said] == []

    phone.get_by_role("link", name="Non serve più").click()
    looked, fits = phone.locator("main").inner_text(), no_sideways(phone)
    phone.get_by_role("button", name="Non serve più").click()
    phone.get_by_role("heading", name="Fatto: non resta niente").wait_for()

    asked.refresh_from_db()
    assert ("Punto Fiumicello" in looked, fits, "Amina" in looked) == (True, True, False)
    assert (asked.state, asked.name, asked.contact) == ("withdrawn", "", "")


def test_pages_of_the_room_are_accessible(live_server, desk, page, violations):
    asked, client = CallBackRequestFactory(community_point=desk), ClientFactory(community_point=desk)
    volunteer = make_volunteer(desk, role=Role.COORDINATOR)
    sign_in(page, live_server, volunteer, "/sportello/fiumicello/richieste/")
    found = {}
    CallBackRequestFactory(community_point=desk, digest=digest_of("x"))

    for address in ("/richiamami/", "/richiamami/non-serve-piu/x/", "/richiamami/non-serve-piu/y/",
                    "/richiamami/grazie/?sportello=fiumicello", "/sportello/fiumicello/richieste/",
                    f"/sportello/fiumicello/richieste/{asked.pk}/", "/sportello/fiumicello/persone/",
                    f"/sportello/fiumicello/persone/{client.pk}/",
                    f"/sportello/fiumicello/persone/{client.pk}/chi-ha-guardato/", "/privacy/"):  # fmt: skip
        page.goto(live_server.url + address)
        found[address] = violations(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_person_is_called_followed_and_erased(live_server, desk, page, violations):
    CallBackRequestFactory(community_point=desk)
    sign_in(page, live_server, make_volunteer(desk, name="Marta"), "/sportello/fiumicello/")

    page.get_by_role("link", name=re.compile("^Richiama")).first.click()
    page.get_by_role("button", name="Apri").click()
    page.get_by_text("333 1234567").wait_for()
    faults = violations(page)
    page.get_by_label("Sì, ce l’ha chiesto").check()
    page.get_by_role("button", name="Ho parlato").click()
    page.get_by_role("heading", name="Cambia il contatto").wait_for()
    page.get_by_role("link", name="Persone", exact=True).click()
    listed = page.locator("main").inner_text()
    page.get_by_role("link", name=Client.objects.get().reference).click()
    page.get_by_role("button", name="Apri").click()
    opened = page.get_by_label("Nome, basta il primo").input_value()
    faults += violations(page)
    page.get_by_text("Cancella i suoi dati").click()
    page.get_by_label("Me l’ha chiesto la persona").check()
    page.get_by_role("button", name="Cancella per sempre").click()
    page.get_by_text("Per ora non seguiamo nessuno").wait_for()

    erased = Client.objects.get()
    assert (faults, "Amina" in listed, opened) == ([], False, "Amina")
    assert (erased.name, erased.contact, erased.erased_at is not None) == ("", "", True)
