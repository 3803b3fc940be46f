"""Two hundred who want one room for hours that overlap: what is written overlaps nowhere, and the rest hear when."""

import datetime
import random
from functools import partial

import pytest

from community.models import Booking
from community.spaces import actions
from tests.factories import OrganizationFactory
from tests.racing import at_once, kinds

from .factories import BookingFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, EACH = 25, 8
HOUR = datetime.timedelta(hours=1)


def test_of_two_hundred_attempts_those_that_fit_succeed_and_the_others_hear_when_it_is_free():
    lot = random.Random(4)
    whole = SpaceFactory(needs_approval=False)
    rooms = [whole, *(SpaceFactory(house=whole.house, whole=whole, needs_approval=False) for _ in range(2))]
    organization, had, lost = OrganizationFactory(name="Coro"), [], []

    def attempts():
        wanted = []
        for _ in range(EACH):
            start = in_days(lot.randrange(1, 3), lot.randrange(8, 20))
            told = {"starts_at": start, "ends_at": start + lot.randrange(1, 4) * HOUR, "organization": organization}
            wanted.append(BookingFactory.build(space=lot.choice(rooms), **told))
        return wanted

    def hand(wanted):
        for booking in wanted:
            try:
                had.append(actions.book(by=None, booking=booking))
            except actions.Taken as taken:
                lost.append((booking, taken))

    gave = at_once(*(partial(hand, attempts()) for _ in range(HANDS)))

    assert kinds(gave) == []
    assert len(had) + len(lost) == HANDS * EACH
    assert set(Booking.objects.values_list("pk", flat=True)) == {each.pk for each in had}
    assert [pair for pair in pairs(had) if clash(*pair)] == []
    assert [booking for booking, _taken in lost if not any(clash(booking, each) for each in had)] == []
    assert {str(each.organization) for _booking, taken in lost for each in taken.holders} == {"Coro"}
    assert all(taken.next_free >= booking.starts_at for booking, taken in lost)


def pairs(bookings):
    return [(one, other) for number, one in enumerate(bookings) for other in bookings[:number]]


def clash(one, other):
    alike = (
        one.space_id == other.space_id or one.space_id == other.space.whole_id or other.space_id == one.space.whole_id
    )
    return alike and one.starts_at < other.ends_at and other.starts_at < one.ends_at
