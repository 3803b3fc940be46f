"""A room of a house: asked for on a phone without scripts, confirmed by who keeps it; who comes second hears when."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Booking
from tests.community.factories import BookingFactory, HouseFactory, SpaceFactory, in_days
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
    assert phone.get_by_role("link", name="Nel tuo calendario").bounding_box()["height"] >= 44
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


def test_keeper_opens_a_room_and_a_group_has_it_week_after_week_past_who_was_there(
    live_server, house, page, new_context, violations
):
    keeper = MemberFactory(organization=house.location.organization, role=Role.OWNER).user
    sign_in(page, live_server, keeper, f"/comunita/brescia/case/{house.slug}/stanze/")
    page.get_by_role("link", name="Di’ che casa è").click()
    page.get_by_label("Che cosa ci si fa").fill("Si cucina e si canta. Chi esce spegne le luci.")
    page.get_by_role("button", name="Salva").click()
    page.get_by_role("link", name="Aggiungi una stanza").click()
    page.get_by_label("Come si chiama").fill("Salone")
    page.get_by_label("Quante persone ci stanno").fill("30")
    page.get_by_label("Minuti per riordinare").fill("30")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("heading", name="Salone")).to_be_visible()
    choir = MemberFactory(organization__name="Coro del Mella").organization
    BookingFactory(space=house.spaces.get(), organization=choir, starts_at=in_days(8, 19), ends_at=in_days(8, 21))

    phone = new_context(**PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), "/comunita/brescia/case/")
    asked = {"Quante persone": "12", "Giorno": in_days(1, 18).date().isoformat(), "Dalle": "17:00"}
    for label, value in asked.items():
        phone.get_by_label(label).fill(value)
    phone.get_by_label("Alle", exact=True).fill("19:00")
    phone.get_by_role("button", name="Cerca una stanza").press("Enter")
    expect(phone.get_by_role("heading", name="1 stanza libera")).to_be_visible()
    assert violations(phone) == []
    phone.emulate_media(media="print")
    expect(phone.get_by_role("link", name="Prenota Salone")).to_be_visible()
    phone.emulate_media(media="screen")
    phone.get_by_role("link", name="Prenota Salone").press("Enter")
    phone.get_by_label("Che cosa fate").fill("Compiti insieme")
    phone.get_by_label("ogni settimana").check()
    phone.get_by_label("Se si ripete, fino al").fill(in_days(15, 18).date().isoformat())
    phone.get_by_role("button", name="Prenota").press("Enter")
    expect(phone.get_by_text("c’è Coro del Mella")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_role("button", name="Prendi i giorni scelti").press("Enter")
    expect(phone.get_by_text("Presi 2 giorni.")).to_be_visible()

    page.goto(f"{live_server.url}/comunita/brescia/case/{house.slug}/prenotazioni/")
    page.get_by_role("link", name="Compiti insieme").first.click()
    page.get_by_label("Anche l’altro giorno che segue").check()
    page.get_by_role("button", name="Conferma").click()
    expect(page.get_by_text("Confermata", exact=True)).to_be_visible()
    days = Booking.objects.filter(title="Compiti insieme", state="confirmed").order_by("starts_at")
    assert [each.starts_at for each in days] == [in_days(1, 17), in_days(15, 17)]


def test_pages_of_a_room_are_fit_for_everybody(live_server, house, page, violations):
    page.set_viewport_size(PHONE["viewport"])
    space = BookingFactory(space__house=house).space
    sign_in(page, live_server, UserFactory(), space.get_absolute_url())

    for address in ("", "prenota/"):
        page.goto(f"{live_server.url}{space.get_absolute_url()}{address}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
