"""Who does not answer by telephone: sheets of a survey printed and copied; advice booked for who rings."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import AdviceBooking, SurveyAnswer
from puntocomunita.encryption import decrypt
from tests.community.concierge_factories import AdviceSlotFactory, ConciergeFactory, keeper_of
from tests.community.proposals_factories import SurveyFactory
from tests.factories import CommunityPointFactory, MandateFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    return network_of()


def test_sheets_are_printed_and_copied_by_keyboard_alone(live_server, network, new_context):
    survey = SurveyFactory(network=network, title="Fiumicello")
    point = CommunityPointFactory(location__municipality=network)
    volunteer = MandateFactory(community_point=point, role=Role.VOLUNTEER).user
    phone = new_context(java_script_enabled=False, **PHONE).new_page()

    sign_in(phone, live_server, volunteer, survey.get_absolute_url())
    phone.get_by_role("link", name="Stampa i fogli").click()
    phone.get_by_label("Quanti fogli").fill("2")
    phone.get_by_role("button", name="Prepara i fogli").click()
    sheets = phone.get_by_role("article")
    expect(sheets).to_have_count(2)
    serials = [sheet.locator("strong").last.inner_text() for sheet in sheets.all()]
    phone.get_by_role("link", name="Torna al sondaggio").click()
    phone.get_by_role("link", name="Copia i fogli").click()
    for number, serial in enumerate(serials, 1):
        phone.get_by_label("Numero del foglio").fill(serial.lower())
        phone.keyboard.press("Tab")
        phone.keyboard.type("4455")
        phone.keyboard.press("Enter")
        expect(phone.get_by_text(f"Fogli copiati finora: {number}.")).to_be_visible()
    phone.get_by_label("Numero del foglio").fill(serials[0])
    phone.get_by_label("Le quattro risposte").fill("1111")
    phone.get_by_role("button", name="Conta questo foglio").click()

    expect(phone.get_by_text("Questo foglio è già contato: mettilo via.").first).to_be_visible()
    chosen = SurveyAnswer.objects.filter(people__gt=0).values_list("score", "people")
    assert sorted(chosen) == [(4, 2), (4, 2), (5, 2), (5, 2)]


def test_pages_of_paper_and_telephone_can_be_used_by_all(live_server, network, new_context, violations):
    survey = SurveyFactory(network=network, title="Fiumicello")
    concierge = ConciergeFactory(network=network)
    slot = AdviceSlotFactory(network=network, topic="Vendere quello che cuci")
    page = new_context(**PHONE).new_page()

    sign_in(page, live_server, keeper_of(concierge), f"{concierge.get_absolute_url()}banco/")
    page.get_by_role("link", name="Prenota una consulenza per chi non ha un accesso").click()
    page.get_by_label("Quale consulenza").select_option(str(slot.pk))
    page.get_by_label("Come si chiama").fill("Rosa")
    page.get_by_label("Come si raggiunge").fill("030 000 1234")
    page.get_by_role("button", name="Prenota", exact=True).click()
    expect(page.get_by_text("Prenotata. Stampa il foglio")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Il foglio da dare Rosa").click()
    expect(page.get_by_role("heading", name="Vendere quello che cuci")).to_be_visible()
    assert violations(page) == []
    for address in ("fogli/?fogli=2", "copia/"):
        page.goto(f"{live_server.url}{survey.get_absolute_url()}{address}")
        assert violations(page) == []

    assert decrypt(AdviceBooking.objects.get().name) == "Rosa"
