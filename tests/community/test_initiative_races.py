"""Two in one moment: two take one task, two end one initiative; one of the two is told."""

from functools import partial

import pytest

from community.initiatives import actions, working
from community.models import Outcome
from tests.factories import UserFactory
from tests.racing import at_once, kinds

from .initiatives_factories import TaskFactory, active

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_take_one_task_one_has_it_and_of_two_who_complete_one_does():
    initiative, people = active(), UserFactory.create_batch(2)
    task = TaskFactory(initiative=initiative)
    left = {"title": "Un orto", "who_may_use": "Chiunque", "cared_by": "Chi abita qui"}

    taken = at_once(*(partial(working.take_task, by=each, task=task) for each in people))
    ended = at_once(*(partial(actions.complete, initiative=initiative, **left) for _ in range(2)))

    task.refresh_from_db()
    initiative.refresh_from_db()
    assert (kinds(taken), task.person in people, initiative.participations.count()) == (["Settled"], True, 1)
    assert (kinds(ended), initiative.state, Outcome.objects.count()) == (["Settled"], "completed", 1)
