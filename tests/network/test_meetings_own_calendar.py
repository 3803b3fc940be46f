"""The meetings of one person in their calendar program, by a secret address that they take back."""

import datetime
import io

import pytest
import recurring_ical_events
from django.core.management import call_command
from icalendar import Calendar

from accounts.access import Role
from accounts.personal_data import everything_held
from network.meetings import actions
from network.models import Meeting, MeetingCalendar
from organizations.hours.local_time import ROME
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory, UserFactory

from .factories import MembershipFactory
from .meeting_factories import MeetingFactory, MeetingInvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership():
    return MembershipFactory(organization=OrganizationFactory(name="Emporio", email="emporio@example.org"))


@pytest.fixture
def anna(membership):
    return MemberFactory(organization=membership.organization, role=Role.OWNER, user__name="Anna").user


@pytest.fixture
def invitation(membership):
    return MeetingInvitationFactory(
        meeting=MeetingFactory(network=membership.network, online_link="https://video.example/sala"),
        organization=membership.organization,
    )


def answer(invitation, partstat):
    actions.answer(invitation=invitation, partstat=partstat)


def events(client, user):
    """What a calendar program shows that follows the address, in the order of time."""
    response = client.get(f"/calendario-riunioni/{MeetingCalendar.new_for(user)}.ics")
    start = datetime.date.today() - datetime.timedelta(days=90)
    found = recurring_ical_events.of(Calendar.from_ical(response.content)).between(
        start, start + datetime.timedelta(days=400)
    )
    return sorted(found, key=lambda event: event["dtstart"].dt)


def told(event):
    return str(event["uid"]), str(event["status"]), event["sequence"], event["dtstart"].dt


def test_calendar_has_where_one_comes_and_follows_what_changes(client, anna, membership, invitation):
    meeting, uid = invitation.meeting, f"{invitation.meeting.pk}@puntocomunita"
    MeetingInvitationFactory(meeting=MeetingFactory(network=membership.network), organization=membership.organization)
    seen = [events(client, anna)]

    for partstat in ("ACCEPTED", "TENTATIVE", "DECLINED", "ACCEPTED"):
        answer(invitation, partstat)
        seen.append(events(client, anna))
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.dtstart += datetime.timedelta(days=1)
    meeting.dtend += datetime.timedelta(days=1)
    actions.change_meeting(by=anna, meeting=meeting)
    seen.append(events(client, anna))
    actions.cancel_meeting(by=anna, meeting=meeting, reason="Nevica")
    seen.append(events(client, anna))

    start = invitation.meeting.dtstart.astimezone(ROME)
    moved = start + datetime.timedelta(days=1)
    assert [[told(each) for each in found] for found in seen] == [
        [],
        [(uid, "CONFIRMED", 0, start)],
        [(uid, "TENTATIVE", 0, start)],
        [],
        [(uid, "CONFIRMED", 0, start)],
        [(uid, "CONFIRMED", 1, moved)],
        [(uid, "CANCELLED", 2, moved)],
    ]
    assert "https://video.example/sala" in seen[1][0]["description"]


@pytest.mark.parametrize("meetings", [1, 3])
def test_calendar_holds_each_meeting_once_for_oneself_and_for_who_one_keeps(
    client, anna, membership, meetings, django_assert_num_queries
):
    for _number in range(meetings):
        meeting = MeetingFactory(network=membership.network)
        answer(MeetingInvitationFactory(meeting=meeting, organization=membership.organization), "ACCEPTED")
        answer(MeetingInvitationFactory(meeting=meeting, organization=None, user=anna), "TENTATIVE")
        answer(MeetingInvitationFactory(meeting=meeting), "ACCEPTED")
    secret = MeetingCalendar.new_for(anna)

    with django_assert_num_queries(3):  # whose it is, what they keep, the invitations
        response = client.get(f"/calendario-riunioni/{secret}.ics")

    found = Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(each["status"]) for each in found] == ["CONFIRMED"] * meetings
    assert (response["X-Robots-Tag"], "no-store" in response["Cache-Control"]) == ("noindex", True)


def test_address_is_shown_once_and_taken_back(client, anna, membership, invitation):
    answer(invitation, "ACCEPTED")
    client.force_login(anna)
    page = f"/rete/{membership.network.slug}/riunioni/calendario/"
    first, second = (client.post(page, {"step": "new"}).context["addresses"][0][1] for _time in range(2))
    client.logout()
    answers = [client.get(first).status_code, client.get(second).status_code]
    client.force_login(anna)
    again = client.get(page)

    client.post(page, {"step": "take_back"})

    assert (answers, client.get(second).status_code, MeetingCalendar.objects.count()) == ([404, 200], 404, 0)
    assert (again.context["addresses"], "Toglilo" in again.text) == ("", True)


def test_page_of_the_address_is_of_members_and_linked_for_them(client, anna, membership):
    page, listed = (f"/rete/{membership.network.slug}/riunioni/{path}" for path in ("calendario/", ""))
    volunteer = MandateFactory(community_point=CommunityPointFactory(location__municipality=membership.network)).user
    people = {"member": anna, "desk": volunteer, "other": UserFactory()}

    seen = {}
    for name, user in people.items():
        client.force_login(user)
        seen[name] = client.get(page).status_code, page in client.get(listed).text

    assert seen == {"member": (200, True), "desk": (200, True), "other": (403, False)}


def test_address_is_on_record_for_its_person_and_goes_when_they_have_no_place(anna):
    gone = UserFactory()
    desk = MandateFactory(community_point=CommunityPointFactory()).user
    for user in (anna, gone, desk):
        MeetingCalendar.new_for(user)

    held = everything_held(anna)["Indirizzo per il calendario delle riunioni"]
    call_command("erase_expired", stdout=io.StringIO())

    assert held == [{"dal": anna.meeting_calendar.created_at}]
    assert set(MeetingCalendar.objects.values_list("user", flat=True)) == {anna.pk, desk.pk}
