import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_home_breaks_no_rule_of_accessibility(live_server, page, neighbourhood, violations, color_scheme):
    page.emulate_media(color_scheme=color_scheme)

    for width in [360, 1280]:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url)
        assert violations(page) == []


def test_home_breaks_no_rule_while_the_directory_is_empty(live_server, page, transactional_db, violations):
    page.goto(live_server.url)

    assert violations(page) == []


def test_home_never_scrolls_sideways(live_server, page, neighbourhood):
    for width in [320, 360, 768, 1280]:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_home_goes_from_a_need_to_its_places(live_server, page, neighbourhood):
    page.goto(live_server.url)

    page.get_by_role("link", name="Bambini, scuola e famiglia").click()

    expect(page).to_have_url(f"{live_server.url}/servizi/?need=bambini-scuola-e-famiglia")
    expect(page.get_by_role("heading", level=1)).to_have_text("25 posti")


def test_home_offers_the_desk_that_is_open_now(live_server, page, neighbourhood):
    page.goto(live_server.url)

    door = page.locator("section", has_text="Il Punto Comunità più vicino").last
    assert "Punto Comunità Fiumicello" in door.inner_text()
    assert "Aperto ora" in door.inner_text()
