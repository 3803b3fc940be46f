"""An initiative from one resident's idea to a common good, joined by another; a story told and found by theme."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from accounts.models import User
from community.models import Initiative
from tests.community.initiatives_factories import CommitmentFactory, PartnerFactory, ReachFactory, TaskFactory, active
from tests.factories import CommunityPointFactory, MandateFactory, QuarterFactory, TermFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    network = network_of()
    TermFactory(name="Stare insieme")
    QuarterFactory(municipality=network, name="Fiumicello")
    return network


@pytest.fixture
def coordinator(network):
    point = CommunityPointFactory(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR).user


def test_idea_of_a_resident_becomes_a_common_good(live_server, network, coordinator, page, new_context, violations):
    here = f"/comunita/{network.slug}/iniziative/"
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), f"{here}nuova/")
    phone.get_by_label("Come si chiama").fill("L’orto dietro la scuola")
    phone.get_by_label("In due righe").fill("Venti cassoni, aperti a tutti")
    phone.get_by_label("Quartiere").select_option("Fiumicello")
    phone.get_by_label("Stare insieme").check()
    phone.get_by_role("button", name="Cominciala").click()
    expect(phone.get_by_text("Chi coordina la legge, e ti scriviamo.")).to_be_visible()

    sign_in(page, live_server, coordinator, f"{here}da-pubblicare/")
    page.get_by_role("button", name="Pubblica L’orto").click()
    expect(page.get_by_text("Adesso la leggono tutti.")).to_be_visible()
    initiative = Initiative.objects.get()
    TaskFactory(initiative=initiative, words="Portare la terra")

    other = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(other, live_server, UserFactory(), initiative.get_absolute_url())
    other.get_by_role("button", name="Partecipo").click()
    expect(other.get_by_text("2 persone partecipano")).to_be_visible()
    other.get_by_role("button", name="Me ne occupo io Portare la terra").click()
    expect(other.get_by_role("button", name="Fatto Portare la terra")).to_be_visible()
    other.get_by_role("link", name="Prendi un impegno").click()
    other.get_by_label("Che cosa farai").fill("Innaffio ad agosto")
    other.get_by_label("Entro quando").fill((timezone.localdate() + datetime.timedelta(days=30)).isoformat())
    other.get_by_role("button", name="Mi impegno").click()
    expect(other.get_by_text("1 impegno, 0 mantenuti.")).to_be_visible()

    phone.goto(f"{live_server.url}{initiative.get_absolute_url()}cura/")
    phone.get_by_role("link", name="Si comincia").click()
    phone.get_by_role("button", name="Comincia", exact=True).click()
    phone.get_by_role("link", name="È riuscita").click()
    phone.get_by_label("Che cosa resta").fill("Un orto aperto a chi passa")
    phone.get_by_label("Chi lo può usare").fill("Chiunque, di giorno")
    phone.get_by_label("Chi se ne prende cura").fill("Chi abita intorno")
    phone.get_by_role("button", name="È riuscita").click()
    expect(phone.get_by_text("Quello che resta è tra i beni comuni della città.")).to_be_visible()

    other.goto(f"{live_server.url}/comunita/{network.slug}/beni-comuni/")
    expect(other.get_by_text("Se ne prende cura: Chi abita intorno")).to_be_visible()
    other.get_by_role("link", name="Un orto aperto a chi passa").click()
    other.get_by_role("link", name="Racconta una storia").click()
    other.get_by_label("Titolo").fill("Il primo pomodoro")
    other.get_by_label("La storia").fill("Siamo partiti in tre.")
    other.get_by_role("button", name="Racconta").click()
    expect(other.get_by_text("Quando è pubblica ti scriviamo.")).to_be_visible()

    phone.goto(f"{live_server.url}{initiative.get_absolute_url()}cura/")
    phone.get_by_role("link", name="Il primo pomodoro").click()
    phone.get_by_role("button", name="Pubblica").click()
    expect(phone.get_by_text("Adesso la leggono tutti.")).to_be_visible()
    other.goto(f"{live_server.url}/comunita/{network.slug}/storie/")
    other.get_by_label("Di che cosa").select_option("Stare insieme")
    other.get_by_role("button", name="Mostra").click()
    expect(other.get_by_role("link", name="Il primo pomodoro")).to_be_visible()
    page.goto(f"{live_server.url}/comunita/{network.slug}/storie/")
    assert violations(page) == []


def test_pages_of_an_initiative_are_fit_for_everybody(live_server, network, coordinator, page, violations):
    page.set_viewport_size(PHONE["viewport"])
    initiative = active(network=network, people_target=200, kind="partnership")
    initiative.places.create(municipality_id=network.pk)
    ReachFactory(initiative=initiative, people=80, municipality_id=network.pk)
    PartnerFactory(initiative=initiative)
    CommitmentFactory(initiative=initiative)
    TaskFactory(initiative=initiative)
    User.objects.filter(pk=coordinator.pk).update(name=f"Maria {'w' * 60}")
    sign_in(page, live_server, coordinator, initiative.get_absolute_url())
    expect(page.get_by_text("80 di 200: 40 su 100 di quelle che si volevano.")).to_be_visible()

    for address in ("", "cura/", "modifica/", "riuscita/", "partner/nuovo/"):
        page.goto(f"{live_server.url}{initiative.get_absolute_url()}{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
