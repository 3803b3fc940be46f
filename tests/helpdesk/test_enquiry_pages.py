"""Today, the list of contacts and the search beside the person: what they show, and at what cost."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from helpdesk import today as days
from helpdesk.due import Due
from helpdesk.models import CallBackRequest, Enquiry, Referral
from helpdesk.referrals.return_codes import code_of, issue_code
from services.listings import refresh_all
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
)

from .factories import (
    AN_HOUR,
    CallBackRequestFactory,
    EnquiryFactory,
    NoticeFactory,
    ReferralFactory,
    ShiftAssignmentFactory,
    ShiftFactory,
    VolunteerApplicationFactory,
    WarmReferralFactory,
    make_volunteer,
    today,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def volunteer(desk, client):
    person = make_volunteer(desk)
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"helpdesk:{name}", args=["fiumicello", *args])


def context(client, name="today", *args, **query):
    return client.get(address(name, *args), query).context


def test_today_says_until_when_one_is_there_and_what_it_counts(client, volunteer, desk):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - AN_HOUR
    shift = ShiftFactory(community_point=desk, start=start)
    ShiftAssignmentFactory(shift=shift, volunteer=volunteer)
    ShiftAssignmentFactory(shift=ShiftFactory(community_point=desk, start=start - 40 * A_DAY), volunteer=volunteer)
    EnquiryFactory(community_point=desk, people=3)
    EnquiryFactory(community_point=desk, people=2, day=today() - A_DAY)
    EnquiryFactory(people=9)

    page = client.get(address("today"))

    end = timezone.localtime(shift.during.upper)
    said = page.context["my_shifts"], page.context["people_today"]
    assert (said[0], said[1]) == ([shift], 3)
    assert f"Oggi sei allo sportello fino alle {end:%H:%M}" in " ".join(page.content.decode().split())


def test_today_counts_the_hours_of_its_week_alone(client, volunteer, desk):
    monday = timezone.make_aware(datetime.datetime.combine(today() - today().weekday() * A_DAY, datetime.time(9)))
    for start in (monday, monday + 2 * A_DAY, monday - A_DAY, monday + 7 * A_DAY):
        ShiftFactory(community_point=desk, start=start)
    ShiftFactory(community_point=desk, start=monday + A_DAY, cancelled_at=timezone.now())

    assert context(client)["hours"] == 6


def test_contacts_to_finish_are_ones_own_and_all_for_who_coordinates(client, volunteer, desk):
    own = EnquiryFactory(community_point=desk, logged_by=volunteer)
    other = EnquiryFactory(community_point=desk, day=today() - A_DAY)
    EnquiryFactory(community_point=desk, closed=True, logged_by=volunteer)

    of_volunteer = context(client)["to_finish"]
    client.force_login(make_volunteer(desk, role=Role.COORDINATOR))
    of_lead = context(client)["to_finish"]

    assert (of_volunteer, of_lead) == ([own], [other, own])


def test_what_is_late_comes_first_then_by_the_hour(client, volunteer, monkeypatch):
    now = timezone.now()
    rows = [
        Due(now, "ora", "Apri", "/a/"),
        Due(now - 3 * A_DAY, "tre giorni fa", "Apri", "/b/", 3),
        Due(now - AN_HOUR, "un’ora fa", "Apri", "/c/"),
    ]
    monkeypatch.setattr(days, "ROOMS", [lambda desk, on, user: rows[:1], lambda desk, on, user: rows[1:]])

    page = client.get(address("today"))

    assert [row.words for row in page.context["due"]] == ["tre giorni fa", "un’ora fa", "ora"]
    assert "in ritardo di 3 giorni" in page.content.decode()


def test_referral_that_is_due_stands_on_today(client, volunteer, desk):
    WarmReferralFactory(client__community_point=desk, follow_up_due=today())

    assert [row.verb for row in context(client)["due"]] == ["Chiedi"]


@pytest.fixture
def count_queries(django_assert_max_num_queries, client):
    def counted(url):
        client.get(url)  # what is kept in memory is read
        with django_assert_max_num_queries(40) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return counted


@pytest.mark.parametrize(("name", "most"), [("today", 13), ("enquiry_list", 20)])
def test_page_costs_the_same_with_one_and_three_rows(volunteer, desk, count_queries, name, most):
    ShiftAssignmentFactory(shift=ShiftFactory(community_point=desk), volunteer=volunteer)
    EnquiryFactory(community_point=desk, logged_by=volunteer, topics=[TermFactory(name="Casa")])
    one = count_queries(address(name))
    for number in range(2):
        own = {"community_point": desk, "logged_by": volunteer}
        EnquiryFactory(**own, topics=[TermFactory(name=f"Tema {number}"), TermFactory(name="Casa")])
    three = count_queries(address(name))

    assert (three, one <= most) == (one, True), one


def test_three_hundred_contacts_are_listed_fifty_at_a_time_by_day(client, volunteer, desk):
    Enquiry.objects.bulk_create(Enquiry(community_point=desk, day=today() - (n % 7) * A_DAY) for n in range(300))

    page = context(client, "enquiry_list", page=6)["page"]

    listed = [enquiry.day for enquiry in page.object_list]
    assert (page.paginator.num_pages, len(listed), listed == sorted(listed, reverse=True)) == (6, 50, True)


def test_topics_of_a_contact_stand_in_their_own_order_each_once(client, volunteer, desk):
    first, second = TermFactory(name="Casa"), TermFactory(name="Lavoro")
    EnquiryFactory(community_point=desk, topics=[first, second])
    EnquiryFactory(community_point=desk, topics=[second, first])

    listed = context(client, "enquiry_list")["page"].object_list

    assert [[term.name for term in each.topics.all()] for each in listed] == [["Lavoro", "Casa"], ["Casa", "Lavoro"]]


def test_contacts_are_narrowed_by_whose_how_what_and_when(client, volunteer, desk):
    house = TermFactory(name="Casa", slug="casa")
    bills = TermFactory(name="Bollette", slug="bollette", parent=house)
    closed = {"community_point": desk, "closed": True}
    mine = EnquiryFactory(**closed, logged_by=volunteer)
    waiting = EnquiryFactory(community_point=desk)
    unmet = EnquiryFactory(**closed | {"result": "unmet", "unmet_reason": "full"})
    about = EnquiryFactory(**closed, topics=[bills])
    old = EnquiryFactory(**closed, day=today() - 40 * A_DAY)
    queries = [
        {"mine": "on"}, {"open": "on"}, {"unmet": "on"}, {"topic": "casa"}, {"topic": "bollette"},
        {"until": (today() - A_DAY).isoformat()}, {"since": "ieri", "mine": "on"},
    ]  # fmt: skip

    found = [list(context(client, "enquiry_list", **query)["page"].object_list) for query in queries]

    assert found == [[mine], [waiting], [unmet], [about], [about], [old], [mine]]


@pytest.fixture
def answered(desk):
    """A contact about bills in Fiumicello, and a place that helps with them."""
    bills = TermFactory(name="Bollette", slug="bollette")
    service = ServiceFactory(name="Bonus luce", slug="bonus-luce", terms=[bills])
    ServiceAtLocationFactory(service=service, location=LocationFactory(quarter=QuarterFactory()))
    ServiceAtLocationFactory(service=ServiceFactory(name="Nuoto"), location=LocationFactory(quarter=QuarterFactory()))
    refresh_all()
    return EnquiryFactory(community_point=desk, topics=[bills], quarter=QuarterFactory()), service


def test_search_beside_the_person_begins_with_need_and_quarter(client, volunteer, answered):
    enquiry, service = answered

    page = client.get(address("enquiry_search", enquiry.pk))

    assert [listing.name for listing in page.context["page"].listings] == ["Bonus luce"]
    assert page.context["near"] == "Fiumicello"
    assert f"/contatti/{enquiry.pk}/passaggio/?porta=s.bonus-luce" in page.content.decode()


def test_what_is_taken_away_from_the_search_does_not_come_back(client, volunteer, answered):
    page = client.get(address("enquiry_search", answered[0].pk), {"begun": "1", "q": "nuoto"})

    assert [listing.name for listing in page.context["page"].listings] == ["Nuoto"]


def test_how_a_service_has_answered_is_said_beside_it(client, volunteer, desk, answered):
    enquiry, service = answered
    now = timezone.now()
    ended = {"state": Referral.State.COMPLETED, "outcome": "met", "outcome_source": "person", "verified_at": now}
    to_service = {"target_kind": "service", "service": service, "target_name": service.name}
    for _time in range(5):
        referral = WarmReferralFactory(**to_service, sent_at=now - 3 * A_DAY)
        Referral.objects.filter(pk=referral.pk).update(**ended, answered_at=now)
    ReferralFactory(**to_service)

    text = client.get(address("enquiry_search", enquiry.pk)).content.decode()

    assert "risponde di solito in 3 giorni · 100 su 100 finiti bene" in text


def test_nothing_for_the_person_is_said_in_one_tap(client, volunteer, desk):
    enquiry = EnquiryFactory(community_point=desk, logged_by=volunteer)
    other = EnquiryFactory(community_point=desk)
    waiting = ReferralFactory(enquiry__community_point=desk, enquiry__logged_by=volunteer).enquiry

    offered = [reason.value for reason in context(client, "enquiry_search", enquiry.pk, q="zzz")["reasons"]]
    answers = [client.post(address("enquiry_unmet", each.pk), {"reason": "full"}) for each in (enquiry, other, waiting)]
    client.post(address("enquiry_unmet", waiting.pk), {"reason": "refused"})

    said = Enquiry.objects.filter(pk__in=[enquiry.pk, other.pk, waiting.pk])
    assert [each.status_code for each in answers] == [302, 404, 302]
    assert offered == ["no_service", "full", "not_eligible", "cost", "too_far", "hours", "language"]
    assert {each.pk: (each.state, each.result, each.unmet_reason) for each in said} == {
        enquiry.pk: ("closed", "unmet", "full"),
        other.pk: ("open", "", ""),
        waiting.pk: ("open", "", ""),
    }
    assert context(client, "enquiry_search", other.pk)["reasons"] == []


def test_contact_offers_the_code_of_each_place_it_sent_to(client, volunteer, desk):
    referral = ReferralFactory(enquiry__community_point=desk)
    issue_code(referral)

    page = client.get(address("enquiry_detail", referral.enquiry_id)).content.decode()
    sheet = client.get(address("referral_sheet", referral.pk)).content.decode()

    assert (address("referral_sheet", referral.pk) in page, f"Il tuo codice: {code_of(referral)}" in sheet) == (
        True,
        True,
    )


def test_public_search_has_no_verb_of_the_desk(client, answered):
    assert "Passa qui" not in client.get("/servizi/").content.decode()


def make_busy(desk, lead, numbers):
    """So many of each thing that can be due, and contacts to finish."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in numbers:
        WarmReferralFactory(client__community_point=desk, follow_up_due=today() - A_DAY)
        WarmReferralFactory(target_kind="community_point", to_point=desk)
        CallBackRequestFactory(community_point=desk)
        VolunteerApplicationFactory(community_point=desk)
        ShiftFactory(community_point=desk, start=start + (3 * number + 1) * AN_HOUR)
        over = ShiftFactory(community_point=desk, start=start - (3 * number + 4) * AN_HOUR)
        ShiftAssignmentFactory(shift=over, volunteer=lead)
        EnquiryFactory(community_point=desk, logged_by=lead, topics=[TermFactory(name="Casa")])


