"""A keeper invites to an event in a room, on a phone; a neighbour takes it along, or says that they come; two houses
share a project."""

import icalendar
import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Booking, Event, EventGuest
from tests.community.events_factories import EventFactory, fundraising_of, guest_of, house_in
from tests.community.factories import SpaceFactory, in_days
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    return network_of()


def keeper_of(house):
    return MemberFactory(organization=house.location.organization, role=Role.OWNER).user


def test_keeper_invites_to_an_event_in_a_room_and_a_neighbour_takes_it_along(
    live_server, network, page, new_context, violations
):
    house = house_in(network, name="Casa del Tiglio")
    SpaceFactory(house=house, name="Salone")
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, keeper_of(house), f"/comunita/{network.slug}/eventi/")
    phone.get_by_role("link", name="Invita a un evento").first.click()
    phone.get_by_label("Chi invita").select_option(label="Casa del Tiglio")
    phone.get_by_label("Titolo").fill("Laboratorio di cucito")
    phone.get_by_label("Giorno", exact=True).fill(in_days(1, 18).date().isoformat())
    phone.get_by_label("Dalle").fill("18:00")
    phone.get_by_label("Alle", exact=True).fill("20:00")
    phone.get_by_label("Stanza di una casa").select_option(label="Casa del Tiglio: Salone (30)")
    phone.get_by_role("button", name="Pubblica").click()
    expect(phone.get_by_text("Pubblicato.")).to_be_visible()

    page.set_viewport_size(PHONE["viewport"])
    page.goto(f"{live_server.url}/comunita/{network.slug}/eventi/?when=week")
    assert violations(page) == []
    page.get_by_role("link", name="Laboratorio di cucito").click()
    expect(page.get_by_role("heading", name="Laboratorio di cucito")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Mettilo nel tuo calendario (.ics)").click()

    with open(taken.value.path(), "rb") as file:
        (entry,) = icalendar.Calendar.from_ical(file.read()).walk("VEVENT")
    assert (str(entry["summary"]), entry["dtstart"].dt) == ("Laboratorio di cucito", in_days(1, 18))
    assert (Event.objects.get().state, Booking.objects.get().state) == ("published", "confirmed")


def test_two_houses_share_a_project_and_what_they_raise_is_drawn(live_server, network, page, new_context, violations):
    one, other = house_in(network, name="Casa del Tiglio"), house_in(network, name="Casa Ponte")
    fundraising_of(one, other, raised=[300, 250], used=[200])
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, keeper_of(one), f"/comunita/{network.slug}/case/progetti/")
    phone.get_by_role("link", name="Proponi un progetto").click()
    phone.get_by_label("Titolo").fill("Cucine aperte")
    phone.get_by_label("Che cosa fanno insieme").fill("Una sera alla settimana si cucina insieme.")
    phone.get_by_label("Dal", exact=True).fill(in_days(1, 18).date().isoformat())
    phone.get_by_label("Casa del Tiglio").check()
    phone.get_by_label("Casa Ponte").check()
    phone.get_by_role("button", name="Proponilo").click()
    expect(phone.get_by_text("Scritto: comincia quando tutte le case dicono di sì.")).to_be_visible()

    page.set_viewport_size(PHONE["viewport"])
    sign_in(page, live_server, keeper_of(other), f"/comunita/{network.slug}/case/progetti/")
    page.get_by_role("link", name="Cucine aperte").click()
    page.get_by_role("button", name="Sì, ci siamo").click()
    expect(page.get_by_text("In corso")).to_be_visible()
    assert violations(page) == []

    page.goto(f"{live_server.url}/comunita/{network.slug}/raccolte/")
    page.get_by_role("link", name="Un forno per la cucina").click()
    expect(page.get_by_role("img", name="Serve, raccolto, usato, in euro")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="ne sono arrivati 550")).to_be_visible()
    assert violations(page) == []


def test_neighbour_waits_for_a_place_and_has_it_as_another_gives_theirs_back(
    live_server, network, page, new_context, violations
):
    event = EventFactory(network=network, title="Cena insieme", capacity=2)
    first, second = UserFactory(name="Ada Bruni"), UserFactory(name="Bea Corsi")
    guest_of(event.dates.get(), person=first, people=2)
    page.set_viewport_size(PHONE["viewport"])
    page.goto(f"{live_server.url}{event.get_absolute_url()}")
    expect(page.get_by_text("i posti sono finiti")).to_be_visible()
    assert violations(page) == []

    sign_in(page, live_server, second, event.get_absolute_url())
    page.get_by_label("In quanti venite, con te").fill("2")
    page.get_by_role("button", name="Vengo", exact=True).click()
    expect(page.get_by_text("sei in lista, aspetti un posto")).to_be_visible()
    assert violations(page) == []
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, first, event.get_absolute_url())
    phone.get_by_role("button", name="Non vengo più").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("il posto va a chi aspetta")).to_be_visible()
    page.reload()
    expect(page.get_by_text("vieni, in 2")).to_be_visible()
    owner = MemberFactory(organization=event.organization, role=Role.OWNER).user
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, owner, f"{event.get_absolute_url()}cura/")
    phone.get_by_role("link", name="Chi viene (2)").click()
    expect(phone.get_by_text("Bea Corsi, in 2")).to_be_visible()
    assert list(EventGuest.objects.values_list("person", "state")) == [(second.pk, "coming")]
