"""The figures of a desk, by who leads it and by who only reads what is published."""

import datetime

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from helpdesk.figures.publishing import publish_year
from tests.browser.test_people import sign_in
from tests.factories import CommunityPointFactory, TermFactory
from tests.helpdesk.factories import EnquiryFactory, make_volunteer


@pytest.fixture
def last_year():
    return datetime.date.today().year - 1


@pytest.fixture
def desk(transactional_db, last_year):
    desk = CommunityPointFactory(name="Punto Badia", slug="badia")
    house = TermFactory(name="Casa")
    told = {"closed": True, "community_point": desk, "day": datetime.date(last_year, 3, 4), "topics": [house]}
    for _each in range(20):
        EnquiryFactory(**told, age_band="to_44")
    for _each in range(10):
        EnquiryFactory(**told, age_band="to_79", answers=[], result="unmet", unmet_reason="full")
    EnquiryFactory(**told, age_band="under_18")
    return desk


def test_coordinator_reads_last_year_and_takes_it_away(page, live_server, desk, last_year, violations):
    sign_in(page, live_server, make_volunteer(desk, role=Role.COORDINATOR), "/sportello/badia/dati/")
    page.get_by_role("link", name=str(last_year), exact=True).click()

    page.get_by_text("31 contatti: 68 su 100 risolti subito, 32 senza risposta.").wait_for()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="foglio di calcolo").click()
    assert download.value.suggested_filename == f"sportello-{last_year}-01-01-{last_year}-12-31.xlsx"


def test_citizen_reads_the_report_on_a_phone_and_never_the_one_who_was_under_18(
    page, live_server, desk, last_year, violations
):
    publish_year(city=desk.location.municipality, year=last_year)
    page.set_viewport_size({"width": 360, "height": 780})

    page.goto(f"{live_server.url}/dati/")
    page.get_by_role("link", name="Gli sportelli, in numeri").click()
    page.get_by_text("Circa 30 contatti, 67 su 100 risolti subito.").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Punto Badia").click()

    page.get_by_role("heading", name=f"Punto Badia: il {last_year}").wait_for()
    expect(page.get_by_text("18 anni")).to_have_count(0)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    with page.expect_response("**/rapporto.pdf") as answer:
        page.evaluate("fetch(document.querySelector('a[href$=\"rapporto.pdf\"]').href)")
    assert answer.value.headers["content-type"] == "application/pdf"