def test_today_takes_thirteen_queries_however_much_is_due_and_shows_the_first_of_it(client, desk, count_queries):
    lead = make_volunteer(desk, role=Role.COORDINATOR)
    client.force_login(lead)
    counts = []

    for numbers, calls in [(range(1), 0), (range(1, 3), 300)]:
        make_busy(desk, lead, numbers)
        asked = CallBackRequestFactory.build(community_point=desk, notice=NoticeFactory(purpose="call_back"))
        words = {"name": asked.name, "contact": asked.contact, "notice": asked.notice}
        CallBackRequest.objects.bulk_create(CallBackRequest(community_point=desk, **words) for _ in range(calls))
        counts.append(count_queries(address("today")))

    first, every = context(client), context(client, tutte="")
    assert counts == [13, 13]
    assert (len(first["due"]), first["shows_all"], first["due_count"]) == (12, False, len(every["due"]))
    assert len(every["due"]) > 50
    assert [row.late for row in first["due"]] == sorted((row.late for row in every["due"]), reverse=True)[:12]


@pytest.mark.parametrize(
    ("page", "room", "how"),
    [
        (["today"], "Oggi", "page"),
        (["enquiry_list"], "Contatti", "page"),
        (["enquiry_create"], "Contatti", "true"),
    ],
)
def test_room_where_one_is_says_so(client, volunteer, page, room, how):
    shown = client.get(address(*page)).content.decode()

    assert re.findall(r'aria-current="(\w+)">([^<]+)</a>', shown) == [(how, room)]
