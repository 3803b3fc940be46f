"""Two volunteers for one place, in real transactions: the first has it, the second reads who."""

import datetime
import threading

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import Qualification
from helpdesk.models import Shift, ShiftAssignment
from helpdesk.rota.actions import Refused, add_shift, cannot_come, come_after_all, stand_in, take_seat
from helpdesk.rota.making import cancel_shift, make_shifts
from helpdesk.rota.qualifications import grant
from organizations.hours import compile_opening_hours
from tests.factories import CommunityPointFactory, OpeningHoursFactory, ScheduleFactory

from .factories import AN_HOUR, DeskScheduleFactory, ShiftFactory, make_volunteer

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


def test_two_who_stand_in_for_each_other_do_not_wait_for_each_other(desk, people):
    anna, bruno, _carla = people
    first = ShiftFactory(community_point=desk)
    later = ShiftFactory(community_point=desk, start=first.during.upper)
    absent = [take_seat(by=anna, shift=first), take_seat(by=bruno, shift=later)]
    for each in absent:
        cannot_come(by=each.volunteer, assignment=each)

    outcomes = at_once(
        lambda: stand_in(by=bruno, assignment=absent[0]), lambda: stand_in(by=anna, assignment=absent[1])
    )

    held = ShiftAssignment.objects.holding().order_by("during").values_list("volunteer__name", flat=True)
    assert (outcomes, list(held)) == (["done", "done"], ["Bruno", "Anna"])


def test_of_two_shifts_added_over_each_other_there_is_one(desk, people):
    start = timezone.now() + AN_HOUR

    def added(later):
        span = {"start": start + later * AN_HOUR, "end": start + (later + 2) * AN_HOUR}
        return lambda: add_shift(by=people[0], desk=desk, seats=2, **span)

    outcomes = at_once(added(0), added(1))

    assert (outcomes, Shift.objects.count()) == (["done", "In quelle ore c’è già un turno."], 1)


def test_shift_added_while_shifts_are_made_is_over_none_of_them(desk, people):
    desk.opening_hours = OpeningHoursFactory(on_holidays="open")
    ScheduleFactory(
        opening_hours=desk.opening_hours, byday=["TU"], opens_at=datetime.time(9), closes_at=datetime.time(12)
    )
    compile_opening_hours(desk.opening_hours)
    desk.save()
    schedule = DeskScheduleFactory(community_point=desk, weeks_ahead=2)
    days = (1 - timezone.localdate().weekday()) % 7 + 7
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + datetime.timedelta(days=days)

    outcomes = at_once(
        lambda: make_shifts(schedule=schedule),
        lambda: add_shift(by=people[0], desk=desk, start=start, end=start + AN_HOUR, seats=2),
    )

    extra = Shift.objects.filter(is_extra=True).count()
    assert outcomes == ["done", "done" if extra else "In quelle ore c’è già un turno."]
    assert Shift.objects.filter(during__overlap=(start, start + AN_HOUR)).count() == 1


def test_nobody_sits_in_a_shift_that_is_cancelled_meanwhile(desk, people):
    shift = ShiftFactory(community_point=desk)

    outcomes = at_once(lambda: take_seat(by=people[0], shift=shift), lambda: cancel_shift(shift=shift, reason="Neve"))

    assert outcomes in (["done", "done"], ["done", "Questo turno è stato annullato."])
    assert ShiftAssignment.objects.holding().count() == 0


def test_training_given_twice_at_once_is_one(people):
    anna, bruno, carla = people
    today = timezone.localdate()

    def given(by, days):
        valid = DateRange(today, today + datetime.timedelta(days=days))
        return lambda: grant(by=by, person=anna, kind=Qualification.Kind.FORMS, valid=valid)

    outcomes = at_once(given(bruno, 100), given(carla, 200))

    valid = anna.qualifications.get(kind="forms").valid
    assert (outcomes, valid) == (["done", "done"], DateRange(today, today + datetime.timedelta(days=200)))
