"""Hours against an oracle in Python: what may be written down, how long it was, on the days of daylight saving too."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import HoursEntry, Side
from community.pacts import giving

from .pacts_factories import PactFactory, signed

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
FIRST = datetime.date(2026, 10, 24)  # the night after it the clock goes back
SPRING, AUTUMN = datetime.date(2026, 3, 29), datetime.date(2026, 10, 25)
clock = st.builds(datetime.time, st.integers(3, 23), st.sampled_from([0, 30]))
wanted = st.lists(st.tuples(st.integers(-1, 3), clock, clock), min_size=1, max_size=12)


def oracle(kept, day, start, end):
    """Whether it may be, beside those that are kept."""
    minutes = lasting(day, start, end)
    same = [each for each in kept if each[0] == day]
    apart = all(end <= other or until <= start for _day, other, until in same)
    within = FIRST <= day <= FIRST + datetime.timedelta(days=2)
    return start < end and within and apart and minutes + sum(lasting(*each) for each in same) <= 720


def lasting(day, start, end):
    begins, ends = (datetime.datetime.combine(day, each, ROME).timestamp() for each in (start, end))
    return round((ends - begins) / 60)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(wanted)
def test_hours_are_kept_or_refused_as_the_oracle_says(db, wanted):
    with transaction.atomic():
        pact = signed(PactFactory(starts_on=FIRST, ends_on=FIRST + datetime.timedelta(days=2)))
        kept = []
        for ahead, start, end in wanted:
            entry = (FIRST + datetime.timedelta(days=ahead), start, end)
            if written(pact, *entry):
                assert oracle(kept, *entry)
                kept.append(entry)
            else:
                assert not oracle(kept, *entry)
        rows = HoursEntry.objects.order_by("pk").values_list("day", "starts", "ends", "minutes")
        assert list(rows) == [(*each, lasting(*each)) for each in kept]
        transaction.set_rollback(True)


def written(pact, day, start, end):
    try:
        giving.write_down(by=pact.participant, pact=pact, side=Side.PARTICIPANT, day=day, starts=start, ends=end)
    except giving.Refused:
        return False
    return True


@pytest.mark.parametrize(("day", "minutes"), [(SPRING, 240), (AUTUMN, 360), (FIRST, 300)])
def test_hours_of_a_night_are_those_that_went_by(day, minutes):
    pact = signed(PactFactory(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 12, 31)))

    assert written(pact, day, datetime.time(0), datetime.time(5))
    assert HoursEntry.objects.get().minutes == minutes


def test_hours_that_the_clock_skips_are_refused_in_words(client):
    pact = signed(PactFactory(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 12, 31)))
    client.force_login(pact.participant)
    page = f"/comunita/{pact.network.slug}/patti/{pact.pk}/ore/"

    response = client.post(page, {"day": SPRING.isoformat(), "starts": "02:30", "ends": "03:10", "words": ""})

    said = response.context["form"].errors["ends"]
    assert said == ["In quel giorno queste ore non ci sono: l’orologio è andato avanti."]


def test_minutes_are_counted_by_the_database_alone():
    with time_machine.travel(datetime.datetime(2026, 11, 1, tzinfo=ROME)), connection.cursor() as cursor:
        cursor.execute("SELECT community_minutes('2026-10-25', '00:00', '05:00')")

        assert cursor.fetchone() == (360,)
