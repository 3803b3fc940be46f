"""Two who want the same stand in the same moment, each by a connection of their own."""

import threading

import pytest
from django.db import connection

from network.meetings.actions import Taken, book_stand
from network.models import Stand
from tests.factories import OrganizationFactory

from .meeting_factories import StandFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """What came of each, begun in the same moment: "had", or "taken"."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
            outcomes.append("had")
        except Taken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(outcomes)


def test_stand_wanted_by_two_goes_to_one_and_two_stands_of_one_are_one():
    stand = StandFactory(number=1)
    two, three = (StandFactory(meeting=stand.meeting, number=number) for number in (2, 3))
    emporio, orto, zattera = OrganizationFactory.create_batch(3)

    same_stand = together(
        *[lambda who=who: book_stand(by=None, stand=stand, organization=who) for who in (emporio, orto)]
    )
    same_holder = together(*[lambda it=it: book_stand(by=None, stand=it, organization=zattera) for it in (two, three)])

    assert (same_stand, same_holder) == (["had", "taken"], ["had", "taken"])
    holders = list(Stand.objects.exclude(organization=None).values_list("organization", flat=True))
    assert (len(holders), zattera.pk in holders, {emporio.pk, orto.pk} & set(holders) != set()) == (2, True, True)
