"""What is due of the referrals of a desk, and how receivers have answered so far."""

import datetime

import pytest
from django.utils import timezone

from helpdesk.models import Referral, ReturnCode
from helpdesk.referrals.due import due_at
from helpdesk.referrals.return_codes import issue_code
from helpdesk.referrals.track_record import TrackRecord, track_records
from tests.factories import CommunityPointFactory, OrganizationFactory, ServiceFactory

from .factories import ReferralFactory, WarmReferralFactory, make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(db):
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello")


def due(desk):
    return due_at(desk, on=timezone.localdate(), user=make_volunteer(desk))


def said(desk):
    return [(row.words, row.verb, row.late) for row in due(desk)]


def no_from(desk, **values):
    return ReferralFactory(
        enquiry__community_point=desk, state="declined", decline_reason="full", answered_at=NOW - 2 * DAY, **values
    )


def test_each_thing_to_do_says_one_verb(desk):
    there = {"enquiry__community_point": desk, "state": "accepted", "answered_at": NOW, "kind": "live"}
    no_from(desk, reference="A", target_name="Emporio")
    ReferralFactory(reference="B", target_name="Patronato", follow_up_due=NOW.date() - 3 * DAY, **there)
    ReferralFactory(reference="C", target_name="Nido", appointment_at=NOW + DAY / 12, **there)
    ReferralFactory(reference="D", target_name="Mensa", proposed_at=NOW + 2 * DAY, **there)
    back = ReferralFactory(reference="E", target_name="Scuola", enquiry__community_point=desk)
    issue_code(back)
    ReturnCode.objects.update(used_at=NOW, asks_for_another_door=True)
    ReferralFactory(reference="F", kind="live", target_kind="community_point", to_point=desk, target_name="Noi")
    ReferralFactory(enquiry__community_point=desk, follow_up_due=NOW.date() + DAY)

    rows = said(desk)

    elsewhere = Referral.objects.get(reference="F").enquiry.community_point
    assert sorted(rows) == sorted(
        [
            ("Emporio ha detto di no: cerca un’altra porta (A)", "Cerca", 2),
            ("Chiedi com’è andata: Patronato (B)", "Chiedi", 3),
            ("Appuntamento: Nido (C)", "Guarda", 0),
            ("Mensa propone un momento (D)", "Rispondi", 0),
            ("È tornata con il codice, cerca un’altra porta dopo Scuola (E)", "Cerca", 0),
            (f"Da {elsewhere} arriva una persona da accogliere (F)", "Rispondi", 0),
        ]
    )


def test_another_desk_has_nothing_of_it_and_no_row_names_anybody(desk):
    WarmReferralFactory(client__community_point=desk, follow_up_due=NOW.date(), target_name="Emporio")

    assert said(CommunityPointFactory(slug="altro")) == []
    assert [row.words.partition("(")[0] for row in due(desk)] == ["Chiedi com’è andata: Emporio "]


def test_due_asks_as_much_for_one_as_for_three(desk, django_assert_num_queries):
    for _times in range(3):
        no_from(desk)
        user = make_volunteer(desk)
        with django_assert_num_queries(1):
            due_at(desk, on=timezone.localdate(), user=user)


def answered(days, outcome="", **target):
    ended = {"state": "completed", "outcome": outcome, "outcome_source": "person", "verified_at": NOW}
    if outcome == "not_met":
        ended["state"] = "not_completed"
    state = ended if outcome else {"state": "accepted"}
    first = WarmReferralFactory(sent_at=NOW - 30 * DAY, **target)
    Referral.objects.filter(pk=first.pk).update(answered_at=NOW - 30 * DAY + days * DAY, **state)


def test_track_record_is_said_over_five_answers(desk, django_assert_num_queries):
    service, organization = ServiceFactory(), OrganizationFactory()
    of_service = {"target_kind": "service", "service": service}
    for days in (1, 2, 3, 8, 9):
        answered(days, "not_met" if days == 9 else "met", **of_service)
    for days in (1, 1, 1, 1):
        answered(days, "met", target_kind="organization", organization=organization)

    with django_assert_num_queries(1):
        records = track_records([service.pk], [organization.pk])

    assert records == {service.pk: TrackRecord(3, 80)}


def test_outcomes_that_are_not_known_say_nothing(desk):
    service = ServiceFactory()
    for _times in range(5):
        answered(2, target_kind="service", service=service)

    assert track_records([service.pk]) == {service.pk: TrackRecord(2, None)}
