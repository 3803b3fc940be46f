"""Two people: one invites, the other comes in by the link and works there."""

import re

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from organizations.actions import invite
from tests.organizations.staff import make_staff
from tests.permissions.answers import cookies_of


@pytest.fixture
def staff(transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    return make_staff()


def sign_in(page, live_server, user, then, arrived="load"):
    """Leaves `page` on `then`, with its scripts listening unless `arrived` says that less is enough.

    The door itself is for `test_sign_in`: here one comes in by it already open.
    """
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies_of(user).items()]
    )
    page.goto(live_server.url + then, wait_until=arrived)


def link_in(message):
    return re.search(r"http\S+/invito/\S+", message.body)[0]


def test_direction_invites_who_coordinates_and_they_come_in(live_server, staff, mailoutbox, page, new_context):
    sign_in(page, live_server, staff.people["direction"], f"/punti/{staff.point.slug}/")
    page.get_by_role("link", name="Persone").click()
    page.get_by_role("link", name="Invita una persona").click()
    page.get_by_label("E-mail di chi inviti").fill("nuova@example.org")
    page.get_by_label("chi coordina il Punto Comunità").check()
    page.get_by_role("button", name="Manda l’invito").click()
    expect(page.get_by_text("Invito mandato a nuova@example.org.")).to_be_visible()

    other = new_context(java_script_enabled=False).new_page()
    other.goto(link_in(mailoutbox[0]))
    other.get_by_label("Come ti chiami").fill("Nuova Coordinatrice")
    other.get_by_label("Scegli una password").fill("cavallo pila graffetta")
    other.get_by_role("button", name="Crea l’accesso e accetta").click()

    expect(other).to_have_url(f"{live_server.url}/punti/{staff.point.slug}/persone/")
    expect(other.get_by_role("heading", name="Nuova Coordinatrice")).to_be_visible()
    expect(other.get_by_text(f"Da oggi puoi coordinare lo sportello: {staff.point.name}")).to_be_visible()


def test_invitation_is_accepted_by_who_is_signed_in(live_server, staff, mailoutbox, page):
    """Chromium sends the form's origin: the referrer policy of the page must leave it there."""
    citizen = staff.people["citizen"]
    invite(by=None, place=staff.organization, email=citizen.email, role=Role.EDITOR)
    link = link_in(mailoutbox[0])
    page.goto(link)
    page.get_by_role("main").get_by_role("link", name="Entra", exact=True).click()
    sign_in(page, live_server, citizen, link.removeprefix(live_server.url))

    page.get_by_role("button", name="Accetto").click()

    expect(page).to_have_url(f"{live_server.url}/organizzazioni/{staff.organization.slug}/persone/")


def pages_of(staff):
    mandate = staff.people["volunteer"].mandates.get()
    return [
        f"/organizzazioni/{staff.organization.slug}/persone/",
        f"/organizzazioni/{staff.organization.slug}/persone/invita/",
        f"/punti/{staff.point.slug}/persone/",
        f"/punti/{staff.point.slug}/persone/{mandate.pk}/",
        f"/citta/{staff.city.slug}/persone/",
        f"/citta/{staff.city.slug}/persone/invita/",
    ]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_pages_of_people_break_no_rule_of_accessibility(live_server, staff, mailoutbox, page, violations, color_scheme):
    invite(by=None, place=staff.point, email="un.indirizzo.piuttosto.lungo.da.leggere@example.org", role=Role.VOLUNTEER)
    page.emulate_media(color_scheme=color_scheme)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(link_in(mailoutbox[0]))
    assert violations(page) == []
    sign_in(page, live_server, staff.people["direction"], "/")

    for path in pages_of(staff):
        page.goto(live_server.url + path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
