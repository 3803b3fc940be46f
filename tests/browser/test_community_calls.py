"""A call from "may I ask?" to the ranking: on a phone without scripts, then by who decides, then read by anybody."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.access import Role
from community.models import Application
from tests.community.calls_factories import evaluated, of_the_young, opened
from tests.factories import MandateFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def call(transactional_db):
    QuarterFactory(municipality=network_of(), name="Fiumicello")
    return opened(of_the_young(title="Casa ai giovani", hours_due=40, hours_where="nel quartiere dove abiti"))


def born(years):
    return (timezone.localdate() - datetime.timedelta(days=years * 366)).isoformat()


def answer(page, household, *birth_dates):
    page.get_by_label(household).check()
    for label, day in zip(("La tua data di nascita", "La data di nascita di chi"), birth_dates, strict=False):
        page.get_by_label(label).fill(day)
    page.get_by_label("abito già in città").check()
    for group in page.get_by_role("group").filter(has_text="permesso di soggiorno").all():
        group.get_by_label("sì", exact=True).check()
    page.get_by_role("group", name="Non ho una casa di proprietà").get_by_label("sì", exact=True).check()


def test_resident_sees_whether_they_may_ask_and_gets_the_benefit(live_server, call, page, new_context, violations):
    here = f"/comunita/{call.network.slug}/bandi/{call.pk}/"
    direction = MandateFactory(community_point=None, municipality=call.network, role=Role.DIRECTION).user

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    phone.goto(f"{live_server.url}{here}")
    phone.get_by_role("link", name="Puoi chiedere?").click()
    answer(phone, "in coppia", born(45), born(40))
    phone.get_by_role("button", name="Guarda se puoi").click()
    expect(phone.get_by_role("heading", name="Per questo bando no")).to_be_visible()
    answer(phone, "da sola o da solo", born(25))
    phone.get_by_role("button", name="Guarda se puoi").click()
    expect(phone.get_by_role("heading", name="Sì, puoi chiedere")).to_be_visible()
    assert not Application.objects.exists()

    sign_in(phone, live_server, UserFactory(), f"{here}fai-domanda/")
    answer(phone, "da sola o da solo", born(25))
    phone.get_by_role("button", name="Salva e vai avanti").click()
    phone.get_by_label("In quale quartiere").select_option("Fiumicello")
    phone.get_by_role("button", name="Salva e vai avanti").click()
    phone.get_by_label("Il tuo telefono").fill("333 1234567")
    phone.get_by_label("Il tuo codice fiscale").fill("RSSMRA85T10A562S")
    phone.get_by_role("button", name="Manda la domanda").click()
    expect(phone.get_by_text("numero 1, mandata il")).to_be_visible()

    application = Application.objects.get()
    evaluated(call)
    sign_in(page, live_server, direction, f"{here}domande/")
    assert violations(page) == []
    page.get_by_role("link", name=application.code).click()
    page.get_by_role("button", name="Ammetti").click()
    page.get_by_role("link", name=application.code).click()
    page.get_by_label("Vive ancora in famiglia").fill("8")
    assert violations(page) == []
    page.get_by_role("button", name="Dai i punti").click()
    expect(page.get_by_text("Punti dati.")).to_be_visible()
    page.goto(f"{live_server.url}{here}")
    page.get_by_role("button", name="Pubblica la graduatoria").click()

    anybody = new_context(**PHONE).new_page()
    anybody.goto(f"{live_server.url}{here}graduatoria/")
    expect(anybody.get_by_role("row", name=f"1 {application.code} 8 Contributo assegnato")).to_be_visible()
    assert violations(anybody) == []
    phone.goto(f"{live_server.url}{here}la-tua-domanda/")
    expect(phone.get_by_text("il contributo è tuo")).to_be_visible()
