import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.access import Role
from community.models import Booking, Occupation
from community.spaces.forms import BookingForm
from helpdesk.moves import pairs
from organizations.models import House
from tests.factories import CommunityPointFactory, MandateFactory, UserFactory

from .factories import BookingFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def changed(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


BOOKING = {
    "ends_at = starts_at": "booking_ends_within_a_day",
    "ends_at = starts_at + interval '25 hours'": "booking_ends_within_a_day",
    "people = 0": "booking_is_for_somebody",
    "state = 'rejected'": "booking_is_rejected_with_a_reason",
    "state = 'done'": "does not become",
}
SPACE = {
    "capacity = 0": "space_holds_somebody",
    "opens_at = closes_at": "space_opens_before_it_closes",
    "minutes_after = 241": "space_is_made_ready_in_four_hours",
    "whole_id = id": "space_is_no_part_of_itself|no parts",
}


@pytest.mark.parametrize(("what", "why"), BOOKING.items())
def test_database_refuses_of_a_booking(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(BookingFactory(), what)


@pytest.mark.parametrize(("what", "why"), SPACE.items())
def test_database_refuses_of_a_space(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(SpaceFactory(), what)


def taken(space, start, hours=2):
    with transaction.atomic():
        return BookingFactory(space=space, starts_at=start, ends_at=start + hours * HOUR)


def test_database_refuses_two_in_one_space_and_lets_one_follow_the_other():
    space, start = SpaceFactory(), in_days(1, 18)
    taken(space, start)

    with pytest.raises(IntegrityError, match="space_is_had_by_one_at_a_time"):
        taken(space, start + HOUR)

    assert taken(space, start + 2 * HOUR).pk
    assert taken(SpaceFactory(house=space.house), start).pk


def test_database_keeps_the_minutes_to_make_ready_and_to_tidy():
    space, start = SpaceFactory(minutes_before=30, minutes_after=30), in_days(1, 12)
    taken(space, start)

    with pytest.raises(IntegrityError, match="space_is_had_by_one_at_a_time"):
        taken(space, start + 2 * HOUR)

    assert taken(space, start + 3 * HOUR).pk


def test_database_keeps_who_has_a_part_out_of_the_whole_and_not_of_another_part():
    whole, start = SpaceFactory(), in_days(1, 18)
    one, other = (SpaceFactory(house=whole.house, whole=whole) for _ in range(2))
    taken(one, start)

    for space in (whole, one):
        with pytest.raises(IntegrityError, match="space_is_had_by_one_at_a_time"):
            taken(space, start)

    assert taken(other, start).pk


def test_database_keeps_who_has_the_whole_in_a_part_that_is_made_later():
    whole, start = SpaceFactory(), in_days(1, 18)
    taken(whole, start)
    part = SpaceFactory(house=whole.house, whole=whole)

    with pytest.raises(IntegrityError, match="space_is_had_by_one_at_a_time"):
        taken(part, start)


def test_space_that_is_given_back_is_free():
    booking = BookingFactory()
    changed(booking, "state = 'cancelled'")

    assert taken(booking.space, booking.starts_at).pk
    assert Occupation.objects.count() == 1


def test_database_refuses_a_part_in_another_house_and_a_part_of_a_part():
    whole = SpaceFactory()
    part = SpaceFactory(house=whole.house, whole=whole)

    with pytest.raises(IntegrityError, match="space_is_a_part_in_its_house"):
        changed(SpaceFactory(), f"whole_id = {whole.pk}")
    with pytest.raises(IntegrityError, match="no parts"):
        changed(SpaceFactory(house=whole.house), f"whole_id = {part.pk}")
    with pytest.raises(IntegrityError, match="no parts"):
        changed(whole, f"whole_id = {SpaceFactory(house=whole.house).pk}")


def test_trigger_allows_the_moves_of_the_model():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'community_booking_moves'")
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(Booking.MOVES)


def test_house_whose_rooms_were_booked_stays_a_house(client):
    booking = BookingFactory()
    house = booking.space.house
    point = CommunityPointFactory(location__municipality=house.location.municipality)
    client.force_login(MandateFactory(community_point=point, role=Role.COORDINATOR).user)
    page = f"/rete/{house.location.municipality.slug}/case/{house.slug}/chiudi/"

    refused = client.post(page)
    booking.delete()
    client.post(page)

    assert refused.url == house.get_absolute_url()
    assert not House.objects.filter(pk=house.pk).exists()


@pytest.mark.parametrize("now", ["is_open = false", "capacity = 9"])
def test_database_refuses_a_booking_of_a_room_that_is_closed_or_too_small(now):
    space = SpaceFactory()
    changed(space, now)

    with pytest.raises(IntegrityError, match="closed, or too small"):
        taken(space, in_days(1, 18))


def test_who_asks_while_the_room_is_closed_is_told_that_it_changed(client, monkeypatch):
    space = SpaceFactory()
    client.force_login(UserFactory())
    page = f"{space.get_absolute_url()}prenota/"
    day = in_days(1, 18).date().isoformat()
    asked = {"title": "Coro", "people": 10, "day": day, "start": "18:00", "end": "20:00", "weeks": 0}
    bookings = BookingForm.bookings

    def closed_meanwhile(form):
        changed(space, "is_open = false")
        return bookings(form)

    monkeypatch.setattr(BookingForm, "bookings", closed_meanwhile)

    response = client.post(page, asked)

    assert (response.url, Booking.objects.count()) == (space.get_absolute_url(), 0)
