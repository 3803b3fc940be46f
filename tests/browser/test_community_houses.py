"""Two houses with a project raise money for it, and tell what came and what it was used for."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from tests.community.events_factories import house_in, project_of
from tests.community.factories import in_days
from tests.factories import MemberFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def houses(transactional_db):
    network = network_of()
    return [house_in(network, name=name) for name in ("Casa del Tiglio", "Casa Ponte")]


def test_two_houses_raise_money_and_account_for_it(live_server, houses, page, new_context, violations):
    project_of(*houses, title="Cucine aperte")
    keeper = MemberFactory(organization=houses[0].location.organization, role=Role.OWNER).user
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, keeper, "/comunita/brescia/raccolte/")
    raise_money_together(phone)

    page.set_viewport_size(PHONE["viewport"])
    page.goto(f"{live_server.url}/comunita/brescia/raccolte/")
    expect(page.get_by_role("progressbar", name="Quanto è arrivato")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Un forno per la cucina").press("Enter")
    expect(page.get_by_role("link", name="Casa Ponte")).to_be_visible()
    expect(page.get_by_role("img", name="Serve, raccolto, usato, in euro")).to_be_visible()
    told = page.get_by_role("paragraph").filter(has_text="ne sono arrivati 550, ne sono stati usati 200")
    expect(told).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Cucine aperte").press("Enter")
    expect(page.get_by_role("link", name="Un forno per la cucina")).to_be_visible()


def raise_money_together(phone):
    """For both houses of the project: opened, what arrived and what was spent written down."""
    phone.get_by_role("link", name="Prepara una raccolta").click()
    phone.get_by_label("Per che cosa").fill("Un forno per la cucina")
    phone.get_by_label("Racconta perché serve").fill("Il vecchio è rotto.")
    phone.get_by_label("Quanto serve, in euro").fill("1000")
    phone.get_by_label("Fino al").fill(in_days(30, 18).date().isoformat())
    phone.get_by_label("Come si dà").fill("In segreteria.")
    phone.get_by_label("Casa del Tiglio").check()
    phone.get_by_label("Casa Ponte").check()
    phone.get_by_label("Progetto").select_option(label="Cucine aperte")
    phone.get_by_role("button", name="Salva").click()
    phone.get_by_role("link", name="Aprila, quando è ora").click()
    phone.get_by_role("button", name="Apri", exact=True).click()
    came, spent = (phone.get_by_role("region", name=name) for name in ("È arrivato qualcosa", "Abbiamo speso qualcosa"))
    came.get_by_label("Da chi").select_option(label="festa o evento")
    came.get_by_label("Quanto, in euro").fill("550")
    came.get_by_label("Arrivato il").fill(in_days(0, 9).date().isoformat())
    came.get_by_role("button", name="Scrivi l’entrata").click()
    spent.get_by_label("Per che cosa").fill("Il forno")
    spent.get_by_label("Quanto, in euro").fill("600")
    spent.get_by_label("Speso il").fill(in_days(0, 9).date().isoformat())
    spent.get_by_role("button", name="Scrivi la spesa").click()
    expect(phone.get_by_text("Non si può: si userebbe più di quanto è arrivato.")).to_be_visible()
    spent.get_by_label("Per che cosa").fill("Un anticipo")
    spent.get_by_label("Quanto, in euro").fill("200")
    spent.get_by_label("Speso il").fill(in_days(0, 9).date().isoformat())
    spent.get_by_role("button", name="Scrivi la spesa").click()
    expect(phone.get_by_text("Scritto.")).to_be_visible()
