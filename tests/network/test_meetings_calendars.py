"""Meetings as other programs read them: iCalendar on the portal, and by mail with changes and cancellations."""

import datetime
from urllib.parse import urlsplit

import pytest
import recurring_ical_events
from django.core import mail
from icalendar import Calendar

from network.meetings import actions, calendars
from network.meetings.links import address_for
from network.models import MeetingInvitation
from organizations.hours.local_time import ROME
from tests.factories import UserFactory

from .factories import MembershipFactory
from .meeting_factories import MeetingFactory, MeetingInvitationFactory, in_days

pytestmark = pytest.mark.django_db


def read(content):
    """The calendar and its events in the order of time, as `recurring-ical-events` unrolls them."""
    calendar = Calendar.from_ical(content)
    start = datetime.date.today() - datetime.timedelta(days=90)
    events = recurring_ical_events.of(calendar).between(start, start + datetime.timedelta(days=400))
    return calendar, sorted(events, key=lambda event: event["dtstart"].dt)


def by_mail(letter):
    """(method of the part, method inside, the event) of an invitation."""
    (part,) = [each for each in letter.message().walk() if each.get_content_type() == "text/calendar"]
    calendar, (event,) = read(part.get_payload(decode=True))
    return part.get_param("method"), str(calendar["method"]), event


def path_of(address):
    return urlsplit(address).path


def test_feed_holds_what_is_open_to_anyone_with_what_is_off(client):
    network = MembershipFactory().network
    meeting = MeetingFactory(network=network, is_public=True, title="Assemblea; di tutte, e tutti")
    MeetingFactory(network=network, title="Solo della rete")
    off = MeetingFactory(network=network, is_public=True, status="CANCELLED", reason="Neve", sequence=2, past=True)

    response = client.get(f"/rete/{network.slug}/riunioni.ics")
    calendar, events = read(response.content)

    assert (response["Content-Type"], str(calendar["method"])) == ("text/calendar; charset=utf-8", "PUBLISH")
    assert [
        (str(each["uid"]), str(each["summary"]), str(each["status"]), each["sequence"], each["dtstart"].dt)
        for each in events
    ] == [
        (f"{off.pk}@puntocomunita", off.title, "CANCELLED", 2, off.dtstart.astimezone(ROME)),
        (f"{meeting.pk}@puntocomunita", meeting.title, "CONFIRMED", 0, meeting.dtstart.astimezone(ROME)),
    ]


def test_feed_goes_from_four_weeks_ago_to_a_year_ahead_and_says_so(client, monkeypatch):
    network = MembershipFactory().network
    days = (29, 27, -300, -365, -370)
    meetings = [MeetingFactory(network=network, is_public=True, dtstart=in_days(-each)) for each in days]

    whole = Calendar.from_ical(client.get(f"/rete/{network.slug}/riunioni.ics").content)
    monkeypatch.setattr(calendars, "MOST", 2)
    cut = Calendar.from_ical(client.get(f"/rete/{network.slug}/riunioni.ics").content)

    inside = [f"{each.pk}@puntocomunita" for each in meetings[1:4]]
    assert [[str(each["uid"]) for each in one.walk("VEVENT")] for one in (whole, cut)] == [inside, inside[:2]]
    assert str(whole["x-wr-caldesc"]) == "Da quattro settimane fa a un anno da oggi, non più di 500 appuntamenti."


def test_calendar_of_a_meeting_of_members_is_not_there_for_others(client):
    meeting = MeetingFactory(network=MembershipFactory().network)
    public = MeetingFactory(network=meeting.network, is_public=True)

    answers = [client.get(f"{each.get_absolute_url()}riunione.ics") for each in (meeting, public)]

    assert [each.status_code for each in answers] == [404, 200]
    assert [str(each["uid"]) for each in read(answers[1].content)[1]] == [f"{public.pk}@puntocomunita"]


def test_invitation_change_and_cancellation_are_the_same_event_to_a_calendar(django_capture_on_commit_callbacks):
    by, meeting = UserFactory(), MeetingFactory()
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(by=by, meeting=meeting, people=[by])
    actions.answer(by=by, invitation=MeetingInvitation.objects.get(), partstat="ACCEPTED")
    meeting.dtstart += datetime.timedelta(days=1)
    meeting.dtend += datetime.timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_meeting(by=by, meeting=meeting)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel_meeting(by=by, meeting=meeting, reason="Nevica")

    said = [by_mail(each) for each in mail.outbox]
    assert [
        (outer, inner, str(each["uid"]), each["sequence"], str(each["status"]), each["attendee"].params["PARTSTAT"])
        for outer, inner, each in said
    ] == [
        ("REQUEST", "REQUEST", f"{meeting.pk}@puntocomunita", 0, "CONFIRMED", "NEEDS-ACTION"),
        ("REQUEST", "REQUEST", f"{meeting.pk}@puntocomunita", 1, "CONFIRMED", "ACCEPTED"),
        ("CANCEL", "CANCEL", f"{meeting.pk}@puntocomunita", 2, "CANCELLED", "ACCEPTED"),
    ]
    assert said[1][2]["dtstart"].dt - said[0][2]["dtstart"].dt == datetime.timedelta(days=1)
    assert {(str(each["attendee"]), str(each["organizer"])[:7]) for _outer, _inner, each in said} == {
        (f"mailto:{by.email}", "mailto:")
    }


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_who_has_the_link_answers_without_an_account(client, django_capture_on_commit_callbacks, partstat):
    meeting = MeetingFactory()
    invitation = MeetingInvitationFactory(meeting=meeting, email="emporio@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(by=UserFactory(), meeting=meeting)
    link = path_of(by_mail(mail.outbox[0])[2]["url"])

    looked = client.get(link)
    unchanged = MeetingInvitation.objects.get().partstat
    said = client.post(link, {"partstat": partstat, "words": "Siamo in due"})
    nothing = client.post(link, {"partstat": "FORSE"})

    invitation.refresh_from_db()
    assert (looked.status_code, unchanged, said.context["done"], nothing.status_code) == (
        200,
        "NEEDS-ACTION",
        True,
        422,
    )
    assert (invitation.partstat, invitation.words) == (partstat, "Siamo in due")
    assert looked["X-Robots-Tag"] == "noindex"
    assert link in mail.outbox[0].body


def test_link_that_is_not_ours_and_a_meeting_that_has_begun_take_no_answer(client):
    over = MeetingInvitationFactory(meeting=MeetingFactory(past=True))
    link = path_of(address_for(over))

    answers = [client.get("/invito-riunione/altro/"), client.get(link), client.post(link, {"partstat": "ACCEPTED"})]

    assert [each.status_code for each in answers] == [404, 200, 409]
    assert MeetingInvitation.objects.get().partstat == "NEEDS-ACTION"
