"""As in Pordenone: a social worker prepares hours in an initiative, three sign, a phone writes, the host agrees."""

import datetime

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Pact
from tests.community.pacts_factories import HoursFactory, days_ago, social_worker
from tests.community.proposals_factories import initiative_in
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    return network_of()


def test_pact_is_signed_by_three_and_ends_with_a_certificate(live_server, network, page, new_context, violations):
    host = MembershipFactory(network=network, organization__name="Biblioteca viva").organization
    keeper, person = MemberFactory(organization=host, role=Role.OWNER).user, UserFactory(name="Ada Bassi")
    here = f"/comunita/{network.slug}/patti/"
    initiative_in(network, title="Genius Loci")

    sign_in(page, live_server, social_worker(network), f"{here}nuovo/")
    page.get_by_label("di attivazione").check()
    page.get_by_label("E-mail con cui entra").fill(person.email)
    page.get_by_label("Chi accoglie").select_option("Biblioteca viva")
    page.get_by_label("Che cosa si fa").fill("Mette a posto i libri")
    page.get_by_label("Iniziativa").select_option("Genius Loci")
    page.get_by_label("Quante ore in tutto").fill("4")
    page.get_by_label("Dal giorno", exact=True).fill(days_ago(30).isoformat())
    page.get_by_label("Al giorno", exact=True).fill(days_ago(-30).isoformat())
    page.get_by_role("button", name="Salva", exact=True).click()
    page.get_by_text("Annota la valutazione").click()
    page.get_by_label("Giorno della valutazione").fill(days_ago(2).isoformat())
    page.get_by_role("button", name="Annota il giorno").click()
    expect(page.get_by_text("Valutazione fatta")).to_be_visible()
    page.get_by_role("button", name="Chiedi le firme").click()
    page.get_by_role("button", name="Firma il patto").click()
    expect(page.get_by_text("Hai firmato.")).to_be_visible()
    assert violations(page) == []

    pact = Pact.objects.get()
    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, person, f"{here}{pact.pk}/")
    phone.get_by_role("button", name="Firma il patto").click()
    expect(phone.get_by_text("Hai firmato.")).to_be_visible()
    hosting = new_context(**PHONE).new_page()
    sign_in(hosting, live_server, keeper, f"{here}{pact.pk}/ospite/")
    hosting.get_by_role("button", name="Firma il patto").click()
    expect(hosting.get_by_text("In corso", exact=True)).to_be_visible()
    expect(hosting.get_by_text("attivazione")).to_have_count(0)
    stranger = new_context(**PHONE).new_page()
    sign_in(stranger, live_server, UserFactory(), f"{here}{pact.pk}/")
    expect(stranger.get_by_role("heading", level=1)).not_to_contain_text("patto")
    stranger.goto(f"{live_server.url}{here}")
    expect(stranger.get_by_text("Ancora pochi numeri")).to_be_visible()

    HoursFactory(pact=pact, day=days_ago(9), starts=datetime.time(0, 1), ends=datetime.time(0, 31))
    phone.goto(f"{live_server.url}{here}{pact.pk}/")
    phone.get_by_role("button", name="Segna: oggi, dalle 00:01 alle 00:31").or_(
        phone.get_by_role("button", name="Segna: ieri, dalle 00:01 alle 00:31")
    ).click()
    expect(phone.get_by_text("Ora tocca all’altra parte")).to_be_visible()
    phone.get_by_role("link", name="Segna le ore").or_(phone.get_by_role("link", name="Altre ore")).click()
    phone.get_by_label("Giorno", exact=True).fill(days_ago(3).isoformat())
    phone.get_by_label("Dalle", exact=True).fill("15:00")
    phone.get_by_label("Alle", exact=True).fill("18:00")
    phone.get_by_role("button", name="Segna", exact=True).press("Enter")
    expect(phone.get_by_role("cell", name="4 ore").first).to_be_visible()

    hosting.goto(f"{live_server.url}{here}ore-da-confermare/")
    expect(hosting.get_by_role("checkbox")).to_have_count(3)
    assert violations(hosting) == []
    hosting.get_by_role("button", name="Conferma le ore scelte").press("Enter")
    expect(hosting.get_by_text("Confermate 3 voci.")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Concludi: le ore ci sono").click()
    expect(page.get_by_role("link", name="Scarica l’attestato")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("link", name="Scarica l’attestato")).to_be_visible()
    expect(phone.get_by_text("Le ore ci sono tutte.")).to_be_visible()
    pact.refresh_from_db()
    phone.goto(f"{live_server.url}/comunita/attestato/{pact.code}/")
    expect(phone.get_by_role("heading", name="L’attestato è vero")).to_be_visible()
