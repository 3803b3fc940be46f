"""A need from one resident to an answer for all: said on a phone, supported by another, put together, adopted."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Need
from tests.factories import CommunityPointFactory, MandateFactory, QuarterFactory, TermFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    network = network_of()
    TermFactory(name="Parchi e spazi aperti")
    QuarterFactory(municipality=network, name="Fiumicello")
    return network


def test_need_is_said_supported_and_answered(live_server, network, page, new_context, violations):
    point = CommunityPointFactory(location__municipality=network)
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    here = f"/comunita/{network.slug}/bisogni/"

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), f"{here}nuovo/")
    phone.get_by_label("In poche parole").fill("Una panchina davanti alla farmacia")
    phone.get_by_label("Quartiere").select_option("Fiumicello")
    phone.get_by_role("button", name="Dillo", exact=True).click()
    expect(phone.get_by_text("1 persona lo dice")).to_be_visible()

    other = new_context(**PHONE).new_page()
    sign_in(other, live_server, UserFactory(), f"{here}nuovo/")
    other.get_by_label("In poche parole").fill("Panchina davanti alla farmacia")
    other.get_by_role("button", name="Dillo", exact=True).click()
    assert violations(other) == []
    other.get_by_role("link", name="Una panchina davanti alla farmacia").click()
    other.get_by_role("button", name="Lo dico anch’io").click()
    expect(other.get_by_text("2 persone lo dicono")).to_be_visible()
    assert violations(other) == []

    sign_in(page, live_server, coordinator, f"{here}da-leggere/")
    page.get_by_role("link", name="Metti insieme Una panchina").click()
    page.get_by_label("Oppure un tema nuovo").fill("Panchine")
    page.get_by_role("button", name="Metti insieme").click()
    page.get_by_role("link", name="Panchine", exact=True).click()
    page.get_by_role("link", name="Rispondi: ci si lavora").click()
    page.get_by_label("La risposta, per tutti").fill("A marzo si montano.")
    page.get_by_role("button", name="Rispondi a tutti").click()

    expect(page.get_by_text("Da oggi ci si lavora")).to_be_visible()
    need = Need.objects.get()
    other.goto(f"{live_server.url}{here}{need.pk}/")
    expect(other.get_by_text("A marzo si montano.")).to_be_visible()
    assert need.state == "adopted"
