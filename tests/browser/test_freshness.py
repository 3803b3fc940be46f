"""An organisation answers the mail without an account; somebody asks for its entry and its mailbox says yes."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.access import Role
from organizations.models import Organization
from tests.browser.test_people import sign_in
from tests.organizations.staff import make_staff


@pytest.fixture
def staff(transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    staff = make_staff()
    staff.organization.members.filter(role=Role.OWNER).delete()
    Organization.objects.filter(pk=staff.organization.pk).update(email="info@emporio.example", verified_on="2024-01-01")
    return staff


def link_in(message, part):
    return re.search(rf"http\S+/{part}/\S+", message.body)[0]


def test_one_button_confirms_without_an_account_or_a_script(live_server, staff, mailoutbox, new_context):
    call_command("send_reminders")
    letter = next(each for each in mailoutbox if each.to == ["info@emporio.example"])
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(link_in(letter, "conferma"))
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="È tutto giusto").click()

    assert wide == 360
    expect(page).to_have_url(f"{live_server.url}/organizzazioni/{staff.organization.slug}/")
    expect(page.get_by_text("Adesso si vede che lo avete controllato voi, oggi.")).to_be_visible()


def test_the_pages_are_accessible(live_server, staff, mailoutbox, page, violations):
    call_command("send_reminders")
    letter = next(each for each in mailoutbox if each.to == ["info@emporio.example"])
    sign_in(page, live_server, staff.people["coordinator"], "/redazione/da-confermare/?che=organizzazioni")
    page.get_by_role("heading", name="Da confermare di nuovo").wait_for()
    found = violations(page)
    for address in [
        link_in(letter, "conferma"),
        f"{live_server.url}/organizzazioni/{staff.organization.slug}/e-mia/",
        f"{live_server.url}/redazione/richieste/",
        f"{live_server.url}/redazione/fiducia/",
    ]:
        page.goto(address)
        found += violations(page)

    assert found == []


def test_the_mailbox_gives_the_entry_to_who_asks(live_server, staff, mailoutbox, page, new_context):
    address = f"/organizzazioni/{staff.organization.slug}/e-mia/"
    sign_in(page, live_server, staff.people["citizen"], address)
    page.get_by_label("Chi sei per l’organizzazione").fill("sono la segretaria")
    page.get_by_role("button", name="Chiedi di tenerla").click()
    page.get_by_role("heading", name="Abbiamo la tua richiesta").wait_for()

    mailbox = new_context(java_script_enabled=False).new_page()
    mailbox.goto(link_in(mailoutbox[0], "e-mia"))
    mailbox.get_by_role("button", name="Sì, può tenerla").click()
    expect(mailbox.get_by_role("heading", name="Grazie della risposta")).to_be_visible()
    page.reload()

    expect(page.get_by_text("Sì: la tieni già tu.")).to_be_visible()
