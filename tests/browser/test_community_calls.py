"""As in Mantova: a call is written, asked for on a phone, closed by the night, awarded; then hours, a certificate."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Application, Call, Pact
from tests.community.pacts_factories import days_ago, mandated
from tests.factories import LocationFactory, MemberFactory, QuarterFactory, UserFactory
from tests.network.factories import MembershipFactory, network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}
DAY = datetime.timedelta(days=1)
WRITTEN = {
    "Titolo": "Casa ai giovani",
    "Che cos’è, in parole semplici": "Un aiuto per andare a vivere da soli.",
    "Quanti contributi": "1",
    "Quanti euro ciascuno": "4000",
    "Che cosa si riceve": "un contributo per l’affitto",
    "Quante ore di volontariato si danno": "4",
    "Dove si danno le ore": "nel quartiere dove abiti",
    "Chi è da solo: meno di quanti anni": "35",
    "Una coppia: meno di quanti anni, sommati": "70",
    "Altre condizioni": "Non ho una casa di proprietà",
    "Come si fa la graduatoria": "Vive ancora in famiglia: 10",
}


@pytest.fixture
def network(transactional_db):
    return network_of()


@pytest.fixture
def keeper(network):
    """Of an association with a place in the quarter, where the hours are given."""
    host = MembershipFactory(network=network, organization__name="Biblioteca viva").organization
    LocationFactory(organization=host, quarter=QuarterFactory(municipality=network), municipality=network)
    return MemberFactory(organization=host, role=Role.OWNER).user


def born(years):
    return (timezone.localdate() - datetime.timedelta(days=years * 366)).isoformat()


def fill(page, told):
    for label, value in told.items():
        page.get_by_label(label, exact=True).fill(value)


def answer(page, household, *birth_dates):
    page.get_by_label(household).check()
    for label, day in zip(("La tua data di nascita", "La data di nascita di chi"), birth_dates, strict=False):
        page.get_by_label(label).fill(day)
    page.get_by_label("abito già in città").check()
    for group in page.get_by_role("group").filter(has_text="permesso di soggiorno").all():
        group.get_by_label("sì", exact=True).check()
    page.get_by_role("group", name="Non ho una casa di proprietà").get_by_label("è così", exact=True).check()


def write_and_open(page):
    fill(page, WRITTEN)
    page.get_by_label("A chi si paga").select_option("a chi affitta la casa")
    page.get_by_label("Dove deve abitare").select_option("chi abita in città o ci viene ad abitare")
    page.get_by_label("Cittadinanza italiana o UE").check()
    today = timezone.localdate().isoformat()
    fill(page, {"Si fa domanda dal": today, "Fino al, compreso": today})
    page.get_by_role("button", name="Salva").click()
    page.get_by_role("button", name="Pubblica e apri").click()
    expect(page.get_by_text("Fatto.")).to_be_visible()


def see_whether_one_may_ask(phone):
    phone.get_by_role("link", name="Puoi chiedere?").click()
    answer(phone, "in coppia", born(45), born(40))
    phone.get_by_role("button", name="Guarda se puoi").click()
    expect(phone.get_by_role("heading", name="Per questo bando no")).to_be_visible()
    answer(phone, "da sola o da solo", born(25))
    phone.get_by_role("button", name="Guarda se puoi").click()
    expect(phone.get_by_role("heading", name="Sì, puoi chiedere")).to_be_visible()
    assert not Application.objects.exists()


def ask(phone):
    answer(phone, "da sola o da solo", born(25))
    phone.get_by_role("button", name="Salva e vai avanti").click()
    phone.get_by_label("In quale quartiere").select_option("Fiumicello")
    phone.get_by_role("button", name="Salva e vai avanti").click()
    fill(phone, {"Il tuo telefono": "333 1234567", "Il tuo codice fiscale": "RSSMRA85T10A562S"})
    phone.get_by_role("button", name="Manda la domanda").click()
    expect(phone.get_by_text("numero 1, mandata")).to_be_visible()


def evaluate(page, application, violations):
    page.get_by_role("button", name="Comincia la valutazione").click()
    page.get_by_role("link", name="Le domande").click()
    assert violations(page) == []
    page.get_by_role("link", name=application.code).click()
    page.get_by_role("button", name="Ammetti").click()
    page.get_by_role("link", name=application.code).click()
    page.get_by_label("Vive ancora in famiglia").fill("8")
    assert violations(page) == []
    page.get_by_role("button", name="Dai i punti").click()
    expect(page.get_by_text("Punti dati.")).to_be_visible()
    page.get_by_role("link", name="Casa ai giovani").click()
    page.get_by_role("button", name="Pubblica la graduatoria").click()
    expect(page.get_by_text("Fatto.")).to_be_visible()


def pay(page, application):
    page.get_by_role("link", name="Le domande").click()
    page.get_by_role("link", name=application.code).click()
    page.get_by_role("link", name="Annota un pagamento").click()
    fill(page, {"Quanti euro": "1500.50"})
    page.get_by_role("button", name="Annota il pagamento").press("Enter")
    expect(page.get_by_text("pagati 1.500,50 €")).to_be_visible()


def draft_pact(page):
    page.get_by_role("link", name="Prepara il patto delle ore").click()
    page.get_by_label("In quale organizzazione").select_option("Biblioteca viva")
    fill(
        page,
        {
            "Che cosa si fa": "Apre la biblioteca",
            "Dal giorno": days_ago(10).isoformat(),
            "Al giorno": days_ago(-90).isoformat(),
        },
    )
    page.get_by_role("button", name="Prepara il patto", exact=True).click()
    page.get_by_role("button", name="Chiedi le firme").click()
    sign(page)


def sign(page):
    page.get_by_role("button", name="Firma il patto").click()
    expect(page.get_by_text("Hai firmato.")).to_be_visible()


def write_hours(phone):
    phone.get_by_role("link", name="Segna le ore").click()
    fill(phone, {"Giorno": days_ago(1).isoformat(), "Dalle": "14:00", "Alle": "18:00"})
    phone.get_by_role("button", name="Segna", exact=True).press("Enter")
    expect(phone.get_by_role("cell", name="4 ore").first).to_be_visible()


def test_call_ends_in_hours_given_to_the_quarter(live_server, network, keeper, page, new_context, violations):
    here, person = f"/comunita/{network.slug}/", UserFactory()
    sign_in(page, live_server, mandated(network), f"{here}bandi/nuovo/")
    write_and_open(page)
    call = Call.objects.get()

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    phone.goto(f"{live_server.url}{call.get_absolute_url()}")
    see_whether_one_may_ask(phone)
    sign_in(phone, live_server, person, f"{call.get_absolute_url()}fai-domanda/")
    ask(phone)
    with time_machine.travel(timezone.localtime() + DAY):
        call_command("expire_calls_and_pacts", verbosity=0)

    application = Application.objects.get()
    page.reload()
    evaluate(page, application, violations)
    anybody = new_context(**PHONE).new_page()
    anybody.goto(f"{live_server.url}{call.get_absolute_url()}graduatoria/")
    expect(anybody.get_by_role("row", name=f"1 {application.code} 8 Contributo assegnato")).to_be_visible()
    assert violations(anybody) == []

    pay(page, application)
    draft_pact(page)
    pact = Pact.objects.get()
    phone.goto(f"{live_server.url}{call.get_absolute_url()}la-tua-domanda/")
    expect(phone.get_by_text("il contributo è tuo")).to_be_visible()
    expect(phone.get_by_text("pagati 1.500,50 €")).to_be_visible()
    expect(phone.get_by_role("heading", name="I tuoi punti: 8")).to_be_visible()
    phone.goto(f"{live_server.url}{pact.get_absolute_url()}")
    sign(phone)
    hosting = new_context(**PHONE).new_page()
    sign_in(hosting, live_server, keeper, pact.get_host_url())
    sign(hosting)
    phone.reload()
    write_hours(phone)
    hosting.goto(f"{live_server.url}{here}patti/ore-da-confermare/")
    hosting.get_by_role("button", name="Conferma le ore scelte").press("Enter")
    expect(hosting.get_by_text("Confermata 1 voce.")).to_be_visible()

    page.goto(f"{live_server.url}{pact.address('pact_follow')}")
    page.get_by_role("button", name="Concludi: le ore ci sono").click()
    expect(page.get_by_role("link", name="Scarica l’attestato")).to_be_visible()
    pact.refresh_from_db()
    anybody.goto(f"{live_server.url}/comunita/attestato/{pact.code}/")
    expect(anybody.get_by_role("heading", name="L’attestato è vero")).to_be_visible()
