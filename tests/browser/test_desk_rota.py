"""From who offers themself to the hours they give, and who stands in for whom; by keyboard, on a phone."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from organizations.hours import compile_opening_hours
from organizations.models import CommunityPoint, OnHolidays
from tests.factories import CommunityPointFactory, OpeningHoursFactory, ScheduleFactory
from tests.helpdesk.factories import ShiftFactory, make_volunteer

from .conftest import EVERY_DAY

PHONE = {"width": 360, "height": 740}
MONDAY = datetime.datetime(2026, 11, 30, 9, tzinfo=datetime.UTC)  # 10 in Rome
PASSWORD = "cavallo pila graffetta"


@pytest.fixture
def desk(neighbourhood):
    return CommunityPoint.objects.get()


@pytest.fixture
def shift(desk):
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    return ShiftFactory(community_point=desk, start=tomorrow.replace(hour=9, minute=0, second=0, microsecond=0))


def signed_in(browser, live_server, user, path, **context):
    page = browser.new_context(viewport=PHONE, **context).new_page()
    page.goto(f"{live_server.url}/account/accedi/?next={path}")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill("una-parola-lunga")
    page.locator("[name=password]").press("Enter")
    return page


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def entered(page, link, name):
    """Who takes up an invitation, with a new access."""
    page.goto(link)
    page.get_by_label("Come ti chiami").fill(name)
    page.get_by_label("Scegli una password").fill(PASSWORD)
    page.get_by_role("button", name="Crea l’accesso e accetta").press("Enter")
    expect(page.get_by_text("Fatto. Da oggi puoi")).to_be_visible()


def sign_in_again(page, address, email):
    page.goto(address)
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def link_to(letters, email, kind):
    """The last link of that kind that went there."""
    body = [each.body for each in letters if each.to == [email]][-1]
    return re.search(rf"http\S+/{kind}/\S+", body)[0]


@pytest.fixture
def empty_desk(transactional_db, settings, live_server, time_machine):
    """Its address: nobody has ever worked there, and it is open every day from 9 to 12."""
    settings.SITE_URL = live_server.url
    time_machine.move_to(MONDAY)
    opening_hours = OpeningHoursFactory(on_holidays=OnHolidays.OPEN)
    at = {"opens_at": datetime.time(9), "closes_at": datetime.time(12)}
    ScheduleFactory(opening_hours=opening_hours, byday=EVERY_DAY, **at)
    compile_opening_hours(opening_hours)
    CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", opening_hours=opening_hours)
    return f"{live_server.url}/sportello/fiumicello/"


def begins(carla, bruno, empty_desk, mailoutbox):
    """The desk has its first two people and its shifts."""
    call_command("invite", "carla@example.org", role="coordinator", place="fiumicello")
    entered(carla, link_to(mailoutbox, "carla@example.org", "invito"), "Carla")
    carla.get_by_role("link", name="Invita una persona").press("Enter")
    carla.get_by_label("E-mail di chi inviti").fill("bruno@example.org")
    carla.get_by_label("volontario del Punto Comunità").check()
    carla.get_by_role("button", name="Manda l’invito").press("Enter")
    expect(carla.get_by_text("Invito mandato a bruno@example.org.")).to_be_visible()
    entered(bruno, link_to(mailoutbox, "bruno@example.org", "invito"), "Bruno")
    carla.goto(f"{empty_desk}turni/preparazione/")
    carla.get_by_role("button", name="Salva e prepara i turni").press("Enter")
    expect(carla.get_by_text("Fatto: 55 turni nuovi.")).to_be_visible()


def offers_herself(piera, live_server, time_machine):
    piera.goto(f"{live_server.url}/punti/fiumicello/")
    piera.get_by_role("link", name="Dai una mano qui").press("Enter")
    piera.get_by_label("Come ti chiami").fill("Piera")
    piera.get_by_label("La tua e-mail").fill("piera@example.org")
    time_machine.shift(60)  # nobody writes quicker than programs do
    piera.get_by_role("button", name="Manda").press("Enter")
    expect(piera.get_by_role("heading", name="Grazie")).to_be_visible()


def is_met_and_trained(carla, empty_desk):
    carla.goto(empty_desk)
    carla.get_by_role("link", name=re.compile("^Vai avanti")).press("Enter")
    expect(carla.get_by_role("heading", name="Piera")).to_be_visible()
    carla.get_by_role("button", name="Segna l’incontro").press("Enter")
    expect(carla.get_by_text("Segnato. Adesso la formazione.")).to_be_visible()
    carla.get_by_label("aprire i dati delle persone").check()
    carla.get_by_role("button", name="Segna", exact=True).press("Enter")
    carla.get_by_role("button", name="Manda l’invito per e-mail").press("Enter")
    expect(carla.get_by_text("Invito mandato. Quello che aveva scritto è cancellato.")).to_be_visible()


def takes_a_shift_and_cannot_come(piera, empty_desk):
    piera.goto(f"{empty_desk}turni/")
    piera.get_by_role("button", name=re.compile("^Vengo io.*martedì 1 dicembre")).press("Enter")
    expect(piera.get_by_text("Fatto: vieni tu. Grazie.")).to_be_visible()
    piera.goto(empty_desk)
    piera.get_by_role("button", name=re.compile("^Non posso venire")).press("Enter")
    expect(piera.get_by_role("button", name=re.compile("^Ci vengo lo stesso"))).to_be_visible()


def comes_instead(bruno, piera, mailoutbox):
    bruno.goto(link_to(mailoutbox, "bruno@example.org", "turno"))
    bruno.get_by_role("button", name="Vengo io").press("Enter")
    expect(bruno.get_by_role("heading", name="Fatto: vieni tu")).to_be_visible()
    piera.get_by_role("button", name=re.compile("^Ci vengo lo stesso")).press("Enter")
    expect(piera.get_by_text("Il tuo posto l’ha già preso Bruno.")).to_be_visible()


def says_he_came(bruno, empty_desk):
    sign_in_again(bruno, empty_desk, "bruno@example.org")
    bruno.get_by_role("link", name=re.compile("^Dillo")).press("Enter")
    bruno.get_by_role("button", name=re.compile("^C’ero")).press("Enter")
    expect(bruno.get_by_text("Segnato: c’era.")).to_be_visible()


def test_from_an_offer_to_the_hours_given(new_context, live_server, empty_desk, mailoutbox, violations, time_machine):
    """Carla coordinates, Bruno helps already, Piera offers herself, by a phone that runs no scripts."""
    carla, bruno = (new_context(viewport=PHONE).new_page() for _each in range(2))
    piera = new_context(viewport=PHONE, java_script_enabled=False).new_page()

    begins(carla, bruno, empty_desk, mailoutbox)
    offers_herself(piera, live_server, time_machine)
    is_met_and_trained(carla, empty_desk)
    entered(piera, link_to(mailoutbox, "piera@example.org", "invito"), "Piera")
    opens_what_is_known_of_people = piera.goto(f"{empty_desk}persone/").status
    takes_a_shift_and_cannot_come(piera, empty_desk)
    comes_instead(bruno, piera, mailoutbox)
    faults, wide = violations(bruno), too_wide(bruno)
    time_machine.move_to(MONDAY + datetime.timedelta(days=1, hours=3))
    says_he_came(bruno, empty_desk)
    sign_in_again(carla, f"{empty_desk}turni/ore/", "carla@example.org")
    week = carla.get_by_role("row", name="30 novembre").inner_text().split("\t")
    carla.goto(f"{empty_desk}volontari/")
    given = carla.get_by_role("listitem").filter(has_text="Bruno").get_by_text("Quest’anno").inner_text()

    assert (week[0], week[-1]) == ("30 novembre (questa)", "3 h")
    assert given == "Quest’anno 3 ore fatte, 0 in programma."
    assert (opens_what_is_known_of_people, faults, wide) == (200, [], False)


def test_pages_of_the_rota_are_calm_on_a_phone_and_on_a_desk(browser, live_server, desk, shift, violations):
    coordinator = make_volunteer(desk, role="coordinator", name="Carla")
    pages = ["turni/", "turni/ore/", "turni/stampa/", "turni/preparazione/", "turni/nuovo/", "turni/ogni-settimana/"]
    pages += ["turni/calendario/", f"turni/{shift.pk}/", "volontari/", f"volontari/{coordinator.pk}/", "candidature/"]
    addresses = [f"/sportello/{desk.slug}/{each}" for each in pages] + ["/dai-una-mano/", "/dai-una-mano/grazie/"]
    page = signed_in(browser, live_server, coordinator, addresses[0])
    expect(page.get_by_role("heading", name="I turni", exact=True)).to_be_visible()
    faults = []

    for address in addresses:
        page.goto(live_server.url + address)
        faults += [(address, each) for each in violations(page)]
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
