"""Asking to be called without an account, and what a desk makes of it."""

import datetime
import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from accounts.access import Role
from accounts.models import AccessLog
from helpdesk.models import CallBackRequest, Client, Enquiry, Notice
from helpdesk.people import unsealed
from helpdesk.requests.actions import Settled, spoke
from helpdesk.requests.desks import desk_for
from helpdesk.requests.due import due_at
from organizations.models import CommunityPoint
from territory.models import Quarter
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    MunicipalityFactory,
    QuarterFactory,
    ServiceFactory,
)

from .factories import CallBackRequestFactory, NoticeFactory, make_volunteer

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)
TYPED = {"name": "Amina", "contact": "333 1234567", "times": ["morning"], "words": "Non dite chi siete", "agreed": "on"}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk():
    NoticeFactory(purpose=Notice.Purpose.CALL_BACK)
    quarter = QuarterFactory(name="Fiumicello")
    point = CommunityPointFactory(slug="fiumicello", location=LocationFactory(quarter=quarter))
    point.quarters.add(quarter)
    return point


def asked_by_form(desk, browser=None, **typed):
    """What answers the form, filled in at leisure, where somebody works at the desk."""
    desk.mandates.exists() or make_volunteer(desk)
    browser = browser or Browser()
    page = browser.get("/richiamami/", {"punto": desk.slug}).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
    with time_machine.travel(NOW + datetime.timedelta(seconds=20), tick=False):
        return browser.post("/richiamami/", hidden | TYPED | {"quarter": desk.quarters.get().pk} | typed)


def link_of(response):
    """Of the thanks, by which one takes the request back."""
    thanks = Browser().get(response.url).content.decode()
    return re.search(r"/richiamami/non-serve-piu/[0-9a-f]{32}/", thanks)[0]


