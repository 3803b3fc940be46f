"""A volunteer cannot come, and another stands in by the link of a mail; by keyboard, on a phone."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from helpdesk.models import ShiftAssignment
from organizations.models import CommunityPoint
from tests.helpdesk.factories import ShiftFactory, make_volunteer

PHONE = {"width": 360, "height": 740}


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


@pytest.mark.parametrize("scripts", [True, False])
def test_volunteer_cannot_come_and_another_stands_in(browser, live_server, desk, shift, violations, settings, scripts):
    anna, bruno = make_volunteer(desk, name="Anna"), make_volunteer(desk, name="Bruno")
    week = f"/sportello/{desk.slug}/turni/?settimana={timezone.localdate(shift.during.lower)}"
    page = signed_in(browser, live_server, anna, week, java_script_enabled=scripts)

    page.get_by_role("button", name=re.compile("^Vengo io")).press("Enter")
    expect(page.get_by_text("Fatto: vieni tu. Grazie.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Non posso venire")).press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Ci vengo lo stesso"))).to_be_visible()
    faults, wide = violations(page) if scripts else [], too_wide(page)

    (letter,) = [each for each in mail.outbox if each.to == [bruno.email]]
    link = re.search(r"/turno/\S+", letter.body)[0]
    other = browser.new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    other.goto(live_server.url + link)
    faults += violations(other) if scripts else []
    other.get_by_role("button", name="Vengo io").press("Enter")
    expect(other.get_by_role("heading", name="Fatto: vieni tu")).to_be_visible()

    page.get_by_role("button", name=re.compile("^Ci vengo lo stesso")).press("Enter")
    expect(page.get_by_text("Il tuo posto l’ha già preso Bruno.")).to_be_visible()
    held = ShiftAssignment.objects.holding().get()
    assert (held.volunteer, held.stands_in_for.volunteer, faults, wide) == (bruno, anna, [], False)


def test_pages_of_the_rota_are_calm_on_a_phone_and_on_a_desk(browser, live_server, desk, shift, violations):
    coordinator = make_volunteer(desk, role="coordinator", name="Carla")
    pages = ["turni/", "turni/ore/", "turni/stampa/", "turni/preparazione/", "turni/nuovo/", "turni/ogni-settimana/"]
    pages += ["turni/calendario/", f"turni/{shift.pk}/", "volontari/", f"volontari/{coordinator.pk}/", "candidature/"]
    addresses = [f"/sportello/{desk.slug}/{each}" for each in pages] + ["/dai-una-mano/", "/dai-una-mano/grazie/"]
    page = signed_in(browser, live_server, coordinator, addresses[0])
    expect(page.get_by_role("heading", name="I turni", exact=True)).to_be_visible()
    faults = []

    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(live_server.url + address)
            faults += [(address, each) for each in violations(page)]
            faults += [(address, width, "too wide")] * too_wide(page)

    assert faults == []
