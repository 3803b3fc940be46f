"""Two volunteers for one place, in real transactions: the first has it, the second reads who."""

import threading

import pytest
from django.db import connection

from helpdesk.models import ShiftAssignment
from helpdesk.rota.actions import Refused, cannot_come, come_after_all, stand_in, take_seat
from tests.factories import CommunityPointFactory

from .factories import ShiftFactory, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="fiumicello")


@pytest.fixture
def people(desk):
    return [make_volunteer(desk, name=name) for name in ("Anna", "Bruno", "Carla")]


def at_once(*acts):
    """What became of each, as all begin in the same moment; the words of a refusal."""
    together, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        together.wait()
        try:
            act()
            outcomes.append("done")
        except Refused as error:
            outcomes.append(str(error.words))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes, key=lambda words: (words != "done", words))


def test_last_seat_goes_to_one(desk, people):
    shift = ShiftFactory(community_point=desk, seats=1)

    outcomes = at_once(*(lambda who=who: take_seat(by=who, shift=shift) for who in people[1:]))

    winner = ShiftAssignment.objects.get().volunteer
    assert outcomes == ["done", f"Questo turno è già al completo: c’è {winner}."]


def test_two_seats_are_for_two(desk, people):
    shift = ShiftFactory(community_point=desk, seats=2)

    outcomes = at_once(*(lambda who=who: take_seat(by=who, shift=shift) for who in people[1:]))

    assert (outcomes, list(ShiftAssignment.objects.values_list("seat", flat=True))) == (["done", "done"], [1, 2])


def test_first_who_stands_in_wins_and_the_other_reads_who(desk, people):
    anna, bruno, carla = people
    absent = take_seat(by=anna, shift=ShiftFactory(community_point=desk))
    cannot_come(by=anna, assignment=absent)

    outcomes = at_once(*(lambda who=who: stand_in(by=who, assignment=absent) for who in (bruno, carla)))

    taken = ShiftAssignment.objects.get(stands_in_for=absent)
    assert outcomes == ["done", f"Ci ha già pensato {taken.volunteer}: grazie lo stesso."]
    assert list(ShiftAssignment.objects.holding()) == [taken]


def test_coming_after_all_and_a_stand_in_at_once_leave_one_in_the_seat(desk, people):
    anna, bruno, _carla = people
    absent = take_seat(by=anna, shift=ShiftFactory(community_point=desk))
    cannot_come(by=anna, assignment=absent)

    outcomes = at_once(
        lambda: come_after_all(by=anna, assignment=absent), lambda: stand_in(by=bruno, assignment=absent)
    )

    there = ShiftAssignment.objects.holding().get().volunteer
    told = {anna: "Non serve più: Anna viene, o il turno non c’è più.", bruno: "Il tuo posto l’ha già preso Bruno."}
    assert outcomes == ["done", told[there]]


def test_one_person_at_two_desks_at_once_is_at_one(desk, people):
    elsewhere = CommunityPointFactory(slug="altrove", name="Altrove")
    anna = people[0]
    anna.mandates.create(community_point=elsewhere, role="volunteer", term=anna.mandates.get().term)
    first = ShiftFactory(community_point=desk)
    shifts = [first, ShiftFactory(community_point=elsewhere, start=first.during.lower)]

    outcomes = at_once(*(lambda shift=shift: take_seat(by=anna, shift=shift) for shift in shifts))

    where = ShiftAssignment.objects.get().shift.community_point
    assert outcomes == ["done", f"Anna a quell’ora ha già un turno: {where}."]
