"""From a body and its seats to a decision, and on to the vision it serves; by who coordinates and a passer-by."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from network.models import Meeting, Minutes
from organizations.models import CommunityPoint
from tests.factories import MandateFactory, MemberFactory
from tests.network.factories import MembershipFactory, network_of
from tests.network.governance_factories import GoalFactory, MeasurementFactory, SeatFactory, body_meeting
from tests.network.meeting_factories import ActionItemFactory, in_days

from .test_desk_rota import signed_in, too_wide
from .test_network_meetings import begin, press


@pytest.fixture
def network(neighbourhood):
    return network_of(neighbourhood.zone.municipality)


@pytest.fixture
def emporio(network):
    return MembershipFactory(network=network, organization__name="Emporio").organization


@pytest.fixture
def owner(emporio):
    return MemberFactory(organization=emporio, role=Role.OWNER, user__name="Olga").user


@pytest.fixture
def coordinator(network):
    point = CommunityPoint.objects.get(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR, user__name="Carla").user


def fill(page, fields):
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(str(value))


def sit(page, role, **who):
    press(page, "Aggiungi chi siede", "link")
    page.get_by_label("Settore").select_option(label="terzo settore")
    page.get_by_label("Che cosa fa").select_option(label=role)
    page.get_by_label("Mandato dal").fill(str(in_days(-1).date()))
    for label, value in who.items():
        page.get_by_label({"email": "L’e-mail con cui", "name": "Nome"}[label]).fill(value)
    press(page, "Salva il seggio")
    expect(page.get_by_text("Il seggio ha una persona.")).to_be_visible()


def test_body_decides_with_its_quorum_and_the_vision_shows_what_follows(
    browser, live_server, network, coordinator, owner
):
    leads = signed_in(browser, live_server, coordinator, f"/rete/{network.slug}/gruppi/", java_script_enabled=False)
    press(leads, "Nuovo gruppo", "link")
    fill(leads, {"Come si chiama": "Cabina di regia", "Seggi del terzo settore": 3})
    press(leads, "Salva il gruppo")
    sit(leads, "presiede", email=owner.email)
    sit(leads, "partecipa", name="Anna Bianchi")
    expect(leads.get_by_text("1 da riempire")).to_be_visible()
    expect(leads.get_by_text("adesso 2 su 2")).to_be_visible()

    press(leads, "Convoca il gruppo", "link")
    fill(leads, {"Giorno": in_days(9).date(), "Dalle": "17:00", "Alle": "18:00", "Dove": "Sala civica"})
    leads.get_by_label("Aperta a chiunque").check()
    press(leads, "Convoca e invita")
    expect(leads.get_by_text("chi siede nel gruppo è invitato")).to_be_visible()
    meeting = Meeting.objects.get()

    leads.goto(f"{live_server.url}/rete/{network.slug}/visione/")
    press(leads, "Scrivi la visione", "link")
    fill(leads, {"La visione, in poche frasi": "Nessuno resta solo.", "Dal": in_days(-40).date()})
    fill(leads, {"Fino al": in_days(900).date()})
    press(leads, "Salva la visione")
    press(leads, "Aggiungi un obiettivo", "link")
    fill(leads, {"Obiettivo": "Più doposcuola", "Da quale numero si vede": "Posti nei doposcuola", "Unità": "posti"})
    fill(leads, {"Da dove si parte": "10", "Dove si vuole arrivare": "30"})
    press(leads, "Salva l’obiettivo")
    expect(leads.get_by_text("Non è ancora stato misurato.")).to_be_visible()

    begin(meeting)
    leads.goto(live_server.url + meeting.get_absolute_url())
    expect(leads.get_by_text("Il numero legale non c’è.")).to_be_visible()
    press(leads, "Segna i seggi presenti", "link")
    for name in ("Olga", "Anna Bianchi"):
        leads.get_by_role("checkbox", name=name).press("Space")
    press(leads, "Salva i seggi presenti")
    expect(leads.get_by_text("Il numero legale c’è.")).to_be_visible()
    press(leads, "Scrivi una decisione", "link")
    leads.get_by_label("Che cosa si è deciso").fill("Si apre un doposcuola in via Milano")
    press(leads, "Scrivi la decisione")
    press(leads, "Affida un compito", "link")
    fill(leads, {"Che cosa c’è da fare": "Trovare tre stanze", "Entro il": in_days(20).date()})
    leads.get_by_label("Chi lo fa").select_option(label="Emporio")
    leads.get_by_label("Obiettivo").select_option(label="Più doposcuola")
    press(leads, "Affida il compito")
    press(leads, "Scrivi il verbale", "link")
    leads.get_by_label("Verbale").fill("Tutti d’accordo.")
    press(leads, "Salva e approva")
    expect(leads.get_by_text("Verbale approvato")).to_be_visible()
    leads.goto(f"{live_server.url}/rete/{network.slug}/visione/")
    press(leads, "Scrivi una misura", "link")
    fill(leads, {"In che giorno": timezone.localdate(), "Quanto": "20", "Da dove viene il numero": "Conta di oggi"})
    press(leads, "Scrivi la misura")
    expect(leads.get_by_text("Misura scritta.")).to_be_visible()

    passes = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    passes.goto(f"{live_server.url}/rete/{network.slug}/visione/")
    expect(passes.get_by_text("Fatti 50 passi su 100.")).to_be_visible()
    expect(passes.get_by_text("Trovare tre stanze · Emporio")).to_be_visible()
    passes.goto(f"{live_server.url}{meeting.get_absolute_url()}verbale/")
    expect(passes.get_by_text("Seggi presenti: 2 su 2; per decidere ne servono 2.")).to_be_visible()
    passes.goto(live_server.url + meeting.body.get_absolute_url())
    expect(passes.get_by_text("Si apre un doposcuola in via Milano")).to_be_visible()
    expect(passes.get_by_text("Anna Bianchi")).to_have_count(0)
    assert Minutes.objects.get().seats_present == 2


def test_pages_of_governance_are_calm_on_a_phone_and_on_a_desk(browser, live_server, network, coordinator, violations):
    seat = SeatFactory(body__network=network, name="Anna Maria Bianchi Colleoni")
    meeting = body_meeting(seat.body)
    goal = MeasurementFactory(goal=GoalFactory(vision__network=network)).goal
    ActionItemFactory(network=network, goal=goal)
    here, body = f"/rete/{network.slug}/", seat.body.get_absolute_url()
    addresses = [f"{here}gruppi/", body, f"{body}seggi/{seat.pk}/", f"{meeting.get_absolute_url()}seggi/"]
    addresses += [f"{here}visione/", f"{here}obiettivi/{goal.pk}/misura/"]
    page = signed_in(browser, live_server, coordinator, addresses[0])
    expect(page.get_by_role("heading", name="Chi guida")).to_be_visible()
    faults = []

    for address in addresses:
        page.goto(live_server.url + address)
        faults += [(address, each) for each in violations(page)]
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
