"""What the database itself refuses of meetings, tried by plain SQL or by what comes to the same."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from helpdesk.moves import pairs
from network.models import ActionItem, AgendaItem, Minutes
from tests.factories import OrganizationFactory, UserFactory

from .meeting_factories import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    MeetingFactory,
    MeetingInvitationFactory,
    MinutesFactory,
    StandFactory,
)

pytestmark = pytest.mark.django_db


def run(sql, values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refusal(sql, row, *values):
    """The name of the rule by which `sql`, whose last value is the row's key, is refused."""
    with pytest.raises(IntegrityError) as error:
        run(sql, [*values, row.pk])
    return error.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("dtend = dtstart", "meeting_ends_after_it_begins"),
        ("title = ''", "meeting_has_a_title"),
        ("place = '', sequence = 1", "meeting_is_somewhere"),
        ("status = 'CANCELLED', sequence = 1", "meeting_says_why_it_is_cancelled"),
        ("reason = 'Neve'", "meeting_says_why_it_is_cancelled"),
        ("dtstart = dtstart - interval '1 hour'", "meeting_counts_its_moves"),
        ("place = 'Altrove'", "meeting_counts_its_moves"),
        ("status = 'CANCELLED', reason = 'Neve'", "meeting_counts_its_moves"),
    ],
)
def test_meeting_is_refused(change, rule):
    sql = (
        f"UPDATE network_meeting SET {change.replace('dtend = dtstart', 'dtend = dtstart, sequence = 1')} WHERE id = %s"
    )

    assert refusal(sql, MeetingFactory()) == rule


def test_sequence_of_a_meeting_never_goes_back():
    assert refusal("UPDATE network_meeting SET sequence = 2 WHERE id = %s", MeetingFactory(sequence=3)) == (
        "meeting_counts_its_moves"
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("state = 'accepted'", "agenda_item_has_a_place_once_accepted"),
        ("position = 1", "agenda_item_has_a_place_once_accepted"),
        ("state = 'declined'", "agenda_item_is_declined_with_a_reason"),
        ("answer = 'Poi'", "agenda_item_is_declined_with_a_reason"),
        ("minutes = 0", "agenda_item_lasts_minutes"),
    ],
)
def test_agenda_item_is_refused(change, rule):
    assert refusal(f"UPDATE network_agendaitem SET {change} WHERE id = %s", AgendaItemFactory()) == rule


def test_agenda_items_have_a_place_each():
    accepted = {"state": AgendaItem.State.ACCEPTED}
    first = AgendaItemFactory(position=1, **accepted)
    second = AgendaItemFactory(meeting=first.meeting, position=2, **accepted)

    assert (
        refusal("UPDATE network_agendaitem SET position = 1 WHERE id = %s", second) == "agenda_items_have_a_place_each"
    )


def test_invitation_is_to_one_who_is_asked_once_and_says_when_answered():
    asked = MeetingInvitationFactory()
    person = MeetingInvitationFactory(meeting=asked.meeting, organization=None, user=UserFactory())
    second = MeetingInvitationFactory(meeting=asked.meeting, organization=None, user=UserFactory())
    third = MeetingInvitationFactory(meeting=asked.meeting)
    update = "UPDATE network_meetinginvitation SET"

    assert [
        refusal(f"{update} user_id = %s WHERE id = %s", asked, person.user_id),
        refusal(f"{update} organization_id = NULL WHERE id = %s", asked),
        refusal(f"{update} organization_id = %s WHERE id = %s", third, asked.organization_id),
        refusal(f"{update} user_id = %s WHERE id = %s", second, person.user_id),
        refusal(f"{update} partstat = 'ACCEPTED' WHERE id = %s", asked),
    ] == [
        "meeting_invitation_is_to_one",
        "meeting_invitation_is_to_one",
        "organization_is_asked_to_a_meeting_once",
        "person_is_asked_to_a_meeting_once",
        "meeting_invitation_says_when_answered",
    ]


def test_attendance_is_of_somebody_and_written_once():
    there = AttendanceFactory()
    other = AttendanceFactory(meeting=there.meeting, organization=None, name="Anna")
    update = "UPDATE network_attendance SET"

    assert [
        refusal(f"{update} organization_id = NULL WHERE id = %s", there),
        refusal(f"{update} name = '', organization_id = %s WHERE id = %s", other, there.organization_id),
    ] == ["attendance_is_of_somebody", "attendance_is_written_once"]


