"""Of many who want the last places of an event in one moment nobody has one too many, and none is left empty."""

from functools import partial

import pytest

from community.events import coming
from community.models import EventGuest
from tests.factories import UserFactory
from tests.racing import at_once, kinds

from .events_factories import EventFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_ten_who_want_five_places_five_come_and_others_are_called_as_they_leave():
    date = EventFactory(capacity=5).dates.get()
    people = [UserFactory() for _ in range(10)]

    gave = at_once(*(partial(coming.come, by=each, date=date, people=1) for each in people))
    came = set(EventGuest.objects.coming().values_list("person", flat=True))
    gone = [each for each in people if each.pk in came][:2]
    left = at_once(*(partial(coming.come_no_more, by=each, date=date) for each in gone))

    assert kinds([*gave, *left]) == []
    assert len(came) == 5
    assert (EventGuest.objects.coming().count(), EventGuest.objects.waiting().count()) == (5, 3)
