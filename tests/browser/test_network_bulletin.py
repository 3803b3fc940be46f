"""From what a member tells to the mailbox of a reader without an account, who then leaves with one click."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.access import Role
from network.models import BulletinItem, Subscription
from services.reports import sender
from tests.browser.test_people import sign_in
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory, TermFactory
from tests.network.factories import MembershipFactory

HERE = "/rete/brescia/bollettino/"
MENDED = "Cena di quartiere: si cucina insieme"
PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False, "has_touch": True}


@pytest.fixture
def network(transactional_db, monkeypatch, settings, live_server):
    monkeypatch.setattr(sender, "QUICKEST", -1)  # the story writes faster than people do
    settings.SITE_URL = live_server.url
    TermFactory(name="Cibo e spesa")
    return MembershipFactory(organization=OrganizationFactory(name="Emporio solidale")).network


@pytest.fixture
def phone(browser):
    context = browser.new_context(**PHONE, locale="it-IT")
    yield context.new_page()
    context.close()


def people_of(network):
    """(who writes for the member, who coordinates)."""
    writer = MemberFactory(organization=network.members().get(), role=Role.EDITOR).user
    point = CommunityPointFactory(location__municipality=network)
    return writer, MandateFactory(community_point=point, role=Role.COORDINATOR).user


def seen_by_author(page, live_server):
    page.goto(f"{live_server.url}{HERE}proposte/")
    page.get_by_role("link", name=MENDED).click()
    return page.get_by_role("region", name="Parole aggiustate").inner_text()


def no_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def subscribed(phone, live_server, mailbox):
    phone.goto(live_server.url + HERE)
    phone.get_by_role("link", name="Ricevilo per e-mail").click()
    phone.get_by_label("La tua e-mail").fill("ada@example.org")
    phone.get_by_text("Solo alcuni argomenti").click()
    phone.get_by_label("Cibo e spesa").check()
    phone.get_by_role("button", name="Iscrivimi").click()
    phone.get_by_role("heading", name="Guarda la tua posta").wait_for()
    (letter,) = mailbox.letters
    phone.goto(re.search(r"http\S+/conferma/\S+", text_of(letter))[0])
    phone.get_by_role("button", name="Sì, lo voglio ricevere").click()
    phone.get_by_role("heading", name="Il tuo bollettino").wait_for()
    return phone.get_by_label("Cibo e spesa").is_checked()


def written(page, live_server, writer):
    sign_in(page, live_server, writer, HERE)
    page.get_by_role("link", name="Proponi una notizia").click()
    page.get_by_role("link", name="Scrivi una notizia").click()
    page.get_by_label("Appuntamento").check()
    page.get_by_label("Titolo").fill("Cena di quartiere, si cucina insieme")
    page.get_by_label("Testo").fill("In via Milano 105. Porta un grembiule.")
    page.get_by_role("button", name="Manda").click()
    page.get_by_role("link", name="Giorno, o primo giorno").wait_for()
    page.get_by_label("Giorno, o primo giorno").fill((timezone.localdate() + datetime.timedelta(days=3)).isoformat())
    page.get_by_label("Cibo e spesa").check()
    page.get_by_role("button", name="Manda").click()
    return page.get_by_role("listitem").filter(has_text="Cena di quartiere").inner_text()


def approved(page, live_server, coordinator):
    sign_in(page, live_server, coordinator, HERE)
    page.get_by_role("link", name="Cura il bollettino").click()
    page.get_by_role("link", name="Leggi e decidi").click()
    page.get_by_text("Aggiusta le parole").click()
    page.get_by_label("Titolo").fill(MENDED)
    page.get_by_role("button", name="Salva le parole nuove").click()
    page.get_by_role("heading", name="Parole aggiustate").wait_for()
    page.get_by_role("button", name="Approva: parte domani").click()
    page.get_by_role("heading", name="Il bollettino di domani").wait_for()
    return page.get_by_role("article").inner_text()


def test_what_a_member_tells_is_read_by_mail_and_left_with_one_click(live_server, network, browser, phone, mailbox):
    writer, coordinator = people_of(network)
    reads_of_food = subscribed(phone, live_server, mailbox)
    of_writer, of_coordinator = (browser.new_context(locale="it-IT") for _person in range(2))
    desk_of_writer = of_writer.new_page()
    told = written(desk_of_writer, live_server, writer)
    tomorrow = approved(of_coordinator.new_page(), live_server, coordinator)
    mended = seen_by_author(desk_of_writer, live_server)

    yesterday = timezone.localtime() - datetime.timedelta(days=1)
    BulletinItem.objects.update(decided_at=yesterday)  # the night goes by
    call_command("send_bulletin", verbosity=0)
    issue = mailbox.letters[-1]
    phone.goto(re.search(r"nel portale: (\S+)", text_of(issue))[1])
    read = phone.get_by_role("article").inner_text()
    phone.goto(live_server.url + HERE)
    kept = phone.locator("main").inner_text()
    phone.goto(str(issue["List-Unsubscribe"]).strip(" <>"))
    still = Subscription.objects.get().state
    phone.get_by_role("button", name="Non mandatemelo più").click()
    phone.get_by_role("heading", name="Questa iscrizione è finita").wait_for()

    assert (reads_of_food, "Da leggere" in told, str(issue["To"])) == (True, True, "ada@example.org")
    assert [str(letter["Subject"]).split(":")[0] for letter in mailbox.letters[1:2]] == ["Nel bollettino"]
    for text in (tomorrow, mended, text_of(mailbox.letters[1]), text_of(issue), read, kept):
        assert MENDED in text
    assert "Cena di quartiere, si cucina insieme" in mended
    assert (still, Subscription.objects.get().state, no_sideways(phone)) == ("active", "left", True)
    for context in (of_writer, of_coordinator):
        context.close()


def test_pages_of_the_bulletin_are_accessible_and_fit_a_phone(live_server, network, page, violations):
    writer, coordinator = people_of(network)
    of = {"network": network, "organization": network.members().get(), "expires_on": timezone.localdate()}
    item = BulletinItem.objects.create(kind="request", title="Cerchiamo sedie", text="Dieci.", **of)
    page.set_viewport_size({"width": 360, "height": 740})
    found = {}

    def look(*addresses):
        for address in addresses:
            page.goto(live_server.url + HERE + address)
            found[address] = violations(page), no_sideways(page)

    look("", "iscriviti/", "iscriviti/grazie/")
    sign_in(page, live_server, writer, HERE)
    look("proposte/", "proposte/nuova/", f"proposte/{item.pk}/")
    page.context.clear_cookies()
    sign_in(page, live_server, coordinator, HERE)
    look("redazione/", f"redazione/{item.pk}/")

    assert {address: seen for address, seen in found.items() if seen != ([], True)} == {}
