"""The desk of who coordinates, by keyboard and on a phone: what waits, and a dead site changed where it stands."""

import datetime

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from organizations.models import CommunityPoint
from services.models import LinkCheck, Report, Service
from tests.factories import MandateFactory, UserFactory

PHONE = {"width": 360, "height": 740}
SITE = "https://morto.example/"


@pytest.fixture
def service(neighbourhood):
    service = Service.objects.get(name="Doposcuola 00")
    service.url = SITE
    service.save()
    Report.objects.create(service=service, topic="phone", suggestion="030 222333", sender_mark="x")
    LinkCheck.objects.create(url=SITE, reason="gone", failures=3, failing_since=datetime.date(2026, 11, 3))
    return service


@pytest.mark.parametrize("scripts", [True, False])
def test_what_waits_leads_to_where_it_is_decided(browser, live_server, service, violations, scripts):
    coordinator = UserFactory()
    MandateFactory(user=coordinator, role=Role.COORDINATOR, community_point=CommunityPoint.objects.get())
    page = browser.new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(f"{live_server.url}/account/accedi/?next=/redazione/")
    page.locator("[name=login]").fill(coordinator.email)
    page.locator("[name=password]").fill("una-parola-lunga")
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("heading", name="Segnalazioni: 1")).to_be_visible()
    faults = [*(violations(page) if scripts else [])]

    page.get_by_role("link", name="Prova Siti che non rispondono").press("Enter")
    expect(page.get_by_role("heading", name=SITE)).to_be_visible()
    faults += violations(page) if scripts else []
    wide = page.locator("body").bounding_box()["width"] > PHONE["width"]
    page.get_by_label("Il sito nuovo").fill("vivo.example")
    page.get_by_role("button", name="Cambialo").press("Enter")

    expect(page.get_by_role("heading", name="Rispondono tutti")).to_be_visible()
    service.refresh_from_db()
    assert (faults, wide, service.url) == ([], False, "https://vivo.example")
