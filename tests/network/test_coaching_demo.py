import pytest
from django.db import connection

from network.demo import coaching
from network.models import CoachingProgramme
from services.demo.people import load_people

from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db


def test_demo_tells_a_completed_programme_and_one_at_work_once():
    load_people()
    network = network_of()
    nobody = coaching.load(str)
    for sector in ("public", "private", "third_sector", "third_sector", "citizens", "citizens"):
        MembershipFactory(network=network, organization__sector=sector)

    assert (nobody, coaching.load(str), coaching.load(str)) == (False, True, False)
    connection.check_constraints()
    active, completed = CoachingProgramme.objects.order_by("-starts_on")
    assert [(each.state, each.team_size) for each in (active, completed)] == [("active", 16), ("completed", 16)]
    assert {kind.value for kind, count in active.team.count_by_kind().items() if count} == {
        "public",
        "private",
        "third_sector",
        "citizens",
    }
    assert [each.title for each in active.phases.all() if each.is_now] == ["Idee"]
    assert [each.is_coming for each in active.sessions.order_by("day")] == [False, False, False, False, True]
    assert [goal.reached for goal in completed.goals.all()] == [80, 100, 66]
    assert (completed.has_coach, active.action_items.count()) == (True, 1)
