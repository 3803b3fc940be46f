"""Two in one moment: the last two caretakers leave, two neighbours take one offer; one of the two is refused."""

from functools import partial

import pytest

from community.groups import actions, board
from tests.racing import at_once, kinds

from .groups_factories import PersonFactory, PostFactory, active_group

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_last_caretakers_one_stays_and_of_two_takers_one_has_it():
    group = active_group()
    keepers = [group.memberships.get().user, PersonFactory(group=group, role="caretaker").user]
    offer = PostFactory(group=group, kind="offer")
    takers = [PersonFactory(group=group).user for _ in range(2)]

    left = kinds(at_once(*(partial(actions.leave, by=each, group=group) for each in keepers)))
    taken = kinds(at_once(*(partial(board.take, by=each, post=offer, person=each) for each in takers)))

    offer.refresh_from_db()
    assert (left, group.memberships.caretakers().count()) == (["NobodyElse"], 1)
    assert (taken, offer.state, offer.matched_with in takers) == (["Moved"], "matched", True)
