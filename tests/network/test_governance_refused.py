"""What the database itself refuses of bodies, seats, visions and goals, tried by plain SQL."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from network.models import Minutes
from tests.factories import CommunityPointFactory, MunicipalityFactory, UserFactory

from .factories import network_of
from .governance_factories import (
    GoalFactory,
    MeasurementFactory,
    SeatFactory,
    SteeringBodyFactory,
    VisionFactory,
    body_meeting,
    seat_present,
)
from .meeting_factories import ActionItemFactory, MinutesFactory
from .test_meetings_refused import refusal, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    return network_of(MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG"))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("name = ''", "steering_body_has_a_name"),
        ("quorum = 'all'", "steering_body_has_a_quorum"),
        ("public_seats = 0, third_sector_seats = 0", "steering_body_has_seats"),
        ("citizens_seats = 41", "steering_body_has_forty_seats_a_sector_at_most"),
    ],
)
def test_steering_body_is_refused(change, rule):
    assert refusal(f"UPDATE network_steeringbody SET {change} WHERE id = %s", SteeringBodyFactory()) == rule


def test_steering_bodies_have_a_name_each_and_are_in_the_city_of_their_network(elsewhere):
    one = SteeringBodyFactory()
    other = SteeringBodyFactory(network=one.network)
    point = CommunityPointFactory(location__municipality=elsewhere)

    assert [
        refusal("UPDATE network_steeringbody SET name = %s WHERE id = %s", other, one.name),
        refusal("UPDATE network_steeringbody SET community_point_id = %s WHERE id = %s", one, point.pk),
    ] == ["steering_bodies_have_a_name_each", "steering_body_is_at_a_point_of_its_city"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("name = ''", "seat_is_of_a_person"),
        ("sector = 'nobody'", "seat_is_of_a_sector"),
        ("term = 'empty'", "seat_has_a_first_day"),
        ("term = daterange(NULL, '2030-01-01')", "seat_has_a_first_day"),
    ],
)
def test_seat_is_refused(change, rule):
    assert refusal(f"UPDATE network_seat SET {change} WHERE id = %s", SeatFactory()) == rule


def test_seat_is_of_one_person_who_sits_once_and_one_has_the_chair_at_a_time():
    chair = SeatFactory(role="chair", name="Anna Bianchi")
    second = SeatFactory(body=chair.body)
    known = SeatFactory(body=chair.body, name="", user=UserFactory())
    after = SeatFactory(body=chair.body, role="chair", name="anna bianchi", term=later(chair))
    update = "UPDATE network_seat SET"

    assert [
        refusal(f"{update} user_id = %s WHERE id = %s", chair, known.user_id),
        refusal(f"{update} role = 'chair' WHERE id = %s", second),
        refusal(f"{update} name = '', user_id = %s WHERE id = %s", second, known.user_id),
        refusal(f"{update} name = 'ANNA BIANCHI' WHERE id = %s", second),
        refusal(f"{update} term = daterange(lower(term) - 1, upper(term)) WHERE id = %s", after),
    ] == [
        "seat_is_of_a_person",
        "one_chair_at_a_time",
        "person_sits_in_a_body_once",
        "name_sits_in_a_body_once",
        "one_chair_at_a_time",
    ]


def later(seat):
    """From the day after its end, without one."""
    return type(seat.term)(seat.term.upper, None)


def test_meeting_and_presences_are_of_one_body_of_the_network(elsewhere):
    seat = SeatFactory()
    meeting = body_meeting(seat.body)
    there = seat_present(meeting, seat)
    other = SteeringBodyFactory(network=seat.body.network)
    far = SteeringBodyFactory(network=elsewhere)
    of_other = SeatFactory(body=other)

    assert [
        refusal("UPDATE network_meeting SET kind = 'monthly' WHERE id = %s", meeting),
        refusal("UPDATE network_meeting SET body_id = %s WHERE id = %s", meeting, other.pk),
        refusal("UPDATE network_meeting SET body_id = %s WHERE id = %s", body_meeting(other), far.pk),
        refusal("UPDATE network_seatpresence SET seat_id = %s WHERE id = %s", there, of_other.pk),
        refusal("UPDATE network_seatpresence SET body_id = %s WHERE id = %s", there, other.pk).startswith("presence_"),
        refusal("UPDATE network_steeringbody SET network_id = %s WHERE id = %s", other, elsewhere.pk),
    ] == [
        "meeting_of_a_body_is_a_steering_one",
        "presence_is_at_a_meeting_of_its_body",
        "meeting_is_of_a_body_of_its_network",
        "presence_is_of_a_seat_of_its_body",
        True,
        "meeting_is_of_a_body_of_its_network",
    ]
    with pytest.raises(IntegrityError, match="seat_is_present_once"):
        run(
            "INSERT INTO network_seatpresence (meeting_id, seat_id, body_id) VALUES (%s, %s, %s)",
            [meeting.pk, seat.pk, seat.body_id],
        )


def test_quorum_of_minutes_is_whole_and_lasts_once_approved():
    draft, quorum = MinutesFactory(), "seats_in_force = 3, seats_present = 2, seats_needed = 2"
    update = "UPDATE network_minutes SET"
    of_a_draft = refusal(f"{update} {quorum} WHERE id = %s", draft)
    impossible = refusal(f"{update} {quorum.replace('present = 2', 'present = 4')} WHERE id = %s", draft)
    run(f"{update} {quorum}, state = 'approved', approved_at = now() WHERE id = %s", [draft.pk])

    refused = refusal(f"{update} seats_present = 1 WHERE id = %s", draft)

    assert (of_a_draft, impossible) == ("minutes_say_the_quorum_whole",) * 2
    assert refused == "approved_minutes_never_change"
    assert Minutes.objects.get().seats_present == 2


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("statement = ''", "vision_says_something"),
        ("period = 'empty'", "vision_has_a_first_and_a_last_day"),
        ("period = daterange('2026-01-01', NULL)", "vision_has_a_first_and_a_last_day"),
    ],
)
def test_vision_is_refused(change, rule):
    assert refusal(f"UPDATE network_vision SET {change} WHERE id = %s", VisionFactory()) == rule


def test_network_has_one_vision_at_a_time():
    now = VisionFactory()
    after = VisionFactory(
        network=now.network, period=type(now.period)(now.period.upper, now.period.upper.replace(2040))
    )

    assert refusal(
        "UPDATE network_vision SET period = daterange(lower(period) - 1, upper(period)) WHERE id = %s", after
    ) == ("network_has_one_vision_at_a_time")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("title = ''", "goal_says_what_is_counted"),
        ("indicator = ''", "goal_says_what_is_counted"),
        ("unit = ''", "goal_says_what_is_counted"),
        ("target = -1", "goal_counts_from_zero"),
        ("baseline = target", "goal_has_a_way_to_go"),
    ],
)
def test_goal_is_refused(change, rule):
    assert refusal(f"UPDATE network_goal SET {change} WHERE id = %s", GoalFactory()) == rule


def test_measurement_is_refused():
    first = MeasurementFactory()
    second = MeasurementFactory(goal=first.goal, day=timezone.localdate())
    update = "UPDATE network_measurement SET"

    assert [
        refusal(f"{update} value = -1 WHERE id = %s", first),
        refusal(f"{update} source = '' WHERE id = %s", first),
        refusal(f"{update} day = %s WHERE id = %s", second, first.day),
    ] == ["measurement_counts_from_zero", "measurement_says_where_it_comes_from", "goal_is_measured_once_a_day"]


def test_goal_and_its_actions_are_of_the_network_of_the_vision(elsewhere):
    goal = GoalFactory()
    action = ActionItemFactory(network=goal.network, goal=goal)

    assert [
        refusal("UPDATE network_actionitem SET network_id = %s WHERE id = %s", action, elsewhere.pk),
        refusal("UPDATE network_vision SET network_id = %s WHERE id = %s", goal.vision, elsewhere.pk),
    ] == ["action_item_is_on_a_goal_of_its_network", "goal_is_of_a_vision_of_its_network"]
