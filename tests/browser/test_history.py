"""Who coordinates sees what became of a service, and puts it back; on a phone too, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from services.listings import refresh_all
from services.models import Service
from tests.services import history_world
from tests.services.history_acts import act_of

from .test_people import sign_in


@pytest.fixture
def world(transactional_db):
    world = history_world.build()
    with act_of(world.people["direction"]):
        Service.objects.update(name="Compiti", description="Si studia insieme, ogni pomeriggio.", free=True)
    refresh_all()
    return world


def test_a_change_is_seen_and_put_back_without_javascript(live_server, world, new_context):
    service = world.things["service"]
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    sign_in(page, live_server, world.people["coordinator"], f"/servizi/{service.slug}/")

    page.get_by_role("link", name="Storia").click()
    page.get_by_role("link", name="Rimetti com’era prima").first.click()
    page.get_by_role("button", name="Rimetti com’era").click()

    expect(page.get_by_text("Fatto: è tornato com’era prima.")).to_be_visible()
    assert page.get_by_role("heading", level=2).first.inner_text().endswith("ha rimesso le cose com’erano")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Service.objects.get().name == service.name


def test_pages_of_the_history_have_no_barriers(live_server, world, page, violations):
    service, faults = world.things["service"], {}
    sign_in(page, live_server, world.people["coordinator"], "/storia/")
    faults["all"] = violations(page)
    page.goto(f"{live_server.url}/servizi/{service.slug}/storia/")
    faults["one"] = violations(page)
    page.get_by_role("link", name="Rimetti com’era prima").first.click()
    faults["back"] = violations(page)

    assert faults == {"all": [], "one": [], "back": []}
