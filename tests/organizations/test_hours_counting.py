"""The days of a rule as Python counts them are those on which the database lets it fall."""

import datetime
import json

import pytest
from django.db import connection

from organizations.hours import timetable_values
from organizations.hours.counting import last_of
from organizations.models import Schedule

FIRST, LAST = datetime.date(2026, 9, 1), datetime.date(2033, 1, 15)  # two leap years, a year of 53 weeks
FALLS = """
SELECT day::date FROM generate_series(%s::date, %s::date, '1 day') day
WHERE opening_rule_falls_on(%s::jsonb, day::date, opening_marks(day::date))
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule",
    [
        {"byday": ["1TU", "-5SA", "SU"]},
        {"byyearday": ["y-366", "y60", "y-1"], "byday": ["MO", "TU", "WE", "TH"]},
        {"bymonthday": ["d-31", "d29"], "every": "month", "interval": 5, "dtstart": "2026-09-01", "wkst": 0},
        {"byweekno": ["1", "52", "53", "-53"], "wkst": 6},
        {"byweekno": ["-1", "53", "14"], "wkst": 2, "byday": ["FR", "SA"]},
        {"byday": ["WE"], "every": "week", "interval": 3, "dtstart": "2026-09-03", "wkst": 3},
    ],
)
def test_rule_falls_where_the_database_lets_it(rule):
    with connection.cursor() as cursor:
        cursor.execute(FALLS, [FIRST, LAST, json.dumps(rule)])
        days = [day for (day,) in cursor.fetchall()]

    counted = [last_of(count, rule, FIRST, LAST) for count in range(1, len(days) + 2, 3)]

    assert counted == [*days, None][::3]


def test_count_of_a_line_that_no_day_keeps_ends():
    line = {"opens_at": datetime.time(9), "closes_at": datetime.time(12), "dtstart": FIRST, "count": 2}
    never = Schedule(freq="MONTHLY", bymonthday=[30], byyearday=[60], **line)

    (rule,) = timetable_values([never])["rules"]

    assert "last" not in rule
