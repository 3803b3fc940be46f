"""Two who take one offer, two who book one hour: one has it, the other hears so."""

from functools import partial

import pytest

from community.concierge import actions, advice
from community.models import AdviceBooking, Exchange
from tests.factories import UserFactory
from tests.racing import at_once

from .concierge_factories import AdviceSlotFactory, ConciergeMemberFactory, ExchangeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_those_who_take_one_offer_and_those_who_book_one_hour_one_has_it():
    exchange, slot = ExchangeFactory(), AdviceSlotFactory()
    members = [ConciergeMemberFactory(concierge=exchange.concierge) for _ in range(4)]
    people, had, lost = [UserFactory() for _ in range(4)], [], []

    def hand(what, act):
        try:
            act()
            had.append(what)
        except (actions.Settled, advice.Gone):
            lost.append(what)

    answers = [partial(hand, "offer", partial(actions.answer, exchange=exchange, member=each)) for each in members]
    bookings = [partial(hand, "hour", partial(advice.take, by=each, slot=slot)) for each in people]
    at_once(*answers, *bookings)

    assert sorted(had) == ["hour", "offer"]
    assert sorted(lost) == ["hour"] * 3 + ["offer"] * 3
    assert Exchange.objects.get().other in members
    assert AdviceBooking.objects.held().count() == 1
