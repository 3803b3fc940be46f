"""The job of the night killed while it makes shifts: a desk has them all or none, and the next night makes the rest."""

import datetime
import signal
import subprocess
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from helpdesk.models import DeskSchedule, Shift
from organizations.hours import compile_opening_hours
from tests.factories import CommunityPointFactory, OpeningHoursFactory, ScheduleFactory
from tests.services.test_import_killed import program

from .factories import DeskScheduleFactory, ShiftFactory

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"  # for us
THERE = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"


def desk_open_daily(name):
    """With a shift that nobody is in and the hours do not say: the job takes it away before it makes others."""
    opening_hours = OpeningHoursFactory(on_holidays="open")
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    at = {"opens_at": datetime.time(9), "closes_at": datetime.time(12)}
    ScheduleFactory(opening_hours=opening_hours, byday=days, **at)
    compile_opening_hours(opening_hours)
    point = CommunityPointFactory(name=name, slug=name.lower(), opening_hours=opening_hours)
    DeskScheduleFactory(community_point=point, weeks_ahead=2)
    ShiftFactory(community_point=point, start=at_hour(20, days=1))
    return point


def at_hour(hour, days):
    day = timezone.localdate() + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def answer(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def wait_for(condition):
    end = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < end, "Nothing of the kind for a minute."
        time.sleep(0.02)
    return found


def said(point):
    """(how many by the rule, how many that the hours do not say, until when they are made)."""
    shifts = [timezone.localtime(each.during.lower).hour for each in Shift.objects.filter(community_point=point)]
    return shifts.count(9), shifts.count(20), DeskSchedule.objects.get(community_point=point).generated_until


def test_killed_while_it_makes_the_shifts_of_a_desk_it_has_made_none_there_and_the_next_night_does():
    first, second = desk_open_daily("Alfa"), desk_open_daily("Beta")

    with transaction.atomic():
        ShiftFactory(community_point=second, start=at_hour(9, days=5), is_extra=True)  # the job waits to see it stay
        job = program("manage.py", "make_shifts", stdout=subprocess.DEVNULL)
        (backend,) = wait_for(lambda: answer(WAITING))
        job.send_signal(signal.SIGKILL)
        job.wait()
        transaction.set_rollback(True)
    wait_for(lambda: not answer(THERE, backend))
    killed = job.returncode, said(first), said(second)
    call_command("make_shifts", stdout=StringIO())

    until = timezone.localdate() + datetime.timedelta(days=13)
    made = said(first)
    assert killed == (-signal.SIGKILL, made, (0, 1, None))
    assert (made[0] in (13, 14), made[1:], said(second)) == (True, (0, until), made)
