"""Reporting on a phone without scripts, and settling it at the desk: few taps, no fault of accessibility."""

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from organizations.models import CommunityPoint
from services.models import Report, Service
from services.reports import sender
from tests.factories import MandateFactory, UserFactory

PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(sender, "QUICKEST", -1)


@pytest.fixture
def service(neighbourhood):
    service = Service.objects.get(name="Doposcuola 00")
    service.phones = [{"number": "030 000"}]
    service.save()
    return service


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_phone_is_told_in_three_taps_and_a_number(browser, live_server, service, violations, scripts):
    page = browser.new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(f"{live_server.url}{service.get_absolute_url()}")

    page.get_by_role("link", name="Dillo qui").click()
    page.get_by_role("link", name="Il telefono").click()
    page.get_by_label("Il numero giusto").fill("030 222333")
    faults = (violations(page), fits(page)) if scripts else ([], True)
    page.get_by_role("button", name="Manda la segnalazione").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Grazie: l’abbiamo ricevuta")
    assert faults == ([], True)
    assert Report.objects.get().suggestion == "030 222333"


def test_the_desk_settles_a_report_with_one_click(page, live_server, service, violations):
    coordinator = UserFactory()
    MandateFactory(user=coordinator, role=Role.COORDINATOR, community_point=CommunityPoint.objects.get())
    Report.objects.create(service=service, topic="phone", suggestion="030 222333", sender_mark="x")
    page.goto(f"{live_server.url}/account/accedi/?next=/redazione/segnalazioni/")
    page.locator("[name=login]").fill(coordinator.email)
    page.locator("[name=password]").fill("una-parola-lunga")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Segnalazioni", level=1)).to_be_visible()
    faults = violations(page)
    page.set_viewport_size(PHONE)
    narrow = fits(page)

    page.get_by_role("button", name="Correggi così").click()

    expect(page.get_by_role("heading", name="Nessuna segnalazione aspetta")).to_be_visible()
    service.refresh_from_db()
    assert (faults, narrow) == ([], True)
    assert [each["number"] for each in service.phones] == ["030 222333"]
