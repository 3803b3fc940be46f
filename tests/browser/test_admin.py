"""The Django admin under our strict policy, in a real browser: what it runs, how it looks, where it leads."""

import pytest
from django.urls import reverse

from accounts.access import Role
from organizations.models import OpeningHours
from services.models import Service
from tests.factories import MandateFactory, MunicipalityFactory, OrganizationFactory

PASSWORD = "una-parola-lunga"
LISTEN = """
  window.blocked = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.blocked.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
"""


@pytest.fixture
def direction(neighbourhood):
    city = MunicipalityFactory()
    return MandateFactory(role=Role.DIRECTION, community_point=None, municipality=city, user__is_technician=True).user


@pytest.fixture
def admin_page(live_server, page, direction):
    """The admin's first page, reached through the portal's own sign-in."""
    page.add_init_script(LISTEN)
    page.goto(live_server.url + "/amministrazione/")
    page.locator("input[name=login]").fill(direction.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Entra", exact=True).click()
    page.wait_for_url("**/amministrazione/")
    return page


def addresses():
    service, hours = Service.objects.first(), OpeningHours.objects.filter(service__isnull=False).first()
    return {
        "index": reverse("admin:index"),
        "list": reverse("admin:services_service_changelist") + "?q=doposcuola&status__exact=active",
        "list of people": reverse("admin:accounts_user_changelist"),
        "dates": reverse("admin:territory_holiday_changelist"),
        "form": reverse("admin:services_service_change", args=[service.pk]),
        "hours": reverse("admin:organizations_openinghours_change", args=[hours.pk]),
        "new": reverse("admin:services_service_add"),
        "delete": reverse("admin:services_service_delete", args=[service.pk]),
        "history": reverse("admin:services_service_history", args=[service.pk]),
    }


def test_nothing_of_the_admin_is_blocked(live_server, admin_page):
    blocked = {}
    for name, address in addresses().items():
        admin_page.goto(live_server.url + address)
        admin_page.wait_for_load_state("networkidle")
        blocked[name] = admin_page.evaluate("window.blocked")

    assert blocked == {name: [] for name in addresses()}


def test_terms_are_chosen_from_suggestions_and_reach_the_page(live_server, admin_page):
    service = Service.objects.first()
    admin_page.goto(live_server.url + reverse("admin:services_service_change", args=[service.pk]))

    admin_page.locator(".field-terms .select2-selection").click()
    admin_page.keyboard.type("pericolo")
    admin_page.get_by_role("option", name="Mi sento in pericolo").click()
    admin_page.get_by_role("button", name="Salva", exact=True).click()
    admin_page.wait_for_url("**/services/service/")

    assert "Mi sento in pericolo" in {term.name for term in service.terms.all()}


def test_one_goes_out_by_the_portals_door(live_server, admin_page):
    admin_page.get_by_role("button", name="Esci").click()
    admin_page.wait_for_url(lambda url: "/amministrazione/" not in url)
    admin_page.goto(live_server.url + "/amministrazione/")

    assert admin_page.url.endswith("/account/accedi/?next=/amministrazione/")


def test_lists_and_forms_fit_a_small_phone(live_server, admin_page):
    OrganizationFactory.create_batch(3)
    admin_page.set_viewport_size({"width": 360, "height": 800})
    wide = {}
    for name, address in addresses().items():
        admin_page.goto(live_server.url + address)
        wide[name] = admin_page.evaluate("document.documentElement.scrollWidth > 360")

    assert [name for name, is_wide in wide.items() if is_wide] == []
