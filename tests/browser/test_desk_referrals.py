"""Stories of a referral, by the people it takes: the desk, the receiver, another desk, the person with a code."""

import datetime
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from helpdesk.models import Enquiry, Referral
from helpdesk.referrals.return_codes import code_of
from tests.browser.test_people import sign_in
from tests.factories import CommunityPointFactory, OrganizationFactory
from tests.helpdesk.factories import EnquiryFactory, NoticeFactory, make_volunteer

LATER = datetime.timedelta(days=11)


@pytest.fixture
def desk(transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    NoticeFactory()
    OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example")
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello", phones=[{"number": "030 111"}])


@pytest.fixture
def volunteer(desk):
    return make_volunteer(desk, name="Marta")


@pytest.fixture
def enquiry(desk):
    return EnquiryFactory(community_point=desk)


def to_the_door(page, live_server, volunteer, enquiry, words="emporio"):
    address = f"/sportello/fiumicello/contatti/{enquiry.pk}/passaggio/"
    sign_in(page, live_server, volunteer, address)
    page.get_by_label("Cerca un servizio o un’organizzazione").fill(words)
    page.get_by_role("button", name="Cerca", exact=True).click()
    page.get_by_role("link", name="Emporio").click()


def promise(page):
    """What one fills in for a warm hand-off, by the keyboard where a form has one field after the other."""
    page.get_by_label("La accompagno: aspettiamo una risposta").check()
    page.get_by_label("L’ho letto ad alta voce").check()
    page.get_by_label("a voce, di persona").check()
    if page.get_by_label("Nome, basta il primo").count():
        page.get_by_label("Nome, basta il primo").fill("Amina")
        page.get_by_label("telefono", exact=True).check()
        page.get_by_label("Un solo recapito").fill("333 1234567")
    page.get_by_label("Che cosa serve che sappiano").fill("Serve un letto")
    page.get_by_role("button", name="Salva il passaggio").click()
    page.get_by_role("heading", name="Che cosa si fa adesso").wait_for()


def link_in(letter):
    return re.search(r"http\S+/passaggio/\S+", letter.body)[0]


def receiver_of(new_context, letter):
    """Who reads the mail: on a phone, without a script and without an account."""
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(link_in(letter))
    return page


def test_accepted_and_done(live_server, volunteer, enquiry, mailoutbox, page, new_context):
    to_the_door(page, live_server, volunteer, enquiry)
    promise(page)

    receiver = receiver_of(new_context, mailoutbox[0])
    closed = receiver.content()
    receiver.get_by_role("button", name="Apri").click()
    opened, wide = receiver.content(), receiver.evaluate("document.documentElement.scrollWidth")
    receiver.get_by_role("button", name="Sì, la accogliamo").click()
    receiver.get_by_role("heading", name="Grazie della risposta").wait_for()
    page.reload()
    accepted = page.get_by_text("accolto", exact=True).first.is_visible()
    page.get_by_label("la persona", exact=True).check()
    page.get_by_label("ha risposto", exact=True).check()
    page.get_by_label("ha avuto quello che cercava").check()
    page.get_by_role("button", name="Segna il tentativo").click()

    page.get_by_text("riuscito", exact=True).wait_for()
    assert (["Amina" in closed, "Amina" in opened], wide, accepted) == ([False, True], 360, True)
    assert list(Referral.objects.values_list("state", "outcome", "outcome_source")) == [("completed", "met", "person")]
    assert Enquiry.objects.get().result == "referred"


def test_refused_then_another_door(live_server, volunteer, enquiry, mailoutbox, page, new_context):
    to_the_door(page, live_server, volunteer, enquiry)
    promise(page)
    receiver = receiver_of(new_context, mailoutbox[0])
    receiver.get_by_role("button", name="Apri").click()
    receiver.get_by_text("Non possiamo", exact=True).click()
    receiver.get_by_label("non c’è posto").check()
    receiver.get_by_role("button", name="No, non possiamo").click()

    page.goto(f"{live_server.url}/sportello/fiumicello/passaggi/")
    for _each in ("from the list", "from its page"):
        with page.expect_navigation():
            page.get_by_role("link", name="Cerca un’altra porta").click()
    page.get_by_label("Qualcuno che non è nell’elenco").fill("Dormitorio San Vincenzo")
    page.get_by_role("button", name="Usa questo nome").click()
    promise(page)

    first, second = Referral.objects.order_by("created_at")
    assert (first.state, first.redirected_to, second.target_name) == ("redirected", second, "Dormitorio San Vincenzo")
    page.goto(f"{live_server.url}/sportello/fiumicello/passaggi/")
    expect(page.get_by_text("Nessuno aspetta un’altra porta.")).to_be_visible()


def test_silence_expires_and_is_written_down_as_unmet(live_server, volunteer, enquiry, mailoutbox, page):
    to_the_door(page, live_server, volunteer, enquiry)
    promise(page)
    here = page.url
    referral = Referral.objects.get()
    earlier = {name: getattr(referral, name) - LATER for name in ("sent_at", "expires_at")}
    Referral.objects.update(**earlier | {"expires_at": earlier["expires_at"] + LATER / 2})
    call_command("send_reminders")
    Referral.objects.update(**earlier)
    call_command("expire_referrals")

    page.goto(here)
    silent = page.get_by_text("senza risposta", exact=True).first.is_visible()
    page.get_by_role("button", name="Segna il bisogno senza risposta").click()
    page.get_by_text("Segnato: serve a chiedere quello che manca.").wait_for()

    enquiry.refresh_from_db()
    assert (silent, enquiry.result, enquiry.unmet_reason) == (True, "unmet", "no_answer")
    assert [letter.subject.partition(" ·")[0] for letter in mailoutbox] == [
        "Una persona da accogliere",
        "Aspettiamo una risposta",
    ]


class Keys:
    """Somebody who has no mouse: what they cannot reach by Tab is not there for them."""

    def __init__(self, page):
        self.page, self.press, self.write = page, page.keyboard.press, page.keyboard.type

    def to(self, target, is_there="each => each === document.activeElement"):
        for _step in range(90):
            if target.evaluate(is_there):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not come to {target}.")

    def fill(self, target, words):
        self.to(target)
        self.write(words)

    def tick(self, target):
        self.to(target)
        self.press("Space")

    def enter(self, target):
        self.to(target)
        self.press("Enter")

    def choose(self, target):
        """Of radio buttons: Tab comes to the group, the arrows to the one."""
        self.to(target, "each => each.name === document.activeElement.name")
        for _step in range(9):
            if target.evaluate("each => each === document.activeElement"):
                return self.press("Space")
            self.press("ArrowDown")
        raise AssertionError(f"The arrows do not come to {target}.")


def test_between_two_punti_by_keyboard_alone(live_server, desk, volunteer, enquiry, page, new_context):
    there = CommunityPointFactory(name="Punto Est", slug="est")
    colleague = make_volunteer(there, name="Bruno")
    sign_in(page, live_server, volunteer, f"/sportello/fiumicello/contatti/{enquiry.pk}/passaggio/")
    keys = Keys(page)
    keys.fill(page.get_by_label("Un altro Punto Comunità"), "Punto Est")
    keys.enter(page.get_by_role("button", name="Scegli questo"))
    page.wait_for_url("**/?porta=p.est")
    keys.choose(page.get_by_label("La accompagno: aspettiamo una risposta"))
    keys.tick(page.get_by_label("L’ho letto ad alta voce"))
    keys.choose(page.get_by_label("a voce, di persona"))
    keys.fill(page.get_by_label("Nome, basta il primo"), "Amina")
    keys.choose(page.get_by_label("telefono", exact=True))
    keys.fill(page.get_by_label("Un solo recapito"), "333 1234567")
    keys.fill(page.get_by_label("Che cosa serve che sappiano"), "Serve un letto")
    keys.enter(page.get_by_role("button", name="Salva il passaggio"))
    page.get_by_role("heading", name="Che cosa si fa adesso").wait_for()

    other = new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(other, live_server, colleague, "/sportello/est/passaggi/?quali=arrivati")
    keys = Keys(other)
    keys.enter(other.get_by_role("link", name="Rispondi"))
    other.get_by_role("button", name="Mostra i dati della persona").wait_for()
    keys.enter(other.get_by_role("button", name="Mostra i dati della persona"))
    other.get_by_text("Amina").wait_for()
    keys.enter(other.get_by_role("button", name="Sì, la accogliamo"))
    other.get_by_text("Grazie: chi vi ha mandato la persona lo sa.").wait_for()
    keys.enter(other.locator("summary", has_text="Registra il contatto qui"))
    keys.enter(other.get_by_role("button", name="Registra il contatto", exact=True))
    other.get_by_text("Registrato fra i vostri contatti").wait_for()

    assert Referral.objects.get().state == "accepted"
    assert Enquiry.objects.get(community_point=there).arrived_as == Referral.objects.get()


def test_who_stays_anonymous_comes_back_with_the_code(live_server, volunteer, enquiry, page, new_context):
    to_the_door(page, live_server, volunteer, enquiry)
    page.get_by_label("Le ho detto dove andare").check()
    page.get_by_role("button", name="Salva il passaggio").click()
    page.get_by_role("link", name="Il foglio da dare alla persona").click()
    code = code_of(Referral.objects.get())
    printed = page.get_by_text(code).is_visible()

    person = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    person.goto(f"{live_server.url}/ritorno/")
    person.get_by_label("Il codice sul foglio").fill(code.lower())
    person.get_by_label("No", exact=True).check()
    person.get_by_label("Vorrei provare da un’altra parte").check()
    person.get_by_role("button", name="Invia").click()
    person.get_by_text("Punto Fiumicello cerca un’altra porta per te.").wait_for()
    page.goto(f"{live_server.url}/sportello/fiumicello/passaggi/")

    assert printed
    expect(page.get_by_role("link", name="Cerca un’altra porta")).to_be_visible()


def test_pages_are_accessible(live_server, volunteer, enquiry, mailoutbox, page, violations):
    to_the_door(page, live_server, volunteer, enquiry)
    found = violations(page)
    page.get_by_label("La accompagno: aspettiamo una risposta").check()
    page.get_by_role("button", name="Salva il passaggio").click()
    page.get_by_role("alert").wait_for()
    found += violations(page)
    promise(page)
    found += violations(page)
    addresses = [link_in(mailoutbox[0]), f"{page.url}foglio/", f"{live_server.url}/ritorno/"]
    for address in [*addresses, f"{live_server.url}/sportello/fiumicello/passaggi/?quali=aperti"]:
        page.goto(address)
        found += violations(page)

    assert found == []
