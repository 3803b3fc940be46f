"""A call on a phone: what is typed survives a lost network, and goes with the sign-out."""

import pytest

from services.campaigns.actions import take
from tests.services.campaign_world import make_world, start

from .test_people import sign_in

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visit(transactional_db):
    world = make_world()
    campaign = start(world)
    return take(by=world.people["agent"], campaign=campaign, visit=campaign.visits.get(service=world.service).pk)


def address_of(visit):
    return f"/giri/{visit.campaign_id}/visite/{visit.pk}/"


def choose(page, question, answer):
    page.get_by_role("group", name=question).get_by_label(answer).check()


def kept(page):
    return page.evaluate("Object.keys(localStorage)")


def test_what_was_typed_is_there_again_after_the_network_failed(live_server, visit, page):
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, visit.agent, address_of(visit))
    right = page.get_by_label("Il numero giusto, e a che cosa serve")
    hidden = right.is_hidden()
    choose(page, "Il numero giusto è 030 123456?", "✗ no")
    right.fill("030 999999 segreteria")
    page.context.set_offline(True)
    page.get_by_role("button", name="Salva").click()
    page.context.set_offline(False)

    page.goto(f"{live_server.url}{address_of(visit)}")
    restored = page.get_by_role("status").inner_text(), right.input_value()
    page.get_by_role("button", name="Salva").click()
    page.get_by_text("Salvato. Le correzioni le guarda chi coordina").wait_for()

    assert hidden
    assert restored == ("Ecco le risposte che avevi già messo: non erano ancora salvate.", "030 999999 segreteria")
    assert kept(page) == []


def test_signing_out_leaves_nothing_on_the_phone(live_server, visit, page):
    sign_in(page, live_server, visit.agent, address_of(visit))
    choose(page, "Il numero giusto è 030 123456?", "✓ giusto")
    before = kept(page)

    page.goto(f"{live_server.url}/account/")
    page.get_by_role("button", name="Esci", exact=True).click()
    page.wait_for_url(f"{live_server.url}/")  # once it has looked for what waits to be sent

    assert before == [f"visit-{visit.pk}"]
    assert kept(page) == []


def test_new_resource_is_where_the_phone_is(live_server, visit, page):
    page.context.grant_permissions(["geolocation"], origin=live_server.url)
    page.context.set_geolocation({"latitude": 45.545012, "longitude": 10.193214})
    sign_in(page, live_server, visit.agent, f"/giri/{visit.campaign_id}/nuova-risorsa/")

    page.get_by_role("button", name="È dove sono adesso").click()
    page.get_by_text("Ecco: è dove sei adesso.").wait_for()

    assert page.get_by_label("Dov’è", exact=True).input_value() == "45.54501,10.19321"


def test_pages_break_no_rule_of_accessibility_and_fit_a_phone(live_server, visit, page, violations):
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, visit.campaign.created_by, "/giri/")
    faults = {}

    for path in ["", f"{visit.campaign_id}/", f"{visit.campaign_id}/visite/{visit.pk}/", "nuovo/punto/"]:
        page.goto(f"{live_server.url}/giri/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults[path] = [*violations(page), *(["too wide"] if wide > PHONE["width"] else [])]

    assert {path: found for path, found in faults.items() if found} == {}
