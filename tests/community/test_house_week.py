"""All the rooms of a house together, in a week and in calendar programs."""

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.models import Booking
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import network_of

from .factories import BookingFactory, HouseFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db
State = Booking.State


@pytest.fixture
def house():
    return HouseFactory(location__municipality=network_of())


def at(house, rest):
    return f"/comunita/{house.location.municipality.slug}/case/{house.slug}/{rest}"


def test_whole_house_has_a_week_and_a_calendar_that_name_no_person(client, house):
    space, other = (SpaceFactory(house=house, name=name) for name in ("Sala", "Cucina"))
    choir = MemberFactory(organization__name="Coro").organization
    BookingFactory(space=space, state=State.CONFIRMED, organization=choir)
    BookingFactory(space=other, title="Compleanno di Ada", booked_by=UserFactory(name="Ada Neri"))
    BookingFactory(space=other, starts_at=in_days(1, 9), state=State.REQUESTED)
    Booking.objects.filter(starts_at=in_days(1, 9)).update(state=State.CANCELLED)
    BookingFactory(title="Altrove")

    page = client.get(at(house, f"settimana/?settimana={in_days(1, 18):%Y-%m-%d}"))
    answer = client.get(at(house, "calendario.ics"))

    told = [
        (str(event["summary"]), str(event["status"]), event["dtstart"].dt)
        for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    ]
    assert told == [("Sala: Coro", "CONFIRMED", in_days(1, 18)), ("Cucina: Occupata", "TENTATIVE", in_days(1, 18))]
    assert [each for _day, taken in page.context["week"] for each in taken] == list(
        Booking.objects.holding().of_house(house)
    )
    assert [words for words in ("Ada", "Compleanno") if words in (page.content + answer.content).decode()] == []
    doors = [client.get(each).content.decode() for each in (at(house, "stanze/"), house.get_absolute_url())]
    assert [at(house, "settimana/") in each for each in doors] == [True, True]


def test_house_without_a_booking_says_that_its_rooms_are_free(client, house):
    page = client.get(at(house, "settimana/?settimana=2099-01-01"))
    empty = icalendar.Calendar.from_ical(client.get(at(house, "calendario.ics")).content)

    assert page.content.decode().count("tutte libere") == 7
    assert (str(empty["x-wr-calname"]), empty.walk("VEVENT")) == (house.name, [])


@pytest.mark.parametrize("rest", ["settimana/", "calendario.ics"])
def test_more_rooms_and_bookings_ask_nothing_more(client, house, rest):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(at(house, rest))
        return len(asked)

    BookingFactory(space__house=house, starts_at=in_days(0, 23))
    first = queries()
    for _ in range(2):
        organization = MemberFactory().organization
        BookingFactory(space__house=house, organization=organization, starts_at=in_days(0, 23))

    assert queries() == first
