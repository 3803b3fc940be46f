"""What the portal holds of who sits in a body, and for how long."""

import io

import pytest
from django.core.management import call_command

from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.models import Seat, SeatPresence
from tests.factories import UserFactory

from .governance_factories import SeatFactory, body_meeting, from_to, seat_present

pytestmark = pytest.mark.django_db


def test_seat_goes_two_years_after_its_term_with_where_it_was_present():
    old = SeatFactory(term=from_to(-1500, -740))
    lately = SeatFactory(body=old.body, term=from_to(-1500, -700))
    meeting = body_meeting(old.body)
    for seat in (old, lately):
        seat_present(meeting, seat)

    call_command("erase_expired", stdout=io.StringIO())

    assert (Seat.objects.get(), SeatPresence.objects.get().seat) == (lately, lately)


def test_person_reads_their_seats_and_takes_them_along():
    anna = UserFactory()
    seat = SeatFactory(user=anna, name="", role="chair")
    other = SeatFactory(body=seat.body)

    held = everything_held(anna)["Seggi che hai nei gruppi di guida"]
    erase_person(anna)

    last = seat.last_day
    assert held == [
        {"gruppo": seat.body.name, "che cosa fai": "presiede", "dal": seat.first_day, "fino al": last},
    ]
    assert Seat.objects.get() == other
