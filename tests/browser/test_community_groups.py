"""A street group from a phone: proposed, published, entered by its agreement; a request is answered, taken and done."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Group
from tests.community.groups_factories import PersonFactory, PostFactory, active_group, private_group
from tests.factories import CommunityPointFactory, MandateFactory, PlaceNameFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}
HERE = "/comunita/brescia/gruppi/"


@pytest.fixture
def network(transactional_db):
    network = network_of()
    PlaceNameFactory(municipality=network, name="via Milano")
    return network


def test_group_is_started_published_joined_and_a_request_is_done(live_server, network, page, new_context, violations):
    point = CommunityPointFactory(location__municipality=network)
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, UserFactory(name="Ada Rossi"), f"{HERE}come-nasce/")
    phone.get_by_role("link", name="Comincia un gruppo").click()
    phone.get_by_label("Come si chiama", exact=True).fill("Vicini di via Milano")
    phone.get_by_label("Quale via").fill("via Milano")
    phone.get_by_label("Che cosa fate insieme").fill("Ci diamo una mano")
    phone.get_by_role("button", name="Proponi il gruppo").click()
    expect(phone.get_by_text("Proposto: chi coordina lo legge")).to_be_visible()

    sign_in(page, live_server, coordinator, f"{HERE}da-leggere/")
    page.get_by_role("link", name="Leggi Vicini di via Milano").click()
    page.get_by_role("button", name="Pubblica il gruppo").click()
    expect(page.get_by_text("È attivo: chi l’ha proposto lo legge.")).to_be_visible()
    group = Group.objects.get()

    other = new_context(**PHONE).new_page()
    sign_in(other, live_server, UserFactory(name="Bruno Neri"), group.get_absolute_url())
    assert violations(other) == []
    other.get_by_role("link", name="Chiedi di entrare").click()
    other.get_by_label("Ho letto, e dico di sì").check()
    other.get_by_role("button", name="Chiedi di entrare").click()
    expect(other.get_by_text("Chiesto: chi tiene vivo il gruppo ti risponde.")).to_be_visible()

    phone.goto(f"{live_server.url}{group.get_absolute_url()}persone/")
    phone.get_by_role("button", name="Fai entrare Bruno").click()
    expect(phone.get_by_text("È nel gruppo: glielo abbiamo scritto.")).to_be_visible()
    phone.goto(f"{live_server.url}{group.get_absolute_url()}scrivi/")
    phone.get_by_label("In poche parole").fill("Cerco una scala")
    phone.get_by_role("button", name="Mettilo in bacheca").click()
    expect(phone.get_by_text("È in bacheca.")).to_be_visible()

    other.goto(f"{live_server.url}{group.get_absolute_url()}")
    other.get_by_role("link", name="Cerco una scala").click()
    other.get_by_label("La tua risposta").fill("Ce l’ho io")
    other.get_by_role("button", name="Rispondi", exact=True).click()
    expect(other.get_by_text("Ce l’ho io")).to_be_visible()
    other.get_by_role("button", name="Ci penso io").click()
    expect(other.get_by_text("Ci pensi tu.")).to_be_visible()
    assert violations(other) == []

    phone.goto(f"{live_server.url}{group.posts.get().get_absolute_url()}")
    phone.get_by_role("button", name="È fatto", exact=True).click()
    expect(phone.get_by_text("Fatto", exact=True)).to_be_visible()
    assert group.posts.get().state == "fulfilled"


def test_private_group_is_not_found_and_what_is_hidden_says_why(live_server, network, page, new_context, violations):
    hidden = private_group(network=network, name="Cortile nostro")
    group = active_group(network=network, name="Vicini di via Milano")
    post = PostFactory(group=group, title="Vendo aspirapolvere")
    PersonFactory(group=group)

    page.set_viewport_size(PHONE["viewport"])
    sign_in(page, live_server, group.memberships.caretakers().get().user, post.get_absolute_url())
    page.get_by_role("link", name="Nascondi", exact=True).click()
    page.get_by_label("Perché").fill("Qui non si vende")
    page.get_by_role("button", name="Nascondi").click()
    expect(page.get_by_text("Adesso gli altri non lo vedono: Qui non si vende")).to_be_visible()
    assert violations(page) == []

    author = new_context(**PHONE).new_page()
    sign_in(author, live_server, post.author, post.get_absolute_url())
    author.get_by_role("link", name="Non sei d’accordo? Dillo a chi coordina").click()
    author.get_by_label("Perché secondo te può restare").fill("Lo regalo")
    author.get_by_role("button", name="Manda a chi coordina").click()
    expect(author.get_by_text("Il tuo ricorso è arrivato a chi coordina")).to_be_visible()

    author.goto(f"{live_server.url}{HERE}")
    expect(author.get_by_role("link", name="Vicini di via Milano")).to_be_visible()
    expect(author.get_by_text("Cortile nostro")).to_have_count(0)
    author.goto(f"{live_server.url}{hidden.get_absolute_url()}")
    expect(author.get_by_role("heading", level=1)).to_contain_text("non c’è")


def test_pages_of_groups_are_fit_for_everybody(live_server, network, page, violations):
    page.set_viewport_size(PHONE["viewport"])
    group = active_group(network=network)
    post = PostFactory(group=group)
    sign_in(page, live_server, group.memberships.caretakers().get().user, HERE)

    one = group.get_absolute_url()
    rooms = ["", "mappa/", "come-nasce/", "nuovo/", "tuoi/"]
    for address in [*(f"{HERE}{each}" for each in rooms), one, f"{one}persone/", f"{one}cura/", f"{one}scrivi/"]:
        page.goto(f"{live_server.url}{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert violations(page) == [], address

    page.goto(f"{live_server.url}{one}")
    title = page.get_by_role("link", name=post.title)
    below = title.bounding_box()["height"] + 6  # of a thumb that misses the words
    title.click(position={"x": 10, "y": below}, force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text(post.title)

    page.goto(f"{live_server.url}{one}scrivi/")
    day, until = page.get_by_label("Che giorno"), page.get_by_label("Resta in bacheca fino al")
    expect(until).to_be_visible()
    expect(day).to_be_hidden()
    page.get_by_label("facciamo").check()
    expect(day).to_be_visible()
    expect(until).to_be_hidden()

    page.goto(f"{live_server.url}{HERE}mappa/")
    page.get_by_text("Mappa", exact=True).click()
    expect(page.locator(".leaflet-marker-icon.pin")).to_have_count(1)