def test_stand_is_of_one_organization_which_has_one():
    taken = StandFactory(number=1, organization=OrganizationFactory())
    free = StandFactory(meeting=taken.meeting, number=2)
    update = "UPDATE network_stand SET"

    assert [
        refusal(f"{update} organization_id = %s WHERE id = %s", free, taken.organization_id),
        refusal(f"{update} number = %s WHERE id = %s", free, 1),
        refusal(f"{update} number = %s WHERE id = %s", free, 301),
    ] == ["organization_has_one_stand", "stands_have_a_number_each", "stands_are_three_hundred_at_most"]


def test_only_a_showcase_has_stands():
    stand, monthly = StandFactory(), MeetingFactory()

    assert [
        refusal("UPDATE network_stand SET meeting_id = %s WHERE id = %s", stand, monthly.pk),
        refusal("UPDATE network_meeting SET kind = 'monthly' WHERE id = %s", stand.meeting),
        refusal("INSERT INTO network_stand (number, meeting_id) VALUES (1, %s)", monthly),
    ] == ["stand_is_of_a_showcase"] * 3


def test_minutes_are_one_draft_in_numbered_versions_that_say_when_approved():
    draft = MinutesFactory()
    approved = {"state": Minutes.State.APPROVED, "approved_at": timezone.now()}
    with pytest.raises(IntegrityError, match="minutes_have_one_draft"), transaction.atomic():
        MinutesFactory(meeting=draft.meeting, version=2)
    Minutes.objects.filter(pk=draft.pk).update(**approved)

    with pytest.raises(IntegrityError, match="minutes_have_numbered_versions"), transaction.atomic():
        MinutesFactory(meeting=draft.meeting, version=1)
    second = MinutesFactory(meeting=draft.meeting, version=2)

    assert refusal("UPDATE network_minutes SET version = 0 WHERE id = %s", second) == "minutes_begin_at_version_one"
    assert refusal("UPDATE network_minutes SET state = 'approved' WHERE id = %s", second) == "minutes_say_when_approved"


def test_approved_minutes_never_change_but_who_wrote_them_may_be_forgotten():
    draft = MinutesFactory(written_by=UserFactory())
    Minutes.objects.filter(pk=draft.pk).update(state=Minutes.State.APPROVED, approved_at=timezone.now())

    refused = [
        refusal("UPDATE network_minutes SET text = 'Altro' WHERE id = %s", draft),
        refusal("UPDATE network_minutes SET state = 'draft', approved_at = NULL WHERE id = %s", draft),
        refusal("DELETE FROM network_minutes WHERE id = %s", draft),
    ]
    draft.written_by.delete()

    assert refused == ["approved_minutes_never_change"] * 3
    assert Minutes.objects.get().written_by is None


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("text = ''", "decision_says_what"),
        ("how = 'vote'", "decision_by_vote_has_its_counts"),
        ("abstained = 1", "decision_by_vote_has_its_counts"),
        ("how = 'vote', in_favour = 3, against = 3, abstained = 0", "decision_has_a_majority"),
    ],
)
def test_decision_is_refused(change, rule):
    assert refusal(f"UPDATE network_decision SET {change} WHERE id = %s", DecisionFactory()) == rule


def test_decision_is_on_an_item_of_its_own_meeting():
    elsewhere = AgendaItemFactory()

    assert refusal(
        "UPDATE network_decision SET agenda_item_id = %s WHERE id = %s", DecisionFactory(), elsewhere.pk
    ) == ("decision_is_on_an_item_of_its_meeting")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("words = ''", "action_item_says_what"),
        ("state = 'done'", "action_item_says_when_closed"),
        ("closed_at = now()", "action_item_says_when_closed"),
        ("state = 'dropped', closed_at = now()", "action_item_is_dropped_with_a_reason"),
    ],
)
def test_action_item_is_refused(change, rule):
    assert refusal(f"UPDATE network_actionitem SET {change} WHERE id = %s", ActionItemFactory()) == rule


@pytest.mark.parametrize("model", [ActionItem, AgendaItem, Minutes], ids=lambda model: model.__name__)
def test_database_knows_the_moves_that_the_model_says(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"]
        )
        (said,) = cursor.fetchone()

    assert said.partition("state_moves_as_allowed(")[2].rstrip(")").replace("'", "").split(", ") == pairs(model.MOVES)
