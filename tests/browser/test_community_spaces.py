"""A room of a house: asked for on a phone without scripts, confirmed by who keeps it; who comes second hears when."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Booking
from tests.community.factories import BookingFactory, HouseFactory, SpaceFactory
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def house(transactional_db):
    return HouseFactory(location__municipality=network_of(), name="Casa del Tiglio")


def test_room_is_asked_for_confirmed_and_the_second_hears_when_it_is_free(
    live_server, house, page, new_context, violations
):
    hall = SpaceFactory(house=house, name="Salone")
    choir = MemberFactory(organization__name="Coro del Mella")
    taken = BookingFactory(space=hall, organization=choir.organization, state="confirmed")
    keeper = MemberFactory(organization=house.location.organization, role=Role.OWNER).user

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), house.get_absolute_url())
    phone.get_by_role("link", name="Le stanze: guarda e prenota").click()
    phone.get_by_role("link", name="Salone").click()
    phone.get_by_role("link", name="Prenota", exact=True).click()
    day = taken.starts_at.date().isoformat()
    for label, value in {"Che cosa fate": "Corso di cucito", "Quante persone": "8", "Giorno": day}.items():
        phone.get_by_label(label).fill(value)
    phone.get_by_label("Dalle").fill("18:30")
    phone.get_by_label("Alle", exact=True).fill("20:30")
    phone.get_by_role("button", name="Prenota").click()
    expect(phone.get_by_role("alert")).to_contain_text("Coro del Mella")
    expect(phone.get_by_role("alert")).to_contain_text("alle 20:00")

    phone.get_by_label("Dalle").fill("20:00")
    phone.get_by_label("Alle", exact=True).fill("22:00")
    phone.get_by_role("button", name="Prenota").click()
    expect(phone.get_by_text("Chiesta: nessun altro la prende.")).to_be_visible()

    sign_in(page, live_server, keeper, f"/comunita/brescia/case/{house.slug}/prenotazioni/")
    assert violations(page) == []
    page.get_by_role("link", name="Corso di cucito").click()
    page.get_by_role("button", name="Conferma").click()

    expect(page.get_by_text("Confermata", exact=True)).to_be_visible()
    assert Booking.objects.get(title="Corso di cucito").state == "confirmed"


def test_pages_of_a_room_are_fit_for_everybody(live_server, house, page, violations):
    page.set_viewport_size(PHONE["viewport"])
    space = BookingFactory(space__house=house).space
    sign_in(page, live_server, UserFactory(), space.get_absolute_url())

    for address in ("", "prenota/"):
        page.goto(f"{live_server.url}{space.get_absolute_url()}{address}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
