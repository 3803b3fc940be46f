"""A volunteer writes down who came: by keyboard in few moves, on a phone without scripts, over a closed tab."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from helpdesk.models import Enquiry
from tests.factories import CommunityPointFactory, TermFactory
from tests.helpdesk.factories import EnquiryFactory, ShiftFactory, make_volunteer

from .test_people import sign_in

TODAY = "/sportello/fiumicello/"
NEW = f"{TODAY}contatti/nuovo/"


@pytest.fixture
def volunteer(transactional_db):
    desk = CommunityPointFactory(slug="fiumicello")
    ShiftFactory(community_point=desk, start=timezone.now() - datetime.timedelta(hours=1))
    house = TermFactory(name="Casa e bollette", slug="casa")
    TermFactory(name="Bollette di luce e gas", slug="bollette", parent=house, synonyms=["bolletta"])
    TermFactory(name="Violenza", slug="violenza", discreet=True)
    EnquiryFactory(community_point=desk, topics=[house])
    return make_volunteer(desk)


class Hands:
    """Does what a person does, and counts: a tap, a key that is no letter, a word."""

    def __init__(self, page):
        self.page, self.moves = page, 0

    def tap(self, name):
        self.page.get_by_label(name, exact=True).check()
        self.moves += 1

    def word(self, text):
        self.page.keyboard.type(text)
        self.moves += 1

    def key(self, name):
        self.page.keyboard.press(name)
        self.moves += 1


def the_one_logged():
    return Enquiry.objects.get(logged_by__isnull=False)


def test_help_with_a_form_is_logged_in_twelve_moves_at_most(live_server, volunteer, page, violations):
    sign_in(page, live_server, volunteer, TODAY)
    hands = Hands(page)

    page.get_by_label("Di cosa ha bisogno, in una parola").focus()
    hands.moves += 1
    hands.word("bolletta")
    hands.key("Enter")
    expect(page.get_by_label("Bollette di luce e gas")).to_be_checked()
    assert violations(page) == []
    for choice in ("30–44 anni", "informazioni", "aiuto con moduli e pratiche", "risolto qui"):
        hands.tap(choice)
    hands.key("Control+Enter")
    page.get_by_text("Contatto salvato.").wait_for()

    enquiry = the_one_logged()
    assert (enquiry.state, enquiry.channel, enquiry.age_band, enquiry.result) == ("closed", "desk", "to_44", "solved")
    assert (enquiry.answers, enquiry.topics.get().slug) == (["information", "form_filling"], "bollette")
    assert hands.moves <= 12


def test_drop_in_chat_is_one_tap_on_a_phone_without_scripts(live_server, volunteer, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    sign_in(page, live_server, volunteer, TODAY)

    page.get_by_role("button", name="Solo due chiacchiere").click()

    assert page.get_by_text("Contatto salvato.").is_visible()
    assert (the_one_logged().answers, the_one_logged().result) == (["listening"], "solved")


def test_topics_are_looked_for_on_a_phone_without_scripts(live_server, volunteer, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    sign_in(page, live_server, volunteer, NEW)

    page.get_by_label("risolto qui", exact=True).check()
    page.get_by_label("Di cosa ha bisogno, in una parola").fill("bolletta")
    page.keyboard.press("Enter")
    page.get_by_label("Bollette di luce e gas").check()
    page.get_by_label("informazioni", exact=True).check()
    page.get_by_role("button", name="Salva (Ctrl+Invio)").click()

    assert (the_one_logged().topics.get().slug, the_one_logged().result) == ("bollette", "solved")


def test_word_typed_while_the_page_is_still_arriving_is_looked_for(live_server, volunteer, page):
    """On a slow line the box is there before the script that listens to it."""
    held = []
    page.route("**/htmx*.js", lambda route: held.append(route))
    sign_in(page, live_server, volunteer, NEW, arrived="commit")

    box = page.get_by_label("Di cosa ha bisogno, in una parola")
    box.evaluate("box => box.focus()")
    page.keyboard.type("bolletta")
    expect(box).to_have_value("bolletta")
    while held:
        held.pop().continue_()

    expect(page.get_by_label("Bollette di luce e gas")).to_be_visible()


def test_contact_left_half_written_comes_back_and_goes_when_it_is_saved(live_server, volunteer, page):
    sign_in(page, live_server, volunteer, NEW)
    page.get_by_label("Di cosa ha bisogno, in una parola").fill("violenza")
    page.get_by_label("Violenza", exact=True).check()
    page.get_by_label("senza risposta", exact=True).check()
    page.locator("summary", has_text="Altro, se lo sai").click()
    page.get_by_label("Nota").fill("chiamare il 333 1234567")
    kept = page.evaluate("localStorage.getItem('contatto-fiumicello')")

    page.goto(live_server.url + TODAY)
    page.get_by_role("button", name="Riprendi").click()

    assert "333" not in kept
    expect(page.get_by_label("Violenza", exact=True)).to_be_checked()
    expect(page.get_by_text("Per i temi delicati la nota non si tiene")).to_be_visible()
    page.get_by_label("i posti sono finiti").check()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Contatto salvato.").wait_for()
    assert page.evaluate("localStorage.getItem('contatto-fiumicello')") is None
    assert (the_one_logged().unmet_reason, the_one_logged().is_sensitive) == ("full", True)


def test_contact_left_half_written_is_thrown_away(live_server, volunteer, page):
    sign_in(page, live_server, volunteer, NEW)
    page.get_by_label("risolto qui", exact=True).check()
    page.reload()

    page.get_by_role("button", name="Butta").click()
    page.reload()

    expect(page.get_by_text("Hai lasciato a metà un contatto.")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", ["", "contatti/", "contatti/nuovo/", "contatti/{}/", "contatti/{}/cerca/"])
def test_pages_of_contacts_are_accessible(live_server, volunteer, page, violations, place, width):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, volunteer, TODAY + place.format(Enquiry.objects.get().pk))

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
