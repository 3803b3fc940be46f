"""What the database refuses at a desk, each tried past every form; the names are sentences."""

import datetime

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from helpdesk.models import (
    CallBackRequest,
    Client,
    Enquiry,
    Notice,
    Referral,
    Shift,
    ShiftAssignment,
    VolunteerApplication,
)
from helpdesk.moves import pairs
from puntocomunita.encryption import encrypt
from tests.factories import CommunityPointFactory, QuarterFactory, ServiceFactory, TermFactory, UserFactory

from .factories import (
    AN_HOUR,
    CallBackRequestFactory,
    ClientFactory,
    EnquiryFactory,
    NoticeFactory,
    PermissionFactory,
    ReferralFactory,
    ShiftAssignmentFactory,
    ShiftFactory,
    VolunteerApplicationFactory,
    WarmReferralFactory,
    today,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def write(model, pk, **values):
    model.objects.filter(pk=pk).update(**values)
    connection.check_constraints()


def refused_as(constraint, model, pk, **values):
    """Writes those columns past every form and says that the database names this constraint."""
    with pytest.raises((IntegrityError, InternalError)) as refused:
        write(model, pk, **values)
    assert constraint in f"{refused.value} {refused.value.__cause__.diag.constraint_name}"


def in_sight(**of_term):
    return TermFactory(discreet=True, **of_term)


ENQUIRIES = {
    "enquiry_is_unmet_for_a_reason": {"result": "unmet", "answers": ["information"]},
    "enquiry_answers_are_known": {"answers": ["magic"]},
    "enquiry_is_closed_with_an_answer_or_an_unmet_need": {"answers": []},
    "enquiry_is_referred_by_a_referral": {"result": "referred"},
    "enquiry_is_of_one_to_fifty_people": {"people": 0},
    "enquiry_answered_by_a_referral_has_one": {"answers": ["referral"]},
}


@pytest.mark.parametrize(("constraint", "values"), ENQUIRIES.items(), ids=ENQUIRIES)
def test_closed_enquiry_refuses(constraint, values):
    enquiry = EnquiryFactory(closed=True)

    refused_as(constraint, Enquiry, enquiry.pk, **values)


def test_reason_without_an_unmet_need_is_refused():
    refused_as("enquiry_is_unmet_for_a_reason", Enquiry, EnquiryFactory().pk, unmet_reason="cost")


@pytest.mark.parametrize("above", [False, True], ids=["itself", "what it stands under"])
def test_sensitive_topic_refuses_client_note_and_age_with_quarter(above):
    term = TermFactory(name="Violenza", parent=in_sight(name="Pericolo")) if above else in_sight(name="Violenza")
    enquiry = EnquiryFactory(topics=[term])
    client = ClientFactory(community_point=enquiry.community_point)
    quarter = QuarterFactory()

    no_client_no_note = "sensitive_enquiry_has_no_client_and_no_note"
    refused_as(no_client_no_note, Enquiry, enquiry.pk, client=client)
    refused_as(no_client_no_note, Enquiry, enquiry.pk, note="Ha paura")
    refused_as("sensitive_enquiry_has_age_or_quarter", Enquiry, enquiry.pk, age_band="to_29", quarter=quarter)
    Enquiry.objects.filter(pk=enquiry.pk).update(is_sensitive=False)  # nothing to lie about
    assert Enquiry.objects.get(pk=enquiry.pk).is_sensitive is True


def test_sensitive_topic_is_refused_where_a_note_is_already():
    enquiry = EnquiryFactory(note="Torna giovedì")

    with pytest.raises(IntegrityError, match="sensitive_enquiry_has_no_client_and_no_note"), transaction.atomic():
        enquiry.enquiry_topics.create(term=in_sight(name="Dipendenze"), position=1)


def test_enquiry_is_no_longer_sensitive_without_its_topic():
    enquiry = EnquiryFactory(topics=[in_sight(name="Violenza")])

    enquiry.enquiry_topics.all().delete()

    assert Enquiry.objects.get(pk=enquiry.pk).is_sensitive is False


def test_fourth_topic_is_refused():
    enquiry = EnquiryFactory(topics=[TermFactory(name=f"Tema {n}") for n in range(3)])

    with pytest.raises(IntegrityError, match="enquiry_has_three_topics_at_most"), transaction.atomic():
        enquiry.enquiry_topics.create(term=TermFactory(name="Quarto"), position=4)


def test_client_of_another_desk_is_refused():
    elsewhere = ClientFactory(community_point=CommunityPointFactory(slug="altrove"))

    refused_as("enquiry_is_of_a_client_of_its_desk", Enquiry, EnquiryFactory().pk, client=elsewhere)


def test_erased_client_with_text_is_refused():
    client, now = ClientFactory(), timezone.now()
    nothing = {"name": "", "contact": "", "contact_kind": "", "when_safe": "", "erased_at": now}

    for left in ("name", "contact", "when_safe"):
        refused_as("erased_client_has_no_text", Client, client.pk, **nothing | {left: encrypt("x")})
    refused_as("erased_client_has_no_text", Client, client.pk, name="")
    assert Client.objects.filter(pk=client.pk).update(**nothing) == 1


def test_client_kept_too_long_is_refused():
    client = ClientFactory()

    refused_as("client_is_erased_in_time", Client, client.pk, erase_on=today() + 184 * A_DAY)
    late = {"last_contact_on": today() + 300 * A_DAY, "erase_on": today() + 366 * A_DAY}
    refused_as("client_is_erased_in_time", Client, client.pk, **late)


WARM = {
    "warm_handoff_has_permission_and_follow_up": {"follow_up_due": None},
    "referral_is_declined_for_a_reason": {"state": "declined", "answered_at": timezone.now()},
    "referral_ends_with_an_outcome": {"state": "completed"},
    "outcome_has_a_source_and_a_moment": {"state": "completed", "outcome": "met"},
    "referral_is_answered_at_a_moment": {"state": "accepted"},
    "referral_past_draft_is_sent": {"sent_at": None},
    "referral_is_to_one_door": {"target_name": ""},
    "client_is_of_a_warm_handoff": {"kind": "live"},
}


@pytest.mark.parametrize(("constraint", "values"), WARM.items(), ids=WARM)
def test_sent_warm_referral_refuses(constraint, values):
    refused_as(constraint, Referral, WarmReferralFactory().pk, **values)


def test_warm_referral_without_permission_is_refused():
    referral = WarmReferralFactory()

    refused_as("warm_handoff_has_permission_and_follow_up", Referral, referral.pk, permission=None)


def test_permission_of_somebody_else_is_refused():
    referral, other = WarmReferralFactory(), PermissionFactory()

    refused_as("referral_is_by_permission_of_its_client", Referral, referral.pk, permission=other)


def test_referral_of_somebody_else_than_its_enquiry_is_refused():
    referral = WarmReferralFactory()
    other = PermissionFactory(client=ClientFactory(community_point=referral.client.community_point))
    values = {"permission": other, "client": other.client}

    refused_as("referral_is_of_the_client_of_its_enquiry", Referral, referral.pk, **values)


def test_two_doors_at_once_are_refused():
    referral = ReferralFactory(target_kind="service", service=ServiceFactory())
    point = CommunityPointFactory(slug="altrove")

    refused_as("referral_is_to_one_door", Referral, referral.pk, to_point=point)
    refused_as("referral_is_to_one_door", Referral, referral.pk, target_kind="external")


def test_redirected_referral_without_another_door_is_refused():
    referral = ReferralFactory(state="declined", decline_reason="full", answered_at=timezone.now())

    refused_as("redirected_referral_has_another_door", Referral, referral.pk, state="redirected")


MOVES = {
    Enquiry: (EnquiryFactory, {}),
    Referral: (ReferralFactory, {}),
    CallBackRequest: (CallBackRequestFactory, {}),
    ShiftAssignment: (ShiftAssignmentFactory, {}),
    VolunteerApplication: (VolunteerApplicationFactory, {}),
}


@pytest.mark.parametrize("model", MOVES, ids=lambda model: model.__name__)
def test_database_moves_as_the_model_says(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"]
        )
        (said,) = cursor.fetchone()

    assert said.partition("state_moves_as_allowed(")[2].rstrip(")").replace("'", "").split(", ") == pairs(model.MOVES)


@pytest.mark.parametrize("model", MOVES, ids=lambda model: model.__name__)
def test_move_that_is_not_legal_is_refused(model):
    row = MOVES[model][0]()
    legal = model.MOVES.get(row.state, set()) | {row.state}

    for state in set(model.State.values) - legal:
        refused_as("_moves_as_allowed", model, row.pk, state=state)
    first = set(model.State.values) - model.MOVES[""]
    for state in first:
        with pytest.raises(IntegrityError, match="does not become"), transaction.atomic():
            MOVES[model][0](state=state)


def test_two_volunteers_in_one_seat_are_refused():
    taken = ShiftAssignmentFactory()

    with pytest.raises(IntegrityError, match="one_volunteer_in_each_seat"), transaction.atomic():
        ShiftAssignmentFactory(shift=taken.shift, volunteer=UserFactory())


def test_volunteer_in_two_places_at_once_is_refused():
    first = ShiftAssignmentFactory()
    start = first.during.lower + AN_HOUR
    elsewhere = ShiftFactory(community_point=CommunityPointFactory(slug="altrove"), start=start)

    with pytest.raises(IntegrityError, match="one_volunteer_is_in_one_shift_at_a_time"), transaction.atomic():
        ShiftAssignmentFactory(shift=elsewhere, volunteer=first.volunteer)


def test_seat_that_is_not_there_is_refused():
    shift = ShiftFactory(seats=1)
    seated = ShiftAssignmentFactory(shift=ShiftFactory(start=shift.during.upper, seats=2), seat=2)

    with pytest.raises(IntegrityError, match="no seat 2"), transaction.atomic():
        ShiftAssignmentFactory(shift=shift, seat=2)
    refused_as("seats_that_go_are_free", Shift, seated.shift.pk, seats=1)


def test_moved_shift_takes_its_people_along():
    assignment = ShiftAssignmentFactory()
    later = DateTimeTZRange(assignment.during.lower + AN_HOUR, assignment.during.upper + AN_HOUR)

    Shift.objects.filter(pk=assignment.shift.pk).update(during=later)

    assert ShiftAssignment.objects.get(pk=assignment.pk).during == later
    refused_as("assignment_is_when_its_shift_is", ShiftAssignment, assignment.pk, during=assignment.during)


def test_overlapping_shifts_of_a_desk_are_refused():
    shift = ShiftFactory()

    with pytest.raises(IntegrityError, match="shifts_of_a_desk_do_not_overlap"), transaction.atomic():
        ShiftFactory(community_point=shift.community_point, start=shift.during.lower + AN_HOUR)


@pytest.mark.parametrize("left", ["name", "contact", "when_safe", "digest"])
@pytest.mark.parametrize("state", ["answered", "erased", "withdrawn"])
def test_settled_call_back_with_text_is_refused(state, left):
    asked, nothing = CallBackRequestFactory(), {"name": "", "contact": "", "when_safe": "", "digest": ""}
    settled = {"state": state, "settled_at": timezone.now()} | nothing | {left: "x"}

    refused_as("settled_call_back_has_no_text", CallBackRequest, asked.pk, **settled)


def test_call_back_is_withdrawn_by_its_sender_alone_with_a_link_of_its_own():
    asked, other = CallBackRequestFactory(digest="a" * 64), CallBackRequestFactory()
    nothing = {"name": "", "contact": "", "when_safe": "", "digest": "", "settled_at": timezone.now()}

    by_another = {"state": "withdrawn", "settled_by": UserFactory()}
    refused_as("withdrawn_call_back_is_settled_by_nobody_else", CallBackRequest, asked.pk, **nothing | by_another)
    refused_as("call_back_link_is_of_one_request", CallBackRequest, other.pk, digest="a" * 64)


def test_settled_application_with_text_is_refused():
    application, now = VolunteerApplicationFactory(), timezone.now()

    declined = {"state": "declined", "settled_at": now}
    refused_as("settled_application_has_no_text", VolunteerApplication, application.pk, **declined)


def test_published_notice_never_changes():
    notice = NoticeFactory()

    with pytest.raises((IntegrityError, InternalError), match="publish another version"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(text="Altro")
