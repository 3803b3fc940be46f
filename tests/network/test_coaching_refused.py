"""What the database itself refuses of coaching programmes, tried by plain SQL."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from helpdesk.moves import pairs
from network.models import CoachingGoal, CoachingProgramme, Stakeholder
from tests.factories import UserFactory

from .coaching_factories import (
    CoachingGoalFactory,
    CoachingPhaseFactory,
    CoachingProgrammeFactory,
    CoachingSessionFactory,
    StakeholderFactory,
    active_programme,
    add_people,
    completed_programme,
)

pytestmark = pytest.mark.django_db
START = "UPDATE network_coachingprogramme SET state = 'active', started_at = now() WHERE id = %s"
COMPLETE = (
    "UPDATE network_coachingprogramme SET state = 'completed', closed_at = now(), changed = 'Tanto', learned = 'Molto'"
    " WHERE id = %s"
)


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refusal(sql, *values):
    """The name of the rule by which `sql` is refused."""
    with pytest.raises(IntegrityError) as error:
        run(sql, *values)
    return error.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("title = ''", "coaching_has_a_title_and_an_area"),
        ("area = ''", "coaching_has_a_title_and_an_area"),
        ("coach_organization_id = NULL", "coaching_has_one_coach"),
        ("state = 'active'", "coaching_says_when"),
        ("closed_at = now()", "coaching_says_when"),
        ("state = 'stopped', closed_at = now()", "coaching_is_stopped_with_a_reason"),
        ("stop_reason = 'Niente soldi'", "coaching_is_stopped_with_a_reason"),
        (
            "state = 'completed', started_at = now(), closed_at = now()",
            "network_coachingprogramme_moves_as_allowed",
        ),
    ],
)
def test_programme_is_refused(change, rule):
    programme = CoachingProgrammeFactory()

    assert refusal(f"UPDATE network_coachingprogramme SET {change} WHERE id = %s", programme.pk) == rule


def test_programme_has_one_coach():
    programme, person = CoachingProgrammeFactory(), UserFactory()

    sql = "UPDATE network_coachingprogramme SET coach_id = %s WHERE id = %s"

    assert refusal(sql, person.pk, programme.pk) == "coaching_has_one_coach"


@pytest.mark.parametrize(
    ("first", "last", "is_right"),
    [
        ("2026-01-01", "2026-06-29", False),
        ("2026-01-01", "2026-06-30", True),
        ("2026-01-01", "2027-01-01", True),
        ("2026-01-01", "2027-01-02", False),
        ("2025-08-31", "2026-02-26", False),
        ("2025-08-31", "2026-02-27", True),
        ("2026-06-30", "2026-01-01", False),
    ],
)
def test_programme_lasts_six_to_twelve_months(first, last, is_right):
    programme = CoachingProgrammeFactory()
    sql = "UPDATE network_coachingprogramme SET starts_on = %s, ends_on = %s WHERE id = %s"
    programme.starts_on, programme.ends_on = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)

    said = run(sql, first, last, programme.pk) if is_right else refusal(sql, first, last, programme.pk)

    assert said == (None if is_right else "coaching_lasts_six_to_twelve_months")


@pytest.mark.parametrize(("number", "is_right"), [(11, False), (12, True), (24, True), (25, False)])
def test_programme_starts_with_a_team_of_12_to_24(number, is_right):
    programme = CoachingProgrammeFactory()
    gone, *_there = add_people(programme, number + 1)
    Stakeholder.objects.filter(pk=gone.pk).update(left_on=gone.joined_on)

    said = run(START, programme.pk) if is_right else refusal(START, programme.pk)

    assert said == (None if is_right else "coaching_starts_with_a_team_of_12_to_24")


def test_programme_starts_with_a_coach():
    programme = CoachingProgrammeFactory(coach_name="", coach_organization=None)
    add_people(programme, 12)

    assert refusal(START, programme.pk) == "coaching_starts_with_a_coach"


def test_team_may_change_once_it_has_started():
    programme = active_programme()

    run("DELETE FROM network_stakeholder WHERE programme_id = %s", programme.pk)

    assert programme.team.count() == 0


def test_programme_is_completed_with_an_evaluation_and_each_result():
    programme = active_programme()
    bare = refusal(
        "UPDATE network_coachingprogramme SET state = 'completed', closed_at = now() WHERE id = %s", programme.pk
    )
    without_goal = refusal(COMPLETE, programme.pk)
    goal = CoachingGoalFactory(programme=programme)
    without_result = refusal(COMPLETE, programme.pk)
    CoachingGoal.objects.filter(pk=goal.pk).update(result=12, result_on=programme.starts_on)

    run(COMPLETE, programme.pk)

    assert (bare, without_goal, without_result) == (
        "coaching_is_completed_with_its_evaluation",
        "coaching_is_completed_with_its_results",
        "coaching_is_completed_with_its_results",
    )


def test_goals_stay_as_they_are_once_it_is_over():
    programme, open_one = completed_programme(), CoachingGoalFactory()
    goal = programme.goals.get()
    insert = (
        "INSERT INTO network_coachinggoal (programme_id, words, measure, baseline, target, result_words)"
        " VALUES (%s, 'Altro', 'persone', 1, 2, '')"
    )

    assert [
        refusal("UPDATE network_coachinggoal SET result = 20 WHERE id = %s", goal.pk),
        refusal("DELETE FROM network_coachinggoal WHERE id = %s", goal.pk),
        refusal(insert, programme.pk),
        refusal("UPDATE network_coachinggoal SET programme_id = %s WHERE id = %s", programme.pk, open_one.pk),
    ] == ["coaching_goals_stay_once_it_is_over"] * 4


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("words = ''", "coaching_goal_says_what_it_counts"),
        ("measure = ''", "coaching_goal_says_what_it_counts"),
        ("target = baseline", "coaching_goal_changes_something"),
        ("result = 3", "coaching_goal_says_when_it_was_counted"),
        ("result_words = 'Bene'", "coaching_goal_says_when_it_was_counted"),
    ],
)
def test_goal_is_refused(change, rule):
    assert refusal(f"UPDATE network_coachinggoal SET {change} WHERE id = %s", CoachingGoalFactory().pk) == rule


def test_phases_have_a_title_two_ends_and_do_not_overlap_and_are_within():
    phase = CoachingPhaseFactory()
    programme = phase.programme
    second = CoachingPhaseFactory(programme=programme, during=(phase.during.upper, programme.ends_on))
    update = "UPDATE network_coachingphase SET"

    assert [
        refusal(f"{update} title = '' WHERE id = %s", phase.pk),
        refusal(f"{update} during = 'empty' WHERE id = %s", phase.pk),
        refusal(f"{update} during = daterange(lower(during), NULL) WHERE id = %s", second.pk),
        refusal(f"{update} during = daterange(lower(during) - 1, upper(during)) WHERE id = %s", second.pk),
        refusal(f"{update} during = daterange(lower(during) - 1, upper(during)) WHERE id = %s", phase.pk),
        refusal("UPDATE network_coachingprogramme SET starts_on = starts_on + 1 WHERE id = %s", programme.pk),
    ] == [
        "coaching_phase_has_a_title",
        "coaching_phase_begins_and_ends",
        "coaching_phase_begins_and_ends",
        "coaching_phases_do_not_overlap",
        "coaching_phase_is_within_its_programme",
        "coaching_phase_is_within_its_programme",
    ]


def test_stakeholder_is_somebody_of_a_kind_once_and_leaves_after_joining():
    one = StakeholderFactory(name="Anna")
    (person,) = add_people(one.programme, 1)
    update = "UPDATE network_stakeholder SET"

    assert [
        refusal(f"{update} name = '' WHERE id = %s", person.pk),
        refusal(f"{update} erased_at = now() WHERE id = %s", person.pk),
        refusal(f"{update} kind = 'altro' WHERE id = %s", person.pk),
        refusal(f"{update} left_on = joined_on - 1 WHERE id = %s", person.pk),
        refusal(f"{update} name = 'Anna', organization_id = %s WHERE id = %s", one.organization_id, person.pk),
    ] == [
        "stakeholder_is_somebody",
        "stakeholder_erased_has_no_name",
        "stakeholder_is_of_a_kind",
        "stakeholder_leaves_after_joining",
        "stakeholder_is_in_a_team_once",
    ]


def test_presence_is_of_the_team_at_a_session_of_the_same_programme_once():
    session, elsewhere = CoachingSessionFactory(), StakeholderFactory()
    there = StakeholderFactory(programme=session.programme)
    insert = "INSERT INTO network_coachingpresence (programme_id, session_id, stakeholder_id) VALUES (%s, %s, %s)"
    run(insert, session.programme_id, session.pk, there.pk)

    assert [
        refusal(insert, session.programme_id, session.pk, there.pk),
        refusal(insert, session.programme_id, session.pk, elsewhere.pk),
        refusal(insert, elsewhere.programme_id, session.pk, elsewhere.pk),
        refusal("UPDATE network_coachingsession SET title = '' WHERE id = %s", session.pk),
    ] == [
        "coaching_presence_is_written_once",
        "coaching_presence_is_of_the_team_of_the_programme",
        "coaching_presence_is_at_a_session_of_the_programme",
        "coaching_session_has_a_title",
    ]


def test_database_knows_the_moves_that_the_model_says():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'network_coachingprogramme_moves'")
        (said,) = cursor.fetchone()

    moves = said.partition("state_moves_as_allowed(")[2].rstrip(")").replace("'", "").split(", ")
    assert moves == pairs(CoachingProgramme.MOVES)
