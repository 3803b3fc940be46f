"""A volunteer writes down who came: by keyboard in few moves, on a phone without scripts, over a closed tab."""

import datetime
import json

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


def drafts(page):
    """What the browser keeps of contacts that are not saved."""
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('contatto-')).map((key) => localStorage[key])"
    return [json.loads(each) for each in page.evaluate(kept)]


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

    expect(page.get_by_text("Contatto salvato.")).to_be_visible()
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

    expect(page.get_by_text("Contatto salvato.")).to_be_visible()
    assert (the_one_logged().topics.get().slug, the_one_logged().result) == ("bollette", "solved")


def test_word_typed_while_the_page_is_still_arriving_is_looked_for(live_server, volunteer, page):
    """On a slow line the box is there before the script that listens to it."""
    held = []
    page.route("**/htmx*.js", lambda route: held.append(route))
    sign_in(page, live_server, volunteer, NEW, arrived="commit")

    box = page.get_by_label("Di cosa ha bisogno, in una parola")
    box.press_sequentially("bolletta")
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
    (kept,) = drafts(page)

    page.goto(live_server.url + TODAY)
    told = page.locator("[data-left] li span").inner_text()
    page.get_by_role("button", name="Riprendi").click()

    assert ("333" in str(kept), "tema delicato" in told, "Violenza" in told) == (False, True, False)
    expect(page.get_by_label("Violenza", exact=True)).to_be_checked()
    expect(page.get_by_text("Per i temi delicati la nota non si tiene")).to_be_visible()
    page.get_by_label("i posti sono finiti").check()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Contatto salvato.").wait_for()
    assert drafts(page) == []
    assert (the_one_logged().unmet_reason, the_one_logged().is_sensitive) == ("full", True)


def test_contact_left_half_written_is_thrown_away(live_server, volunteer, page):
    sign_in(page, live_server, volunteer, NEW)
    page.get_by_label("risolto qui", exact=True).check()
    page.reload()

    page.get_by_role("button", name="Butta").click()
    page.reload()

    expect(page.get_by_text("Hai lasciato a metà un contatto.")).to_be_hidden()
    assert drafts(page) == []


def begin(page, age):
    """A contact half-written, and kept."""
    page.get_by_label("Di cosa ha bisogno, in una parola").fill("bolletta")
    page.get_by_label("Bollette di luce e gas").check()
    page.get_by_label(age, exact=True).check()


def test_two_contacts_in_two_tabs_stay_two(live_server, volunteer, page, context):
    sign_in(page, live_server, volunteer, NEW)
    begin(page, "18–29 anni")
    other = context.new_page()
    other.goto(live_server.url + NEW)
    offered_while_written = other.locator("[data-left] li").count()
    begin(other, "65–79 anni")
    other.get_by_label("senza risposta", exact=True).check()
    other.get_by_label("costa troppo", exact=True).check()
    other.close()
    third = context.new_page()
    third.goto(live_server.url + TODAY)
    page.goto(live_server.url + TODAY)

    expect(third.get_by_text("Hai lasciato a metà 2 contatti.")).to_be_visible()
    third.get_by_role("button", name="Riprendi").nth(1).click()
    expect(third.get_by_label("65–79 anni", exact=True)).to_be_checked()
    expect(page.get_by_text("Hai lasciato a metà un contatto.")).to_be_visible()
    page.get_by_role("button", name="Riprendi").click()
    expect(page.get_by_label("18–29 anni", exact=True)).to_be_checked()
    page.get_by_label("informazioni", exact=True).check()
    page.get_by_label("risolto qui", exact=True).check()
    for each in (third, page):
        each.get_by_role("button", name="Salva (Ctrl+Invio)").click()
        each.get_by_text("Contatto salvato.").wait_for()

    said = Enquiry.objects.filter(logged_by=volunteer).order_by("age_band")
    assert [(each.age_band, each.result, each.unmet_reason, each.answers) for each in said] == [
        ("to_29", "solved", "", ["information"]),
        ("to_79", "unmet", "cost", []),
    ]
    assert (offered_while_written, drafts(page)) == (0, [])


def test_draft_is_of_its_person_and_desk_and_of_a_day(live_server, volunteer, page):
    sign_in(page, live_server, volunteer, NEW)
    begin(page, "18–29 anni")
    (draft,) = drafts(page)
    day = 24 * 60 * 60 * 1000
    changes = {"altro": {"person": "0"}, "altrove": {"desk": "altrove"}, "vecchio": {"at": draft["at"] - day}}
    for name, change in changes.items():
        put = "([name, draft]) => localStorage.setItem(`contatto-${name}`, JSON.stringify(draft))"
        page.evaluate(put, [name, draft | {"id": name} | change])

    page.goto(live_server.url + TODAY)

    expect(page.get_by_text("Hai lasciato a metà un contatto.")).to_be_visible()
    expect(page.locator("[data-left] li")).to_have_count(1)
    assert sorted(each["id"] for each in drafts(page)) == sorted([draft["id"], "altro", "altrove"])


def test_contact_saved_with_a_referral_to_come_leaves_no_draft(live_server, volunteer, page):
    sign_in(page, live_server, volunteer, NEW)
    begin(page, "18–29 anni")

    page.get_by_role("button", name="Salva e aggiungi un passaggio").click()
    page.wait_for_url("**/passaggio/?salvato=*")

    assert drafts(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", ["", "contatti/", "contatti/nuovo/", "contatti/{}/", "contatti/{}/cerca/"])
def test_pages_of_contacts_are_accessible(live_server, volunteer, page, violations, place, width):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, volunteer, TODAY + place.format(Enquiry.objects.get().pk))

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
