"""From the wish to join to a collaboration, by keyboard and without scripts, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from accounts.access import Role
from organizations.models import Collaboration, CommunityPoint
from tests.factories import LocationFactory, MandateFactory, MemberFactory
from tests.network.factories import MembershipFactory, network_of

from .test_desk_rota import signed_in, too_wide


@pytest.fixture
def quarter(neighbourhood):
    return neighbourhood


@pytest.fixture
def network(quarter):
    return network_of(quarter.zone.municipality)


def in_quarter(member, quarter):
    LocationFactory(organization=member.organization, quarter=quarter, municipality=quarter.zone.municipality)
    return member.user


def press(page, name, kind="button"):
    page.get_by_role(kind, name=re.compile(name)).first.press("Enter")


def test_organization_joins_is_suggested_another_and_works_with_it(browser, live_server, network, quarter, violations):
    owner = in_quarter(MemberFactory(organization__name="Emporio", role=Role.OWNER), quarter)
    other = in_quarter(MemberFactory(organization__name="Zattera", role=Role.OWNER), quarter)
    MembershipFactory(network=network, organization=other.memberships.get().organization)
    point = CommunityPoint.objects.get(location__municipality=network)
    coordinator = MandateFactory(community_point=point, role=Role.COORDINATOR).user
    plain = {"java_script_enabled": False}
    members, mine = f"/rete/{network.slug}/organizzazioni/", owner.memberships.get().organization

    keeps = signed_in(browser, live_server, owner, mine.get_absolute_url(), **plain)
    press(keeps, "Aderisci alla rete", "link")
    expect(keeps.get_by_label("organizzazione", exact=False).first).to_have_value(str(mine.pk))
    keeps.get_by_label("Perché vuole entrare").fill("Per conoscere chi lavora qui")
    press(keeps, "Chiedi di entrare")
    expect(keeps.get_by_text("Hai chiesto di entrare")).to_be_visible()

    leads = signed_in(browser, live_server, coordinator, members, **plain)
    press(leads, "Rispondi Emporio", "link")
    leads.get_by_label("Entra nella rete").press("Space")
    press(leads, "^Rispondi$")
    expect(leads.get_by_text("Adesso è nella rete")).to_be_visible()
    expect(leads.get_by_role("heading", name="2 organizzazioni")).to_be_visible()

    keeps.goto(live_server.url + members)
    press(keeps, "Conosci queste realtà", "link")
    expect(keeps.get_by_text("È anche lei qui: Fiumicello")).to_be_visible()
    press(keeps, "Lavoriamo insieme Zattera", "link")
    keeps.get_by_label("Che cosa fate insieme").fill("La spesa a casa")
    press(keeps, "Scrivilo")
    expect(keeps.get_by_text("l’altra non l’ha ancora confermato")).to_be_visible()

    answers = signed_in(browser, live_server, other, f"/rete/{network.slug}/conosci/", **plain)
    press(answers, "Sì, è così")
    expect(answers.get_by_text("La spesa a casa")).to_be_visible()
    answers.goto(f"{live_server.url}{members}disegno/")
    expect(answers.get_by_text("Un gruppo che lavora insieme.")).to_be_visible()
    assert (Collaboration.objects.confirmed().get().words, too_wide(answers)) == ("La spesa a casa", False)

    anyone = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    anyone.goto(f"{live_server.url}{members}")
    expect(anyone.get_by_role("link", name="Emporio")).to_be_visible()
    assert (violations(anyone), too_wide(anyone)) == ([], False)
