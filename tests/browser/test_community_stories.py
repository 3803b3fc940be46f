"""Stories of initiatives: told on a phone by who was there, read by who leads, found by theme and neighbourhood."""

import pytest
from playwright.sync_api import expect

from tests.community.initiatives_factories import StoryFactory, active
from tests.factories import QuarterFactory, TermFactory, UserFactory
from tests.network.factories import network_of

from .test_people import sign_in

PHONE = {"viewport": {"width": 360, "height": 800}}


@pytest.fixture
def network(transactional_db):
    return network_of()


def test_story_is_told_and_found_by_theme_and_neighbourhood(live_server, network, page, new_context, violations):
    leader, here = UserFactory(), f"{live_server.url}/comunita/{network.slug}/storie/"
    green, music = TermFactory(name="Parchi e spazi aperti"), TermFactory(name="Musica")
    quarters = [QuarterFactory(municipality=network, name=name) for name in ("Fiumicello", "San Polo")]
    told = [("L’orto dietro la scuola", green, 0), ("L’orto sul tetto", green, 1), ("Il coro del cortile", music, 0)]
    for title, topic, quarter in told:
        initiative = active(network=network, title=title, quarter=quarters[quarter], lead_person=leader)
        initiative.topics.add(topic)
        if title != "L’orto dietro la scuola":
            StoryFactory(initiative=initiative, title=f"Una storia: {title}")

    phone = new_context(java_script_enabled=False, **PHONE).new_page()
    sign_in(phone, live_server, UserFactory(), f"/comunita/{network.slug}/iniziative/")
    phone.get_by_role("link", name="L’orto dietro la scuola").click()
    phone.get_by_role("link", name="Racconta una storia").click()
    phone.get_by_label("Titolo").fill("Il primo pomodoro")
    phone.get_by_label("La storia").fill("Siamo partiti in tre: chiamami al 333 1234567.")
    phone.get_by_role("button", name="Racconta").click()
    expect(phone.get_by_role("alert")).to_contain_text("La storia")
    expect(phone.get_by_label("Titolo")).to_have_value("Il primo pomodoro")
    phone.get_by_label("La storia").fill("Siamo partiti in tre, con due pale.")
    phone.get_by_label("Firma").fill("Fatima")
    phone.get_by_role("button", name="Racconta").click()
    expect(phone.get_by_text("Quando è pubblica ti scriviamo.")).to_be_visible()

    reader = new_context(**PHONE).new_page()
    sign_in(reader, live_server, leader, f"/comunita/{network.slug}/iniziative/tue/")
    reader.get_by_role("link", name="L’orto dietro la scuola").click()
    reader.get_by_role("link", name="Cura l’iniziativa").click()
    reader.get_by_role("link", name="Il primo pomodoro").click()
    reader.get_by_role("button", name="Pubblica").press("Enter")
    expect(reader.get_by_text("Adesso la leggono tutti.")).to_be_visible()

    page.set_viewport_size(PHONE["viewport"])
    page.goto(here)
    expect(page.get_by_role("heading", name="3 storie")).to_be_visible()
    page.get_by_label("Di che cosa").select_option("Parchi e spazi aperti")
    page.get_by_label("Quartiere").select_option("Fiumicello")
    page.get_by_role("button", name="Mostra").click()
    expect(page.get_by_role("heading", name="1 storia")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Il primo pomodoro").click()
    expect(page.get_by_text("Fatima")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("link", name="Altre storie di Fiumicello").click()
    expect(page.get_by_role("link", name="Una storia: Il coro del cortile")).to_be_visible()
    expect(page.get_by_role("link", name="Una storia: L’orto sul tetto")).to_have_count(0)
    page.get_by_role("link", name="Il primo pomodoro").click()
    page.get_by_role("link", name="L’orto dietro la scuola").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L’orto dietro la scuola")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
