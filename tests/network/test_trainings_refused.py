"""What the database itself refuses of courses and practices."""

import pytest
from django.db import IntegrityError, connection, transaction

from helpdesk.moves import pairs
from network.models import Enrolment, PracticeResource
from tests.factories import UserFactory

from .meeting_factories import in_days
from .training_factories import EnrolmentFactory, PracticeFactory, SessionFactory, TrainingFactory

pytestmark = pytest.mark.django_db


def change(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])


@pytest.mark.parametrize(
    ("make", "what", "constraint"),
    [
        (TrainingFactory, "learns = ''", "training_says_what_one_learns"),
        (TrainingFactory, "kind = 'desk'", "training_that_opens_something_says_for_how_long"),
        (TrainingFactory, "valid_months = 6", "training_that_opens_something_says_for_how_long"),
        (SessionFactory, "places = 0", "training_session_has_places"),
        (SessionFactory, "place = ''", "training_session_is_somewhere"),
        (SessionFactory, "status = 'CANCELLED'", "training_session_says_why_it_is_cancelled"),
        (SessionFactory, "reason = 'Neve'", "training_session_says_why_it_is_cancelled"),
        (
            SessionFactory,
            "status = 'CANCELLED', reason = 'Neve', concluded_at = now()",
            "training_session_cancelled_is_not_concluded",
        ),
        (EnrolmentFactory, "name = ''", "enrolment_is_of_one_person_until_withdrawn"),
        (EnrolmentFactory, "state = 'withdrawn'", "enrolment_is_of_one_person_until_withdrawn"),
        (EnrolmentFactory, "placed_at = NULL", "enrolment_says_since_when_it_stands"),
        (EnrolmentFactory, "code = 'AAAA'", "certificate_is_of_who_was_there"),
        (EnrolmentFactory, "state = 'waitlisted'", "network_enrolment_moves_as_allowed|does not become"),
        (PracticeFactory, "tried_by = ''", "practice_says_what_and_who_tried_it"),
        (PracticeFactory, "state = 'approved'", "practice_says_when_decided"),
        (PracticeFactory, "state = 'declined', decided_at = now()", "practice_is_declined_with_a_reason"),
    ],
)
def test_database_refuses(make, what, constraint):
    row = make()

    with pytest.raises(IntegrityError, match=constraint):
        change(row, what)


def test_database_refuses_days_that_overlap_or_end_before_they_begin():
    session = SessionFactory(starts=[in_days(7), in_days(8)])
    first = session.days.get(number=1)

    for what, constraint in {
        "dtend = dtstart": "training_day_ends_after_it_begins",
        "dtend = dtend + interval '1 day'": "training_days_do_not_overlap",
        "number = 2": "training_days_have_a_number_each",
    }.items():
        with pytest.raises(IntegrityError, match=constraint):
            change(first, what)


def test_database_refuses_more_people_than_places():
    full = EnrolmentFactory(session__places=1).session
    waits = EnrolmentFactory(session=full, state="waitlisted")
    asks = EnrolmentFactory(session=full, state="requested")

    for refused in (
        lambda: EnrolmentFactory(session=full),
        lambda: change(waits, "state = 'confirmed'"),
        lambda: change(asks, "state = 'confirmed', placed_at = now()"),
    ):
        with pytest.raises(IntegrityError, match="A session has no more people than places"), transaction.atomic():
            refused()
    change(full, "places = 2")
    change(waits, "state = 'confirmed'")
    with pytest.raises(IntegrityError, match="A session has no more people than places"):
        change(full, "places = 1")


def test_database_refuses_a_person_twice_until_they_withdraw():
    anna = UserFactory()
    session = EnrolmentFactory(user=anna).session
    mailbox = EnrolmentFactory(session=session, mailbox="ada@example.org")

    for again, constraint in {"user": "person_is_enrolled_once", "mailbox": "mailbox_is_enrolled_once"}.items():
        who = {"user": anna} if again == "user" else {"mailbox": "ADA@example.org"}
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            EnrolmentFactory(session=session, **who)
    change(mailbox, "state = 'withdrawn', name = '', email = '', digest = ''")

    assert EnrolmentFactory(session=session, mailbox="ada@example.org").state == "confirmed"


def test_database_keeps_who_was_there_once_a_session_is_concluded():
    was_there = EnrolmentFactory(state="attended", code="AAAA")
    session = was_there.session
    change(session, "concluded_at = now()")

    for refused in (
        lambda: change(was_there, "state = 'absent', code = ''"),
        lambda: EnrolmentFactory(session=session),
    ):
        with pytest.raises(IntegrityError, match="once it is concluded"), transaction.atomic():
            refused()
    with pytest.raises(IntegrityError, match="certificate_has_its_own_code"):
        EnrolmentFactory(state="attended", code="AAAA")


@pytest.mark.parametrize("model", [Enrolment, PracticeResource])
def test_triggers_allow_the_moves_of_the_models(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"])
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(model.MOVES)
