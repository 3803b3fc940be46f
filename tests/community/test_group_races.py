"""Two in one moment: the last two caretakers leave, two neighbours take one offer; one of the two is refused."""

import threading
from functools import partial

import pytest
from django.db import connection

from community.groups import actions, board

from .groups_factories import PersonFactory, PostFactory, active_group

pytestmark = pytest.mark.django_db(transaction=True)


def together(*hands):
    """Sorted names of what went wrong."""
    start, wrong = threading.Barrier(len(hands)), []

    def run(hand):
        start.wait()
        try:
            hand()
        except (actions.NobodyElse, board.Moved) as error:
            wrong.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[hand]) for hand in hands]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return wrong


def test_of_two_last_caretakers_one_stays_and_of_two_takers_one_has_it():
    group = active_group()
    keepers = [group.memberships.get().user, PersonFactory(group=group, role="caretaker").user]
    offer = PostFactory(group=group, kind="offer")
    takers = [PersonFactory(group=group).user for _ in range(2)]

    left = together(*(partial(actions.leave, by=each, group=group) for each in keepers))
    taken = together(*(partial(board.take, by=each, post=offer, person=each) for each in takers))

    offer.refresh_from_db()
    assert (left, group.memberships.caretakers().count()) == (["NobodyElse"], 1)
    assert (taken, offer.state, offer.matched_with in takers) == (["Moved"], "matched", True)