def signed_in(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def page_of(asked):
    return f"/sportello/{asked.community_point.slug}/richieste/{asked.pk}/"


def test_request_arrives_unreadable_at_the_desk_of_the_quarter(desk):
    response = asked_by_form(desk)

    (asked,) = CallBackRequest.objects.all()
    opened = [unsealed(text) for text in (asked.name, asked.contact, asked.when_safe)]
    assert re.fullmatch(r"/richiamami/grazie/\?sportello=fiumicello&codice=[0-9a-f]{32}", response.url)
    assert (asked.community_point, asked.notice.purpose, asked.notice.version) == (desk, "call_back", 1)
    assert opened == ["Amina", "333 1234567", "di mattina. Non dite chi siete"]
    assert "Amina" not in asked.name


def test_request_sent_twice_is_there_once(desk):
    key = "0f6dd1c8-8c35-4f0a-9c4c-2f5f3c1b7a10"

    links = [link_of(asked_by_form(desk, key=key)) for _ in range(2)]

    assert (len(set(links)), Browser().get(links[0]).status_code, CallBackRequest.objects.count()) == (1, 200, 1)


def desk_in(quarter, slug, **point):
    made = CommunityPointFactory(slug=slug, location=LocationFactory(quarter=quarter), **point)
    made.quarters.add(quarter)
    return made


def test_call_goes_to_the_nearest_desk_of_the_city_where_somebody_works(desk):
    here = QuarterFactory(name="Sanpolino", latitude=45.5, longitude=10.2)
    near, far = QuarterFactory(name="San Polo", latitude=45.51, longitude=10.2), QuarterFactory(name="Mompiano")
    nowhere = QuarterFactory(name="Chissà", latitude=None, longitude=None)
    Quarter.objects.filter(pk=far.pk).update(latitude=45.58, longitude=10.2)
    other_city = QuarterFactory(name="Bovezzo", municipality=MunicipalityFactory(name="Bovezzo", istat_code="017025"))
    desk_in(here, "case", is_hub=False, is_network=True)
    desk_in(near, "chiuso")
    open_far = desk_in(far, "aperto")
    found = {"nobody works": [desk_for(here), desk_for(near), desk_for(other_city)]}

    make_volunteer(open_far)
    found["one works"] = [desk_for(each) for each in (here, near, nowhere, other_city)]
    CommunityPoint.objects.update(is_hub=False, is_network=True)

    assert found == {"nobody works": [None, None, None], "one works": [open_far, open_far, open_far, None]}
    assert desk_for(here) is None


def test_city_without_a_desk_says_so_and_keeps_what_was_typed(desk):
    elsewhere = QuarterFactory(name="Bovezzo", municipality=MunicipalityFactory(name="Bovezzo", istat_code="017025"))

    response = asked_by_form(desk, quarter=elsewhere.pk)

    page = response.content.decode()
    assert (response.status_code, CallBackRequest.objects.count(), 'value="Amina"' in page) == (422, 0, True)
    assert "Qui vicino nessuno sportello può richiamarti, per ora: non è partito niente. Telefona o passa" in page


def test_who_asked_takes_it_back_by_the_link_and_nothing_is_left(desk):
    link, browser = link_of(asked_by_form(desk)), Browser()

    looked = browser.get(link)
    kept = CallBackRequest.objects.waiting().count()
    answers = [looked, browser.post(link), browser.post(link), browser.get(link)]

    (asked,) = CallBackRequest.objects.all()
    assert ([each.status_code for each in answers], kept) == ([200, 200, 410, 410], 1)
    assert [each.context["now"] for each in answers] == ["waits", "withdrawn", "over", "over"]
    assert {each.headers["X-Robots-Tag"] for each in answers} == {"noindex"}
    assert (asked.state, asked.settled_at, asked.settled_by) == ("withdrawn", NOW, None)
    assert (asked.name, asked.contact, asked.when_safe, asked.digest) == ("", "", "", "")
    assert "Amina" not in looked.content.decode()


def test_link_of_who_was_called_leads_nowhere(desk):
    link, volunteer = link_of(asked_by_form(desk)), make_volunteer(desk)
    spoke(asked=CallBackRequest.objects.get(), follow=True, by=volunteer)

    response = Browser().post(link)

    assert (response.status_code, CallBackRequest.objects.get().state, Client.objects.known().count()) == (
        410,
        "answered",
        1,
    )


def test_desk_hears_that_a_call_is_not_needed_and_counts_it_apart(desk):
    coordinator = make_volunteer(desk, role=Role.COORDINATOR)
    link, asked = link_of(asked_by_form(desk)), CallBackRequest.objects.get()
    Browser().post(link)
    browser = signed_in(coordinator)

    late = browser.post(page_of(asked), {"step": "open"})
    listed = browser.get("/sportello/fiumicello/richieste/")

    assert [str(each) for each in get_messages(late.wsgi_request)] == [
        "Chi l’aveva chiesta ha fatto sapere che non serve più."
    ]
    assert (listed.context["lost"], listed.context["withdrawn"]) == (0, 1)
    assert "1 persona ha fatto sapere che non serve più" in listed.content.decode()
    assert due_at(desk, on=timezone.localdate(), user=coordinator) == []


@pytest.mark.parametrize("caught", [{"homepage": "https://spam.example"}, {"shown": "made up"}])
def test_program_gets_the_same_thanks_and_leaves_nothing(desk, caught):
    response = asked_by_form(desk, **caught)

    assert (response.status_code, bool(link_of(response)), CallBackRequest.objects.count()) == (302, True, 0)


def test_what_is_missing_is_said_and_the_rest_kept(desk):
    response = asked_by_form(desk, contact="chiedi di me", agreed="")

    page = response.content.decode()
    assert (response.status_code, CallBackRequest.objects.count()) == (422, 0)
    assert 'value="chiedi di me"' in page
    assert "Controlla il numero" in page
    assert "Senza il tuo sì" in page


def test_page_sets_no_cookie_beyond_csrf_and_shows_the_words_kept(desk):
    browser = Browser()

    page = browser.get("/richiamami/").content.decode()

    assert list(browser.cookies) == ["csrf"]
    assert Notice.objects.get(purpose="call_back").text in page.replace("&#x27;", "'")
    assert [number for number in ("tel:112", "tel:1522") if number not in page] == []


def test_without_published_words_nothing_is_asked(desk):
    Notice.objects.filter(purpose="call_back").delete()

    page = Browser().get("/richiamami/").content.decode()

    assert ("per ora non si può" in page, 'name="contact"' in page) == (True, False)


def test_thanks_name_the_desk_and_say_when(desk):
    page = Browser().get("/richiamami/grazie/?sportello=fiumicello").content.decode()

    assert (desk.name in page, "entro due giorni di apertura" in page) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_shows_references_in_the_same_queries(desk, rows, django_assert_num_queries):
    asked = CallBackRequestFactory.create_batch(rows, community_point=desk)
    CallBackRequestFactory()
    browser = signed_in(make_volunteer(desk))

    with django_assert_num_queries(9):
        page = browser.get("/sportello/fiumicello/richieste/").content.decode()

    assert [each.reference in page for each in asked] == [True] * rows
    assert page.count("Richiama<") == rows
    assert "Amina" not in page


def test_opening_is_on_record_and_looking_shows_nothing(desk):
    volunteer, asked = make_volunteer(desk), CallBackRequestFactory(community_point=desk)
    browser = signed_in(volunteer)

    before = browser.get(page_of(asked)).content.decode()
    opened = browser.post(page_of(asked), {"step": "open"}).content.decode()

    (look,) = AccessLog.objects.all()
    assert ("Amina" in before, "Amina" in opened, "3331234567" in opened) == (False, True, True)
    assert (look.actor, look.what, look.client_id) == (volunteer, "client", asked.pk)


def test_three_people_and_who_has_not_learned(desk):
    asked = CallBackRequestFactory(community_point=desk)
    elsewhere = make_volunteer(CommunityPointFactory(), role=Role.COORDINATOR)
    people = [make_volunteer(desk), make_volunteer(desk, learned=False), elsewhere]

    looked = [signed_in(each).get(page_of(asked)).status_code for each in people]
    opened = [signed_in(each).post(page_of(asked), {"step": "open"}).status_code for each in people]

    assert (looked, opened) == ([200, 200, 404], [200, 403, 404])
    assert AccessLog.objects.count() == 1


def test_who_was_called_leaves_a_contact_and_no_name(desk):
    volunteer, asked = make_volunteer(desk), CallBackRequestFactory(community_point=desk, quarter=desk.quarters.get())

    response = signed_in(volunteer).post(page_of(asked), {"step": "spoke", "follow": "no"})

    asked.refresh_from_db()
    enquiry = asked.enquiry
    assert response.url == f"/sportello/fiumicello/contatti/{enquiry.pk}/modifica/"
    assert (asked.state, asked.name, asked.contact, asked.settled_by) == ("answered", "", "", volunteer)
    said = (enquiry.state, enquiry.channel, enquiry.quarter, enquiry.client, enquiry.logged_by)
    assert said == ("open", "phone", asked.quarter, None, volunteer)
    assert Client.objects.count() == 0


def test_who_wishes_to_be_followed_becomes_a_person_of_the_desk(desk):
    volunteer, asked = make_volunteer(desk), CallBackRequestFactory(community_point=desk)

    signed_in(volunteer).post(page_of(asked), {"step": "spoke", "follow": "yes"})

    (client,) = Client.objects.all()
    permission = client.permissions.get()
    assert (client.pk, client.community_point, unsealed(client.name)) == (asked.pk, desk, "Amina")
    assert (unsealed(client.contact), client.contact_kind) == ("333 1234567", "phone")
    assert (permission.purpose, permission.notice, permission.how) == ("call_back", asked.notice, "form")
    assert Enquiry.objects.get().client == client


def test_request_is_answered_once_and_who_is_late_hears_by_whom(desk):
    volunteer, asked = make_volunteer(desk, name="Marta"), CallBackRequestFactory(community_point=desk)
    spoke(asked=asked, follow=False, by=volunteer)

    with pytest.raises(Settled):
        spoke(asked=asked, follow=True, by=volunteer)
    response = signed_in(volunteer).post(page_of(asked), {"step": "no_answer"})

    assert (response.url, Enquiry.objects.count()) == ("/sportello/fiumicello/richieste/", 1)
    assert [str(each) for each in get_messages(response.wsgi_request)] == [
        "Marta l’ha già richiamata: qui è tutto fatto."
    ]


def test_who_opens_a_number_that_another_has_just_opened_is_told(desk):
    marta, luca = make_volunteer(desk, name="Marta"), make_volunteer(desk)
    asked = CallBackRequestFactory(community_point=desk)
    signed_in(marta).post(page_of(asked), {"step": "open"})

    told = [signed_in(each).get(page_of(asked)).context["looking"] for each in (luca, marta)]

    assert [look and look.actor_name for look in told] == ["Marta", None]


def test_silence_is_tried_three_times_over_a_week_before_it_is_erased(desk):
    browser, asked = signed_in(make_volunteer(desk)), CallBackRequestFactory(community_point=desk)

    too_soon = browser.post(page_of(asked), {"step": "erase", "why": "no_answer"})
    for day in (0, 3, 8):
        with time_machine.travel(NOW + datetime.timedelta(days=day), tick=False):
            browser.force_login(make_volunteer(desk))
            browser.post(page_of(asked), {"step": "no_answer"})
    with time_machine.travel(NOW + datetime.timedelta(days=8), tick=False):
        browser.post(page_of(asked), {"step": "erase", "why": "no_answer"})

    asked.refresh_from_db()
    assert (too_soon.status_code, "Prima prova 3 volte" in too_soon.content.decode()) == (422, True)
    assert (asked.attempts, asked.state, asked.name, asked.contact) == (3, "erased", "", "")


def test_request_is_due_until_somebody_tried_today(desk):
    volunteer = make_volunteer(desk)
    old = CallBackRequestFactory(community_point=desk, created_at=NOW - datetime.timedelta(days=5))
    CallBackRequestFactory(community_point=desk, attempts=1, last_attempt_at=NOW)
    CallBackRequestFactory()

    rows = due_at(desk, on=timezone.localdate(), user=volunteer)

    assert [(row.words, row.verb, row.url, row.late) for row in rows] == [
        (f"Chiede di essere richiamata ({old.reference})", "Richiama", page_of(old), 3)
    ]


def test_coordinator_hears_how_many_were_never_called(desk):
    erased = {"state": "received", "community_point": desk}
    asked = CallBackRequestFactory(**erased)
    CallBackRequest.objects.filter(pk=asked.pk).update(
        state="erased", created_at=NOW - datetime.timedelta(15), settled_at=NOW, name="", contact="", when_safe=""
    )
    coordinator, volunteer = make_volunteer(desk, role=Role.COORDINATOR), make_volunteer(desk)

    told = [
        [row.words for row in due_at(desk, on=timezone.localdate(), user=each)] for each in (coordinator, volunteer)
    ]

    assert told == [["1 persona ha aspettato due settimane, e non è stata richiamata"], []]
    assert "ha aspettato invano" in signed_in(coordinator).get("/sportello/fiumicello/richieste/").content.decode()


def test_point_whose_desk_is_asked_stays_and_tells_a_number_only(desk):
    CallBackRequestFactory.create_batch(2, community_point=desk)
    browser = signed_in(make_volunteer(desk, role=Role.COORDINATOR))

    page = browser.get("/punti/fiumicello/togli/").content.decode()

    assert ("Non si può ancora togliere" in page, "richieste di chiamata: 2" in page) == (True, True)


def test_eleventh_request_from_one_address_waits_and_keeps_what_was_typed(desk, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [asked_by_form(desk) for _ in range(11)]

    assert [each.status_code for each in answers] == [302] * 10 + [429]
    assert ('value="Amina"' in answers[-1].content.decode(), CallBackRequest.objects.count()) == (True, 10)


@pytest.mark.parametrize(
    "dead_end",
    [
        "/servizi/?q=zzzqqq",
        "/servizi/?near=zzzqqq",
        "/questa-non-c-e/",
        "/servizi/chiuso/",
    ],
)
def test_dead_end_offers_a_call(desk, dead_end):
    ServiceFactory(slug="chiuso", status="inactive")

    page = Browser().get(dead_end).content.decode()

    assert re.search(r'<main.*href="/richiamami/.*</main>', page, re.DOTALL)
