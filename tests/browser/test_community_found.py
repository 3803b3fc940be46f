"""Who looks for something to do finds the feast, the group and the initiative where services are found too."""

import re

import pytest
from playwright.sync_api import expect

from services.listings import refresh_together
from tests.community.events_factories import EventFactory
from tests.community.groups_factories import PlaceNameFactory, active_group, private_group
from tests.community.initiatives_factories import InitiativeFactory
from tests.network.factories import network_of


@pytest.fixture
def feast(neighbourhood):
    """With a group, an initiative and a group that hides, all about the same."""
    network = network_of(neighbourhood.municipality)
    street = PlaceNameFactory(municipality=network, name="via Ginestra", quarter=neighbourhood)
    active_group(network=network, name="Vicini della ginestra", street=street)
    private_group(network=network, name="Ginestra di nascosto", street=street)
    InitiativeFactory(network=network, quarter=neighbourhood, title="La siepe di ginestra")
    event = EventFactory(network=network, quarter=neighbourhood, title="Festa della ginestra")
    refresh_together()
    return event


def test_somebody_with_a_phone_finds_the_feast_of_the_quarter(live_server, page, feast, violations):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/servizi/?q=ginestra&near=Fiumicello")
    expect(page.locator("#risultati h1")).to_have_text("3 risultati per «ginestra» vicino a Fiumicello")
    page.wait_for_load_state("networkidle")

    page.locator("#filtri > summary").press("Enter")
    page.get_by_label("eventi").press("Space")
    expect(page.locator("#filtri-numero")).to_have_text("(1)")
    page.get_by_role("button", name="Mostra i risultati").press("Enter")

    expect(page.locator("#risultati h1")).to_have_text("1 evento per «ginestra» vicino a Fiumicello")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    card = page.locator("li.card").filter(has_text="Festa della ginestra")
    expect(card).to_contain_text(re.compile(r"Evento · .* · Fiumicello"))
    expect(card).to_contain_text("alle 18:00")
    card.get_by_role("link", name="Festa della ginestra").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Festa della ginestra")

    rooms = page.get_by_role("navigation", name="Comunità").get_by_role("link")
    expect(rooms).to_have_text(["Eventi"])
    page.get_by_text("Tutte le pagine").press("Enter")
    expect(rooms.first).to_have_text("Insieme a Brescia")
    expect(rooms).to_have_count(11)
    for width in (1280, 640):  # 1280 at 200 %
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        expect(page.get_by_text("Tutte le pagine")).to_be_hidden()
        expect(rooms).to_have_count(11)
