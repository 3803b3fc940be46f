"""A meeting from the invitation to the approved minutes, by who coordinates and who keeps a member, on a phone."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from network.models import Decision, Meeting, MeetingInvitation, Minutes
from organizations.models import CommunityPoint
from tests.factories import MandateFactory, MemberFactory
from tests.network.factories import MembershipFactory, network_of
from tests.network.meeting_factories import MeetingFactory, StandFactory, in_days

from .test_desk_rota import signed_in, too_wide


@pytest.fixture
def network(neighbourhood):
    return network_of(neighbourhood.zone.municipality)


@pytest.fixture
def owner(network):
    membership = MembershipFactory(
        network=network, organization__name="Emporio", organization__email="emporio@example.org"
    )
    return MemberFactory(organization=membership.organization, role=Role.OWNER).user


@pytest.fixture
def coordinator(network):
    point = CommunityPoint.objects.get(location__municipality=network)
    return MandateFactory(community_point=point, role=Role.COORDINATOR, user__name="Carla").user


def press(page, name, kind="button"):
    page.get_by_role(kind, name=re.compile(name)).first.press("Enter")


def begin(meeting):
    """It is the evening of the meeting."""
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(dtstart=now, dtend=meeting.dtend, sequence=meeting.sequence + 1)


def test_meeting_goes_from_invitation_to_approved_minutes(browser, live_server, network, coordinator, owner):
    leads = signed_in(browser, live_server, coordinator, f"/rete/{network.slug}/riunioni/", java_script_enabled=False)
    press(leads, "Convoca una riunione", "link")
    leads.get_by_label("Titolo").fill("Riunione di gennaio")
    leads.get_by_label("Giorno").fill(str(in_days(9).date()))
    leads.get_by_label("Dalle").fill("18:00")
    leads.get_by_label("Alle", exact=True).fill("20:00")
    leads.get_by_label("Dove", exact=True).fill("Sala civica")
    press(leads, "Salva la riunione")
    press(leads, "Invita tutta la rete")
    expect(leads.get_by_text("Fatto: 1 invito in più.")).to_be_visible()

    (letter,) = mail.outbox
    guest = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    guest.goto(live_server.url + re.search(r"/invito-riunione/\S+", letter.body)[0])
    guest.get_by_label("Sì, vengo").check()
    press(guest, "Manda la risposta")
    expect(guest.get_by_role("heading", name="Grazie, abbiamo segnato la tua risposta")).to_be_visible()
    meeting = Meeting.objects.get()

    keeps = signed_in(browser, live_server, owner, meeting.get_absolute_url(), java_script_enabled=False)
    press(keeps, "Proponi un punto", "link")
    keeps.get_by_label("Di che cosa parliamo").fill("Un orto in via Milano")
    press(keeps, "Manda la proposta")
    expect(keeps.get_by_text("Grazie: la proposta è arrivata")).to_be_visible()
    leads.goto(live_server.url + meeting.get_absolute_url())
    expect(leads.get_by_text("1 «sì» su 1 invito.")).to_be_visible()
    press(leads, "^Decidi", "link")
    press(leads, "Metti in programma")
    expect(leads.get_by_text("È in programma.")).to_be_visible()

    begin(meeting)
    leads.goto(live_server.url + meeting.get_absolute_url())
    press(leads, "Segna chi c’è", "link")
    leads.get_by_role("checkbox", name="Emporio").press("Space")
    press(leads, "Salva le presenze")
    press(leads, "Scrivi una decisione", "link")
    leads.get_by_label("Che cosa si è deciso").fill("Si apre l’orto in via Milano")
    press(leads, "Scrivi la decisione")
    press(leads, "Affida un compito", "link")
    leads.get_by_label("Che cosa c’è da fare").fill("Chiedere il terreno")
    leads.get_by_label("Chi lo fa").select_option(label="Emporio")
    leads.get_by_label("Entro il").fill(str(in_days(20).date()))
    press(leads, "Affida il compito")
    press(leads, "Scrivi il verbale", "link")
    expect(leads.get_by_label("Verbale")).to_have_value(re.compile("1. Un orto in via Milano"))
    leads.get_by_label("Verbale").fill("1. Un orto in via Milano\nTutti d’accordo.")
    press(leads, "Salva la bozza")
    expect(leads.get_by_text("Bozza salvata.")).to_be_visible()
    press(leads, "Salva e approva")
    expect(leads.get_by_text("Verbale approvato: da adesso non cambia più.")).to_be_visible()

    keeps.goto(f"{live_server.url}{meeting.get_absolute_url()}verbale/")
    expect(keeps.get_by_text("Si apre l’orto in via Milano")).to_be_visible()
    expect(keeps.get_by_text("Tutti d’accordo.")).to_be_visible()
    keeps.goto(f"{live_server.url}/rete/{network.slug}/compiti/")
    press(keeps, "Com’è andata", "link")
    keeps.get_by_label("Com’è andata, in due parole").fill("Il Comune dice sì")
    press(keeps, "È fatto")
    expect(keeps.get_by_text("Niente da fare per te")).to_be_visible()
    assert (Minutes.objects.get().state, MeetingInvitation.objects.get().partstat) == ("approved", "ACCEPTED")
    assert [str(each) for each in meeting.attendance.all()] == ["Emporio"]
    assert Decision.objects.get().how == "consensus"


def test_pages_of_meetings_are_calm_on_a_phone_and_on_a_desk(browser, live_server, network, coordinator, violations):
    meeting = StandFactory(meeting=MeetingFactory(network=network, showcase=True)).meeting
    pages = ["", "inviti/", "modifica/", "presenze/", "banchi/", "verbale/scrivi/", "decisioni/nuova/"]
    rooms = ["riunioni/", "riunioni/calendario/", "decisioni/", "compiti/"]
    addresses = [f"/rete/{network.slug}/{each}" for each in rooms]
    addresses += [meeting.get_absolute_url() + each for each in pages]
    page = signed_in(browser, live_server, coordinator, addresses[0])
    expect(page.get_by_role("heading", name="Prossime riunioni")).to_be_visible()
    faults = []

    for address in addresses:
        page.goto(live_server.url + address)
        faults += [(address, each) for each in violations(page)]
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
