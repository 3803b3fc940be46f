"""A coaching programme from plan to evaluation, by who coordinates and by the coach, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from network.models import CoachingProgramme
from organizations.models import CommunityPoint
from tests.factories import MandateFactory, UserFactory
from tests.network.coaching_factories import CoachingGoalFactory, CoachingSessionFactory, active_programme, add_people
from tests.network.coaching_factories import today as in_days
from tests.network.factories import MembershipFactory, network_of

from .test_desk_rota import PHONE, too_wide
from .test_people import sign_in


@pytest.fixture
def network(neighbourhood):
    return network_of(neighbourhood.zone.municipality)


@pytest.fixture
def coordinator(network):
    point = CommunityPoint.objects.get(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR, user__name="Carla").user


def entered(browser, live_server, user, path, **context):
    page = browser.new_context(viewport=PHONE, **context).new_page()
    sign_in(page, live_server, user, path)
    return page


def press(page, name, kind="button"):
    page.get_by_role(kind, name=re.compile(name)).first.press("Enter")


def fill(page, **said):
    """Each box by the beginning of its label, its words parted by `_`."""
    for label, value in said.items():
        page.get_by_label(re.compile(f"^{label.replace('_', ' ')}")).fill(str(value))


def test_programme_goes_from_plan_to_evaluation(browser, live_server, network, coordinator):
    MembershipFactory(network=network, organization__name="Emporio")
    ada = UserFactory(name="Ada Neri", email="ada@example.org")
    runs = entered(browser, live_server, coordinator, f"/rete/{network.slug}/percorsi/", java_script_enabled=False)
    press(runs, "Prepara un percorso", "link")
    fill(runs, Titolo="La piazza torna viva", Dove="Fiumicello", Primo_giorno=in_days(-30), Ultimo_giorno=in_days(240))
    runs.get_by_label("Chi accompagna, se entra nel portale").fill(ada.email)
    press(runs, "Salva il percorso")
    expect(runs.get_by_text("Il percorso è in preparazione")).to_be_visible()
    programme = CoachingProgramme.objects.get()

    leads = entered(browser, live_server, ada, programme.get_absolute_url(), java_script_enabled=False)
    press(leads, "La squadra: chi entra, chi esce", "link")
    leads.get_by_label("Organizzazione", exact=True).select_option(label="Emporio")
    press(leads, "Aggiungi alla squadra")
    expect(leads.get_by_text("Nella squadra c’è anche: Emporio.")).to_be_visible()
    add_people(programme, 10)
    press(runs, "Avvia il percorso", "link")
    press(runs, "^Avvia$")
    expect(runs.get_by_text("La squadra va da 12 a 24: sistemala e poi avvia.").first).to_be_visible()
    fill(leads, Nome_della_persona="Bruno Sala")
    leads.get_by_label(re.compile("^Che parte è")).select_option(label="ente pubblico")
    press(leads, "Aggiungi alla squadra")
    expect(leads.get_by_text("12 persone")).to_be_visible()

    leads.goto(live_server.url + programme.get_absolute_url())
    press(leads, "Aggiungi una fase", "link")
    fill(leads, Che_fase_è="Ascolto", Dal=in_days(-30), Al=in_days(30))
    press(leads, "Salva la fase")
    press(leads, "Aggiungi un obiettivo", "link")
    fill(leads, Che_cosa_vogliamo_ottenere="Botteghe che riaprono", Che_cosa_contiamo="botteghe aperte")
    leads.get_by_label("Com’è all’inizio").fill("10")
    fill(leads, Dove_vogliamo_arrivare="20")
    press(leads, "Salva l’obiettivo")
    press(runs, "^Avvia$")
    expect(runs.get_by_text("Il percorso è cominciato. Buon lavoro!")).to_be_visible()

    press(leads, "Aggiungi un incontro", "link")
    fill(leads, Giorno=in_days(), Di_che_cosa_ci_occupiamo="In piazza", Appunti="Tante idee")
    leads.get_by_role("checkbox", name="Bruno Sala").press("Space")
    press(leads, "Salva l’incontro")
    expect(leads.get_by_text("una presenza")).to_be_visible()
    press(leads, "Scrivi la valutazione e chiudi", "link")
    press(leads, "Scrivi quanto avete contato", "link")
    fill(leads, Quanto_abbiamo_contato="18")
    press(leads, "Salva l’obiettivo")
    expect(leads.get_by_text("80% della strada")).to_be_visible()
    press(leads, "Scrivi la valutazione e chiudi", "link")
    fill(leads, Che_cosa_è_cambiato="Otto botteghe aperte", Che_cosa_abbiamo_imparato="Si parte da chi c’è")
    press(leads, "Chiudi il percorso")
    expect(leads.get_by_text("Il percorso è concluso: grazie a tutta la squadra.")).to_be_visible()

    citizen = browser.new_context(viewport=PHONE).new_page()
    citizen.goto(f"{live_server.url}/rete/{network.slug}/percorsi/")
    press(citizen, "La piazza torna viva", "link")
    expect(citizen.get_by_text("Otto botteghe aperte")).to_be_visible()
    assert [citizen.get_by_text(each).count() for each in ("Ada Neri", "Bruno Sala", "Tante idee")] == [0, 0, 0]


def test_pages_of_coaching_are_calm_on_a_phone_and_on_a_desk(browser, live_server, network, coordinator, violations):
    programme = active_programme(network=network, starts_on=in_days(-40))
    goal = CoachingGoalFactory(programme=programme)
    CoachingSessionFactory(programme=programme, notes="Tante idee")
    pages = ["", "squadra/", "modifica/", "fasi/nuova/", f"obiettivi/{goal.pk}/", "incontri/nuovo/", "valutazione/"]
    addresses = [f"/rete/{network.slug}/percorsi/", *(programme.get_absolute_url() + each for each in pages)]
    page = entered(browser, live_server, coordinator, addresses[0])
    faults = []

    for address in addresses:
        page.goto(live_server.url + address)
        faults += [(address, each) for each in violations(page)]
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
