"""The numbers of the houses of a city, of each and of all together, by month: five queries, however many houses."""

import datetime
from typing import NamedTuple

from django.db import connections, router
from django.utils import timezone

from community.models import Fundraising

MONTHS = 12
ROOMS = """
SELECT house.id, house.name, count(space.id),
    coalesce(sum(space.capacity) FILTER (WHERE space.whole_id IS NULL), 0)
FROM organizations_house AS house JOIN organizations_location AS place ON place.id = house.location_id
LEFT JOIN community_space AS space ON space.house_id = house.id
WHERE place.municipality_id = %(city)s GROUP BY house.id ORDER BY house.name, house.id
"""
HOURS = """
SELECT space.house_id, date_trunc('month', booking.starts_at AT TIME ZONE 'Europe/Rome')::date AS month, count(*),
    sum(extract(epoch FROM booking.ends_at - booking.starts_at)) / 3600, sum(booking.people)
FROM community_booking AS booking JOIN community_space AS space ON space.id = booking.space_id
JOIN organizations_house AS house ON house.id = space.house_id
JOIN organizations_location AS place ON place.id = house.location_id
WHERE place.municipality_id = %(city)s AND booking.state IN ('confirmed', 'done')
    AND booking.starts_at >= %(since)s AND booking.starts_at < now()
GROUP BY 1, 2
"""
EVENTS = """
SELECT coalesce(event.house_id, space.house_id), count(*), coalesce(sum(day.came), 0)
FROM community_eventdate AS day JOIN community_event AS event ON event.id = day.event_id
LEFT JOIN community_space AS space ON space.id = event.space_id
WHERE event.network_id = %(city)s AND event.state = 'published' AND event.hidden_at IS NULL
    AND day.called_off_at IS NULL
    AND (day.booking_id IS NULL OR EXISTS (
        SELECT FROM community_booking AS booking
        WHERE booking.id = day.booking_id AND booking.state IN ('confirmed', 'done')))
    AND day.starts_at >= %(since)s AND day.starts_at < now() AND coalesce(event.house_id, space.house_id) IS NOT NULL
GROUP BY 1
"""


class HouseFigures(NamedTuple):
    name: str
    rooms: int = 0
    capacity: int = 0
    bookings: int = 0
    hours: int = 0
    people: int = 0
    events: int = 0
    came: int = 0
    raised: int = 0
    used: int = 0


class MonthFigures(NamedTuple):
    month: datetime.date
    hours: int
    people: int


def figures_of(network):
    """([HouseFigures], all together, [MonthFigures of the last twelve months]).

    A fund-raising of several houses is counted for each of them, and once together.
    """
    since = first_month()
    asked = {"city": network.pk, "since": timezone.make_aware(datetime.datetime.combine(since, datetime.time()))}
    hours = rows_of(HOURS, asked)
    events = {house: (days, came) for house, days, came in rows_of(EVENTS, asked)}
    money = money_of(network)
    rows = [of_house(row, hours, events, money) for row in rows_of(ROOMS, asked)]
    return rows, together(rows, money), by_month(since, hours)


def first_month():
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return datetime.date(year, month + 1, 1)


def rows_of(sql, asked):
    with connections[router.db_for_read(Fundraising)].cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def money_of(network) -> dict:
    """{fund-raising: ({houses}, raised, used)}; two queries."""
    rows = Fundraising.objects.shown().filter(network=network).with_sums().prefetch_related("houses")
    return {each.pk: ({house.pk for house in each.houses.all()}, each.raised, each.used) for each in rows}


def of_house(row, hours, events, money):
    pk, name, rooms, capacity = row
    booked = [(count, length, people) for house, _month, count, length, people in hours if house == pk]
    bookings, length, people = (sum(column) for column in zip(*booked, strict=True)) if booked else (0, 0, 0)
    of_it = [(raised, used) for houses, raised, used in money.values() if pk in houses]
    raised, used = (sum(column) for column in zip(*of_it, strict=True)) if of_it else (0, 0)
    told = (rooms, capacity, bookings, length, people, *events.get(pk, (0, 0)), raised, used)
    return HouseFigures(name, *map(round, told))


def together(rows, money):
    sums = [sum(getattr(each, name) for each in rows) for name in HouseFigures._fields[1:-2]]
    once = [(raised, used) for houses, raised, used in money.values() if houses]
    raised, used = (sum(column) for column in zip(*once, strict=True)) if once else (0, 0)
    return HouseFigures("", *sums, round(raised), round(used))


def by_month(since, hours):
    first = since.year * 12 + since.month - 1
    months = [datetime.date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS)]
    found = {each: [row for row in hours if row[1] == each] for each in months}
    return [MonthFigures(m, round(sum(r[3] for r in rows)), sum(r[4] for r in rows)) for m, rows in found.items()]
