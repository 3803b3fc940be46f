"""An initiative of several organisations in several municipalities, as Nonni sociali: begun, joined, counted, read."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Initiative
from tests.factories import MemberFactory, MunicipalityFactory, TermFactory
from tests.network.factories import MembershipFactory, network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    TermFactory(name="Bambini, scuola e famiglia")
    MunicipalityFactory(name="Cremona", istat_code="019036", province="CR")
    return network_of()


def owner_in(network, name):
    membership = MembershipFactory(network=network, organization__name=name)
    return MemberFactory(organization=membership.organization, role=Role.OWNER).user


def on_a_phone(new_context, live_server, user, address):
    page = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(page, live_server, user, address)
    return page


def begin(page):
    page.get_by_label("di più organizzazioni").check()
    page.get_by_label("Per conto di chi").select_option("Auser Brescia")
    page.get_by_label("Come si chiama").fill("Nonni sociali")
    page.get_by_label("In due righe").fill("Nonne e nonni aiutano madri e padri con i bambini piccoli")
    page.get_by_label("Quante persone vuole raggiungere").fill("200")
    page.get_by_role("button", name="Cominciala").click()
    expect(page.get_by_text("È pubblica.")).to_be_visible()


def add(page, link, told, button="Aggiungi"):
    """Something that who leads writes down about it, by the labels of its form."""
    page.get_by_role("link", name=link, exact=True).click()
    for label, value in told.items():
        field = page.get_by_label(label, exact=True)
        field.select_option(value) if label in ("In quale comune", "Organizzazione") else field.fill(value)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", name="Cura l’iniziativa")).to_be_visible()


def test_partnership_of_two_municipalities_counts_whom_it_reaches(live_server, network, page, new_context, violations):
    leader, partner = owner_in(network, "Auser Brescia"), owner_in(network, "Nido Girasole")
    here = f"/comunita/{network.slug}/iniziative/"

    phone = on_a_phone(new_context, live_server, leader, f"{here}nuova/")
    begin(phone)
    phone.get_by_role("link", name="Cura l’iniziativa").click()
    add(phone, "Chiedi a un’organizzazione", {"Organizzazione": "Nido Girasole"}, button="Chiedi")
    add(phone, "Aggiungi un comune", {"Comune": "Brescia", "Che cosa si fa lì": "Un’ora di sollievo"})
    add(phone, "Aggiungi un comune", {"Comune": "Cremona", "Che cosa si fa lì": "Compiti con i nonni"})
    phone.get_by_role("link", name="Si comincia").click()
    phone.get_by_role("button", name="Comincia", exact=True).click()
    done = {"Quante persone": "80", "Che cosa si è fatto": "Merenda al nido", "In quale comune": "Brescia"}
    add(phone, "Aggiungi persone raggiunte", done)
    done = {"Quante persone": "60", "Che cosa si è fatto": "Compiti insieme", "In quale comune": "Cremona"}
    add(phone, "Aggiungi persone raggiunte", done)

    asked = on_a_phone(new_context, live_server, partner, f"{here}tue/")
    asked.get_by_role("link", name="Rispondi Nonni sociali").click()
    asked.get_by_role("button", name="Sì, ci siamo").click()
    expect(asked.get_by_text("Detto di sì: adesso si legge.")).to_be_visible()

    page.set_viewport_size(PHONE["viewport"])
    page.goto(f"{live_server.url}{here}")
    page.get_by_text("Filtri", exact=True).click()
    page.get_by_label("Che tipo").select_option("di più organizzazioni")
    page.get_by_role("button", name="Cerca").click()
    page.get_by_role("link", name="Nonni sociali").click()
    for words in ("140 di 200: 70 su 100 di quelle che si volevano.", "Cremona: Compiti con i nonni"):
        expect(page.get_by_text(words)).to_be_visible()
    for name in ("Auser Brescia", "Nido Girasole"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("img", name="Persone raggiunte in ogni comune")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Initiative.objects.get().municipalities.count() == 2
