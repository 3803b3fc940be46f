"""What the database refuses of people, permissions and referrals, each tried past every form."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from helpdesk.models import AnswerLink, Client, DeskSchedule, Enquiry, FollowUp, Permission, Referral, ReturnCode, Shift
from helpdesk.people import sealed
from helpdesk.requests.following import forget_client
from tests.factories import CommunityPointFactory, OrganizationFactory, ServiceFactory, TermFactory, ZoneFactory

from .factories import (
    ClientFactory,
    DeskScheduleFactory,
    EnquiryFactory,
    NoticeFactory,
    PermissionFactory,
    ReferralFactory,
    ShiftAssignmentFactory,
    ShiftFactory,
    WarmReferralFactory,
)
from .test_refused import refused_as

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
GONE = {"name": "", "contact": "", "contact_kind": "", "when_safe": "", "erased_at": timezone.now()}


@pytest.fixture
def erased():
    referral = WarmReferralFactory(enquiry__note="Torna giovedì", message=sealed("Serve un letto"))
    forget_client(referral.client)
    return referral


@transaction.atomic
def add(make, **values):
    make(**values)
    connection.check_constraints()


def added(constraint, make, **values):
    """That the database refuses such a new row by that name."""
    with pytest.raises(IntegrityError) as refused:
        add(make, **values)
    assert constraint in f"{refused.value} {refused.value.__cause__.diag.constraint_name}"


@pytest.mark.parametrize("left", ["message", "note", "under way"])
def test_erasure_that_leaves_something_is_refused(left):
    noted = {"enquiry__note": "Torna giovedì"} if left == "note" else {}
    over = {} if left == "under way" else {"state": "expired"}
    referral = WarmReferralFactory(message=sealed("Serve un letto") if left == "message" else "", **noted)
    Referral.objects.filter(pk=referral.pk).update(**over)

    refused_as("erased_client_leaves_nothing_behind", Client, referral.client.pk, **GONE)


def test_nothing_is_written_of_the_erased_any_more(erased):
    nothing = "nothing_is_written_of_the_erased"

    refused_as(nothing, Referral, erased.pk, message=sealed("Serve un letto"))
    refused_as(nothing, Enquiry, erased.enquiry.pk, note="Torna giovedì")
    of_the_same = {"client": erased.client, "enquiry": erased.enquiry, "permission": erased.permission}
    added(nothing, WarmReferralFactory, **of_the_same)
    added(nothing, WarmReferralFactory, **of_the_same, state="draft", message=sealed("Serve un letto"))


def test_late_answer_about_the_erased_is_refused():
    referral = WarmReferralFactory()
    Referral.objects.filter(pk=referral.pk).update(state="expired")
    forget_client(referral.client)

    late = {"state": "accepted", "answered_at": timezone.now()}
    refused_as("nothing_is_written_of_the_erased", Referral, referral.pk, **late)


def test_message_that_would_go_with_nobody_is_refused():
    refused_as("message_is_about_a_client", Referral, ReferralFactory().pk, message=sealed("Serve un letto"))


def test_referral_of_a_sensitive_contact_names_nobody():
    enquiry = EnquiryFactory(topics=[TermFactory(name="Violenza", discreet=True)])
    client = ClientFactory(community_point=enquiry.community_point)

    added("referral_is_of_the_client_of_its_enquiry", WarmReferralFactory, enquiry=enquiry, client=client)


@pytest.mark.parametrize("state", ["sent", "accepted", "declined", "expired", "completed"])
def test_warm_referral_past_draft_needs_permission_and_a_day_whatever_came_of_it(state):
    now = timezone.now()
    came = {
        "accepted": {"answered_at": now},
        "declined": {"answered_at": now, "decline_reason": "full"},
        "completed": {"outcome": "met", "outcome_source": "person", "verified_at": now},
    }
    referral = WarmReferralFactory()
    Referral.objects.filter(pk=referral.pk).update(state=state, **came.get(state, {}))

    for missing in ({"permission": None}, {"follow_up_due": None}):
        refused_as("warm_handoff_has_permission_and_follow_up", Referral, referral.pk, **missing)


OUTCOME = {"outcome": "met", "outcome_source": "person", "verified_at": timezone.now()}


@pytest.mark.parametrize("missing", OUTCOME)
def test_end_without_outcome_source_or_moment_is_refused(missing):
    known = OUTCOME | {missing: None if missing == "verified_at" else ""}
    constraint = "outcome_has_a_source_and_a_moment" if missing != "outcome" else "outcome"

    refused_as(constraint, Referral, ReferralFactory().pk, state="completed", **known)


def test_outcome_before_the_end_and_reason_without_a_no_are_refused():
    referral = ReferralFactory()

    refused_as("referral_ends_with_an_outcome", Referral, referral.pk, **OUTCOME)
    refused_as("referral_is_declined_for_a_reason", Referral, referral.pk, decline_reason="full")


KINDS = {"service": "service", "organization": "organization", "community_point": "to_point", "social_service": "zone"}


@pytest.mark.parametrize("kind", [*KINDS, "external"])
def test_door_is_of_its_kind_alone(kind):
    doors = {
        "service": ServiceFactory(),
        "organization": OrganizationFactory(),
        "to_point": CommunityPointFactory(slug="altrove"),
        "zone": ZoneFactory(),
    }
    own = KINDS.get(kind)
    referral = ReferralFactory(target_kind=kind, **({own: doors[own]} if own else {}))

    for column in doors.keys() - {own}:
        refused_as("referral_is_to_one_door", Referral, referral.pk, **{column: doors[column]})
    if own in ("to_point", "zone"):  # a service or an organisation may go from the directory, its name stays
        refused_as("referral_is_to_one_door", Referral, referral.pk, **{own: None})


def test_permission_is_of_a_warm_handoff():
    warm, signpost = WarmReferralFactory(), ReferralFactory()

    refused_as("permission_is_for_a_warm_handoff", Referral, signpost.pk, permission=warm.permission)


def test_letter_is_owed_to_an_address_until_a_moment():
    referral = WarmReferralFactory(recipient_email="info@emporio.example")
    owed = "letter_is_owed_to_an_address"

    refused_as(owed, Referral, referral.pk, letter="ask")
    refused_as(owed, Referral, referral.pk, letter_due_at=timezone.now())
    refused_as(owed, Referral, referral.pk, letter="ask", letter_due_at=timezone.now(), recipient_email="")


def test_address_that_is_refused_is_there():
    refused_as("address_that_is_refused_is_there", Referral, WarmReferralFactory().pk, address_refused=True)


def test_referral_is_not_redirected_to_itself_nor_two_to_one():
    declined = {"state": "declined", "decline_reason": "full", "answered_at": timezone.now()}
    first, second, third = ReferralFactory(**declined), ReferralFactory(**declined), ReferralFactory()
    went_on = {"state": "redirected", "went_on_at": timezone.now()}
    Referral.objects.filter(pk=first.pk).update(redirected_to=third, **went_on)

    refused_as("referral_is_not_redirected_to_itself", Referral, second.pk, redirected_to=second, **went_on)
    refused_as("redirected_to_id", Referral, second.pk, redirected_to=third, **went_on)


def test_link_and_code_keep_their_order_and_their_secrets():
    now, referrals = timezone.now(), [ReferralFactory(), ReferralFactory()]
    link = AnswerLink.objects.create(referral=referrals[0], digest="a", expires_at=now + A_DAY)
    code = ReturnCode.objects.create(referral=referrals[0], digest="a", expires_at=now + A_DAY)

    refused_as("answer_link_expires_later", AnswerLink, link.pk, expires_at=link.created_at)
    refused_as("another_door_is_asked_by_using_the_code", ReturnCode, code.pk, asks_for_another_door=True)
    for model in (AnswerLink, ReturnCode):
        added("digest", model.objects.create, referral=referrals[1], digest="a", expires_at=now + A_DAY)
        added("referral_id", model.objects.create, referral=referrals[0], digest="b", expires_at=now + A_DAY)


def test_tries_are_numbered_once():
    first = FollowUp.objects.create(referral=ReferralFactory(), attempt=1, result="no_answer")

    refused_as("follow_up_is_numbered", FollowUp, first.pk, attempt=0)
    again = {"referral": first.referral, "attempt": 1, "result": "reached"}
    added("one_follow_up_for_each_attempt", FollowUp.objects.create, **again)


def test_permission_is_withdrawn_after_it_is_given_and_a_notice_has_one_text():
    permission = PermissionFactory()

    before = permission.given_at - A_DAY
    refused_as("permission_is_withdrawn_after_it_is_given", Permission, permission.pk, withdrawn_at=before)
    said = {"purpose": permission.notice.purpose, "version": permission.notice.version, "text": "Altro"}
    added("one_notice_for_each_version", NoticeFactory._meta.model.objects.create, **said)


def test_topic_is_said_once_at_one_place():
    first, second = TermFactory(name="Casa"), TermFactory(name="Lavoro")
    enquiry = EnquiryFactory(topics=[first])

    added("a_topic_is_said_once", enquiry.enquiry_topics.create, term=first, position=2)
    added("one_topic_for_each_position", enquiry.enquiry_topics.create, term=second, position=1)
    added("enquiry_has_three_topics_at_most", enquiry.enquiry_topics.create, term=second, position=0)


SCHEDULE = {
    "shift_has_one_to_twelve_seats": {"seats": 0},
    "shift_lasts_one_to_twelve_hours": {"longest": 13},
    "shifts_are_made_half_a_year_ahead": {"weeks_ahead": 27},
}


def test_rota_outside_its_measure_is_refused():
    schedule, shift, seated = DeskScheduleFactory(), ShiftFactory(), ShiftAssignmentFactory()
    endless = type(shift.during)(shift.during.lower, None)

    for constraint, values in SCHEDULE.items():
        refused_as(constraint, DeskSchedule, schedule.pk, **values)
    refused_as("shift_begins_and_ends", Shift, shift.pk, during=endless)
    refused_as("shift_seats_are_one_to_twelve", Shift, shift.pk, seats=0)
    refused_as("seat_is_one_to_twelve", type(seated), seated.pk, seat=0)
