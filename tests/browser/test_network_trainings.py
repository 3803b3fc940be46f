"""A course with a waiting list: who leaves lets the next in, the sheet is filled, the certificate checked."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from accounts.models import Qualification
from network.models import Enrolment, TrainingDay, TrainingSession
from organizations.models import CommunityPoint
from services.reports import sender
from tests.factories import MandateFactory
from tests.network.factories import MembershipFactory, network_of
from tests.network.meeting_factories import in_days
from tests.network.training_factories import EnrolmentFactory, PracticeFactory, SessionFactory

from .test_desk_rota import signed_in, too_wide

PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "it-IT", "java_script_enabled": False}


@pytest.fixture
def network(neighbourhood, monkeypatch, settings, live_server):
    monkeypatch.setattr(sender, "QUICKEST", -1)  # the story writes faster than people do
    settings.SITE_URL = live_server.url
    network = network_of(neighbourhood.zone.municipality)
    MembershipFactory(network=network, organization__name="Emporio")
    return network


@pytest.fixture
def people(network):
    """(who coordinates, a volunteer)."""
    point = {"community_point": CommunityPoint.objects.get(location__municipality=network)}
    coordinator = MandateFactory(**point, role=Role.COORDINATOR, user__name="Carla")
    return coordinator.user, MandateFactory(**point, role=Role.VOLUNTEER, user__name="Luca Zani").user


def press(page, name, kind="button"):
    page.get_by_role(kind, name=re.compile(name)).first.press("Enter")


def written(leads):
    """A course with one evening and one place."""
    press(leads, "Scrivi un corso", "link")
    leads.get_by_label("Titolo").fill("Ascoltare allo sportello")
    leads.get_by_label("Che cosa si impara").fill("Come si accoglie chi arriva.")
    leads.get_by_label("Che cosa permette di fare allo sportello").select_option("desk")
    leads.get_by_label("Per quanti mesi vale").fill("24")
    press(leads, "Salva il corso")
    leads.get_by_label("Dove", exact=True).fill("Sala civica")
    leads.get_by_label("Quanti posti").fill("1")
    first = leads.get_by_role("group", name="Incontro 1")
    first.get_by_label("Giorno").fill(str(in_days(9).date()))
    first.get_by_label("Dalle").fill("18:00")
    first.get_by_label("Alle", exact=True).fill("20:00")
    press(leads, "Salva le date")
    expect(leads.get_by_text("Le date ci sono")).to_be_visible()


def enrolled_by_mail(phone, address):
    phone.goto(address)
    phone.get_by_label("Nome e cognome").fill("Ada Neri")
    phone.get_by_label("La tua e-mail").fill("ada@example.org")
    press(phone, "Iscrivimi")
    expect(phone.get_by_role("heading", name="Guarda la tua posta")).to_be_visible()
    phone.goto(re.search(r"http\S+/iscrizione/\S+", mail.outbox[-1].body)[0])
    press(phone, "Sì, iscrivimi")
    expect(phone.get_by_role("heading", name="Hai un posto")).to_be_visible()


def test_course_with_a_waiting_list_goes_from_the_first_place_to_the_certificate(browser, live_server, network, people):
    coordinator, volunteer = people
    leads = signed_in(browser, live_server, coordinator, f"/rete/{network.slug}/formazione/", java_script_enabled=False)
    written(leads)
    session = TrainingSession.objects.get()
    address = live_server.url + session.get_absolute_url()
    phone = browser.new_context(**PHONE).new_page()
    enrolled_by_mail(phone, address)

    luca = signed_in(browser, live_server, volunteer, session.get_absolute_url(), java_script_enabled=False)
    expect(luca.get_by_text("Posti finiti")).to_be_visible()
    press(luca, "Mettimi in lista")
    expect(luca.get_by_role("heading", name="Sei in lista d’attesa")).to_be_visible()
    press(phone, "Rinuncio al posto")
    expect(phone.get_by_role("heading", name="Hai rinunciato")).to_be_visible()
    moved_up = mail.outbox[-1]
    luca.reload()
    expect(luca.get_by_role("heading", name="Hai un posto")).to_be_visible()

    now, evening = timezone.now(), TrainingDay.objects.get()  # the course is just over: it is that day even at midnight
    TrainingDay.objects.update(dtstart=now - (evening.dtend - evening.dtstart), dtend=now)
    leads.goto(address)
    press(leads, "Segna chi c’è", "link")
    leads.get_by_role("group", name="Luca Zani").get_by_label("C’è", exact=True).check()
    press(leads, "Salva e chiudi il corso")
    expect(leads.get_by_text("Corso chiuso: chi c’era ha l’attestato per e-mail.")).to_be_visible()
    luca.reload()
    link = luca.get_by_role("link", name="Scarica l’attestato").get_attribute("href")
    paper = luca.request.get(live_server.url + link).body()
    phone.goto(f"{live_server.url}/attestato/{Enrolment.objects.exclude(code='').get().code}/")

    assert (moved_up.to, moved_up.subject.partition(":")[0]) == ([volunteer.email], "Si è liberato un posto per te")
    assert paper.startswith(b"%PDF-")
    expect(phone.get_by_role("heading", name="L’attestato è vero")).to_be_visible()
    expect(phone.get_by_text("Luca Zani")).to_be_visible()
    learned = Qualification.objects.get(user=volunteer, kind="desk")
    assert (learned.valid.lower, learned.granted_by) == (timezone.localdate(), coordinator)


def test_pages_of_courses_and_practices_are_calm_on_a_phone_and_on_a_desk(
    browser, live_server, network, people, violations
):
    coming = EnrolmentFactory(session__training__network=network).session
    EnrolmentFactory(session=coming, state="waitlisted")
    today = SessionFactory(training=coming.training, starts=[timezone.now()])
    EnrolmentFactory(session=today)
    practice = PracticeFactory(network=network)
    here = f"/rete/{network.slug}"
    pages = [f"{here}/formazione/{each}" for each in ("", "nuovo/", f"{coming.training.pk}/")]
    pages += [coming.get_absolute_url() + each for each in ("", "modifica/", "annulla/", "iscritti/", "grazie/")]
    pages += [f"{today.get_absolute_url()}presenze/", f"{here}/pratiche/", f"{here}/pratiche/nuova/"]
    pages += [f"{practice.get_absolute_url()}{each}" for each in ("", "rispondi/")]
    page = signed_in(browser, live_server, people[0], pages[0])
    expect(page.get_by_role("heading", name="Formazione", exact=True)).to_be_visible()
    faults = []

    for address in pages:
        page.goto(live_server.url + address)
        faults += [(address, each) for each in violations(page)]
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
