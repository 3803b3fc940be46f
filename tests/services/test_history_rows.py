"""Rows as they were, where what became of them is not known."""

import pytest

from accounts.access import Role
from organizations.models import OrganizationMember, Schedule
from services.history import not_kept
from services.history.rows import rows_after
from services.history.telling import Teller
from services.models import RowChange
from tests.factories import MemberFactory, OpeningHoursFactory, ScheduleFactory


@pytest.mark.django_db
def test_row_that_went_without_a_trace_is_left_out_and_not_half_told():
    member = MemberFactory()
    OrganizationMember.objects.filter(pk=member.pk).update(role=Role.OWNER)
    with not_kept():
        OrganizationMember.objects.filter(pk=member.pk).delete()

    changes = list(RowChange.objects.filter(kind="member", key=str(member.pk)))

    assert (len(changes), rows_after(changes)) == (2, {})
    told = [line.after for change in changes for line in Teller(changes)._lines(change)]
    assert told == ["…", "responsabile dell’organizzazione"]


@pytest.mark.django_db
def test_hours_that_went_without_a_trace_are_silent():
    schedule = ScheduleFactory(opening_hours=OpeningHoursFactory())
    Schedule.objects.filter(pk=schedule.pk).update(byday=["TU"])
    with not_kept():
        Schedule.objects.filter(pk=schedule.pk).delete()

    changes = list(RowChange.objects.filter(kind="schedule", key=str(schedule.pk), verb="update"))

    assert (len(changes), list(Teller(changes)._times(changes))) == (1, [])
