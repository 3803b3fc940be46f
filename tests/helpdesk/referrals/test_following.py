"""The list, the page of one, the person behind a button, and the hand-out."""

import pytest
from django.utils import timezone

from accounts.models import AccessLog
from helpdesk.models import FollowUp, Referral
from helpdesk.referrals import actions
from helpdesk.referrals.return_codes import code_of
from tests.factories import (
    CommunityPointFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
)
from tests.helpdesk.factories import ReferralFactory, make_volunteer

from .walking import SECRETS, create_url, detail_url, page_of, seen_in, text

pytestmark = pytest.mark.django_db


def test_referral_page_shows_no_datum_until_it_is_asked_for(client, warm, volunteer):
    closed = page_of(client, volunteer, detail_url(warm))
    opened = page_of(client, volunteer, detail_url(warm, then="persona/"), {})

    assert (seen_in(closed), seen_in(opened)) == ([], SECRETS)
    assert list(AccessLog.objects.values_list("actor", "what", "client_id")) == [
        (volunteer.pk, "client", warm.client_id)
    ]
    assert "no-store" in opened.headers["Cache-Control"]


def test_person_is_opened_by_trained_people_of_the_two_desks_alone(client, desk, warm):
    people = [UserFactory(), make_volunteer(CommunityPointFactory(slug="altro")), make_volunteer(desk, learned=False)]

    answers = [page_of(client, who, detail_url(warm, then="persona/"), {}).status_code for who in people]

    assert (answers, AccessLog.objects.count()) == ([404, 404, 403], 0)


def test_list_asks_as_much_for_one_as_for_three(client, volunteer, desk, django_assert_max_num_queries):
    counts = []
    for _times in range(3):
        ReferralFactory(
            enquiry__community_point=desk, state="declined", decline_reason="full", answered_at=timezone.now()
        )
        client.force_login(volunteer)
        with django_assert_max_num_queries(8) as asked:
            page = client.get("/sportello/fiumicello/passaggi/")
        counts.append((len(asked), len(page.context["rows"])))

    assert [rows for _queries, rows in counts] == [1, 2, 3]
    assert len({queries for queries, _rows in counts}) == 1


def test_each_tab_holds_its_own(client, volunteer, desk, warm):
    late = ReferralFactory(enquiry__community_point=desk, follow_up_due=timezone.localdate(), target_name="Da chiedere")
    ReferralFactory(
        enquiry__community_point=desk,
        state="declined",
        decline_reason="full",
        answered_at=timezone.now(),
        target_name="Ha detto no",
    )
    there = CommunityPointFactory(slug="altro", name="Punto Altro")
    coming = {"kind": "live", "target_kind": "community_point", "state": "accepted", "answered_at": timezone.now()}
    ReferralFactory(enquiry__community_point=there, to_point=desk, **coming)
    actions.conclude(referral=ReferralFactory(enquiry__community_point=desk), outcome="met", source="person")

    tabs = ["da-continuare", "da-verificare", "aperti", "arrivati", "finiti"]
    held = {
        tab: [
            row.place
            for row in page_of(client, volunteer, f"/sportello/fiumicello/passaggi/?quali={tab}").context["rows"]
        ]
        for tab in tabs
    }

    assert held == {
        "da-continuare": ["Ha detto no"],
        "da-verificare": ["Da chiedere"],
        "aperti": ["Emporio"],
        "arrivati": ["Punto Altro"],
        "finiti": ["Parrocchia"],
    }
    assert late.state == "sent"


def test_try_without_an_outcome_is_sent_back_and_one_with_it_ends(client, warm, volunteer):
    said = {"step": "follow_up", "follow_up-asked": "person", "follow_up-result": "reached"}

    without = page_of(client, volunteer, detail_url(warm), said)
    page_of(client, volunteer, detail_url(warm), said | {"follow_up-outcome": "partly"})

    assert (without.status_code, FollowUp.objects.count()) == (422, 1)
    assert Referral.objects.get().outcome == "partly"


def test_step_that_is_no_longer_there_says_so(client, warm, volunteer):
    actions.withdraw(referral=warm, by=volunteer)

    answer = page_of(client, volunteer, detail_url(warm), {"step": "accept"})

    assert (answer.url, Referral.objects.get().state) == (detail_url(warm), "withdrawn")
    assert "Nel frattempo è cambiato qualcosa" in text(client.get(detail_url(warm)))


def test_hand_out_says_the_door_and_the_code(client, volunteer, enquiry, emporio):
    service = ServiceFactory(name="Pacchi", slug="pacchi", organization=emporio, required_documents=[])
    ServiceAtLocationFactory(service=service, location__address="via Milano 1")
    page_of(client, volunteer, create_url(enquiry, "?porta=s.pacchi"), {"kind": "signpost"})
    referral = Referral.objects.get()

    sheet = text(page_of(client, volunteer, detail_url(referral, then="foglio/")))

    said = ["Pacchi", "via Milano 1", code_of(referral), "030 111", "/ritorno/"]
    assert [words for words in said if words not in sheet] == []
