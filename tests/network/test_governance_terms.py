"""Who sits in a body hears that the term is near its end."""

import pytest
from django.core import mail

from network.governance.actions import keep_seat
from network.governance.reminding import remind_of_terms
from network.models import Seat
from tests.factories import OrganizationFactory, UserFactory

from .governance_factories import SeatFactory, SteeringBodyFactory, from_to

pytestmark = pytest.mark.django_db


def test_end_of_a_term_is_told_once_to_the_person_or_the_organization(settings):
    settings.SITE_URL = "https://portale.example"
    body, near = SteeringBodyFactory(name="Cabina di regia"), from_to(-300, 60)
    anna = SeatFactory(body=body, name="", user=UserFactory(email="anna@example.org"), term=near)
    SeatFactory(body=body, organization=OrganizationFactory(email="emporio@example.org"), term=near)
    SeatFactory(body=body, name="Senza indirizzo", term=near)
    SeatFactory(body=body, term=from_to(-300, 200))
    SeatFactory(body=SteeringBodyFactory(network=body.network, closed_on=anna.first_day), term=near)

    counted = [remind_of_terms(), remind_of_terms()]

    assert counted == [(2, 0), (0, 0)]
    assert sorted(each.to[0] for each in mail.outbox) == ["anna@example.org", "emporio@example.org"]
    assert mail.outbox[0].subject.startswith("Il mandato in «Cabina di regia» finisce ")
    assert f"https://portale.example{body.get_absolute_url()}" in mail.outbox[0].body


def test_term_that_changes_is_told_anew():
    seat = SeatFactory(name="", user=UserFactory(), term=from_to(-300, 60))
    remind_of_terms()
    seat = Seat.objects.get()
    seat.role = "vice"
    keep_seat(by=None, seat=seat)
    same_term = remind_of_terms()
    seat.term = from_to(-300, 80)

    keep_seat(by=None, seat=seat)

    assert (same_term, remind_of_terms()) == ((0, 0), (1, 0))
