"""What the network holds of who comes to its meetings, and for how long."""

import io

import pytest
from django.core.management import call_command

from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.models import ActionItem, Attendance, MeetingInvitation
from tests.factories import MemberFactory, UserFactory

from .meeting_factories import ActionItemFactory, AttendanceFactory, MeetingFactory, MeetingInvitationFactory, in_days

pytestmark = pytest.mark.django_db


def test_names_go_after_two_years_and_invitations_after_one_and_organizations_stay():
    old, lately = MeetingFactory(dtstart=in_days(-740)), MeetingFactory(dtstart=in_days(-400))
    emporio = AttendanceFactory(meeting=old, name="Anna").organization
    AttendanceFactory(meeting=old, organization=emporio, name="Bruno")
    AttendanceFactory(meeting=old, organization=None, name="Rosa")
    AttendanceFactory(meeting=lately, organization=emporio, name="Anna")
    MeetingInvitationFactory(meeting=lately)
    recent = MeetingInvitationFactory(meeting=MeetingFactory(past=True))

    call_command("erase_expired", stdout=io.StringIO())

    there = Attendance.objects.order_by("meeting__dtstart").values_list("meeting", "organization", "name")
    assert list(there) == [(old.pk, emporio.pk, ""), (lately.pk, emporio.pk, "Anna")]
    assert list(MeetingInvitation.objects.all()) == [recent]


def test_person_who_leaves_the_portal_takes_their_name_from_the_sheets():
    anna = MemberFactory(user=UserFactory(name="Anna Bianchi")).user
    kept = anna.memberships.get().organization
    meeting = MeetingInvitationFactory(organization=None, user=anna).meeting
    AttendanceFactory(meeting=meeting, organization=kept, name="Anna Bianchi")
    AttendanceFactory(meeting=meeting, organization=None, name="Anna Bianchi")
    namesake = AttendanceFactory(meeting=MeetingFactory(past=True), organization=None, name="Anna Bianchi")
    task = ActionItemFactory(owner=anna)
    held = everything_held(anna)

    erase_person(anna)

    assert [row["che cosa"] for row in held["Compiti che ti sono affidati"]] == [task.words]
    assert [str(each) for each in Attendance.objects.filter(meeting=meeting)] == [str(kept)]
    assert (Attendance.objects.filter(pk=namesake.pk).exists(), MeetingInvitation.objects.count()) == (True, 0)
    assert ActionItem.objects.get().done_by is None
