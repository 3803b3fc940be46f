"""The same hours week after week: the days are shown first, taken where they are free, by the clock on the wall."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Booking
from community.spaces.repeating import days_from, moment
from tests.factories import UserFactory
from tests.network.factories import network_of

from .factories import BookingFactory, HouseFactory, SpaceFactory, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return SpaceFactory(house=HouseFactory(location__municipality=network_of()), needs_approval=False)


@pytest.fixture
def resident(client):
    user = UserFactory()
    client.force_login(user)
    return user


def page_of(space):
    return f"{space.get_absolute_url()}prenota/"


def tomorrow(days=1):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def asked(**more):
    told = {"title": "Prove del coro", "people": 10, "day": tomorrow(), "start": "18:00", "end": "20:00", "weeks": 1}
    return told | more


def test_series_shows_what_is_taken_and_takes_the_days_that_are_chosen(client, space, resident):
    BookingFactory(space=space, starts_at=in_days(8, 18), ends_at=in_days(8, 19))
    page, told = page_of(space), asked(weeks=1, until=tomorrow(22))

    shown = client.post(page, told)
    free = [(each.starts_at, out is None) for each, out in shown.context["days"]]
    client.post(page, told | {"sure": "1", "days": [tomorrow(1), tomorrow(8), tomorrow(22)]})

    assert free == [(in_days(1, 18), True), (in_days(8, 18), False), (in_days(15, 18), True), (in_days(22, 18), True)]
    had = Booking.objects.filter(booked_by=resident)
    assert [each.starts_at for each in had] == [in_days(1, 18), in_days(22, 18)]
    assert len({each.series for each in had}) == 1


def test_year_of_days_is_looked_at_in_as_many_queries_as_a_week(client, space, resident):
    def queries(days):
        with CaptureQueriesContext(connection) as counted:
            client.post(page_of(space), asked(weeks=1, until=tomorrow(days)))
        return len(counted)

    assert queries(8) == queries(360)


def test_series_without_a_day_that_is_free_asks_again(client, space, resident):
    told = asked(weeks=1, until=tomorrow(8), sure="1")

    response = client.post(page_of(space), told)

    assert (response.status_code, Booking.objects.count(), len(response.context["days"])) == (200, 0, 2)


def test_days_of_a_series_are_shown_again_for_what_is_changed_and_what_else_is_free_where_none_is(
    client, space, resident
):
    for days in (1, 8):
        BookingFactory(space=space, starts_at=in_days(days, 18), ends_at=in_days(days, 19))
    page, told = page_of(space), asked(weeks=1, until=tomorrow(8))

    none = client.post(page, told).content.decode()
    later = told | {"start": "20:00", "end": "21:00", "sure": "1", "days": [tomorrow(1)], "again": "1"}
    again = client.post(page, later).content.decode()

    assert "0 giorni liberi su 2." in none
    assert "Prendi i giorni scelti" not in none
    assert f"?people=10&amp;day={tomorrow(1)}&amp;start=18%3A00&amp;end=20%3A00" in none
    assert "Ogni volta dalle 20:00 alle 21:00. 2 giorni liberi su 2." in " ".join(again.split())
    assert Booking.objects.filter(booked_by=resident).count() == 0


@time_machine.travel("2026-10-01T10:00Z", tick=False)
def test_series_says_when_the_clock_changes_and_that_its_hours_do_not(client, space, resident):
    told = asked(day="2026-10-18", until="2027-04-04", weeks=2)

    page = client.post(page_of(space), told).content.decode()

    assert "Il 25 ottobre 2026 torna l’ora solare: le ore restano queste, sull’orologio." in page
    assert "Il 28 marzo 2027 comincia l’ora legale: le ore restano queste, sull’orologio." in page
    assert page.count("le ore restano queste") == 2


def test_series_keeps_the_hour_of_the_wall_when_the_clock_jumps():
    with time_machine.travel("2027-03-01T10:00Z", tick=False):
        days = days_from(datetime.date(2027, 3, 21), datetime.date(2027, 4, 4), 1)
        starts = [moment(day, datetime.time(18)) for day in days]

    assert [f"{each:%d/%m %H:%M %z}" for each in starts] == [
        "21/03 18:00 +0100",
        "28/03 18:00 +0200",
        "04/04 18:00 +0200",
    ]
    assert f"{moment(datetime.date(2027, 3, 28), datetime.time(2, 30)):%H:%M}" == "03:30"
