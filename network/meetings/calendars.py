"""Meetings in calendar programs (RFC 5545), and as invitations, changes and cancellations by mail (RFC 5546)."""

import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress, vText

from network.models import MeetingInvitation
from organizations.hours.calendars import HOST, MOST, book, book_to_follow, window
from organizations.hours.local_time import ROME

KEPT = datetime.timedelta(days=60)  # of what is past, for who was there


def feed_of(network) -> bytes:
    """What anyone may come to, with what is cancelled, so that programs take it away; one query."""
    rows = network.meetings.public().between(*window()).select_related("network", "location")
    name = _("Riunioni della rete di %(network)s") % {"network": network}
    return book_to_follow(name, "riunioni", [event_of(each) for each in rows[:MOST]])


def feed_of_person(user) -> bytes:
    """Where they said that they come, or perhaps, for themselves or for an organisation; at most two queries."""
    rows = MeetingInvitation.objects.for_user(user).perhaps_coming().filter(meeting__dtend__gt=timezone.now() - KEPT)
    rows = rows.select_related("meeting__network", "meeting__location").order_by("-partstat")
    sure_last = {each.meeting_id: each for each in rows}
    return book(_("Le mie riunioni"), "riunioni", [event_of_person(each) for each in sure_last.values()])


def event_of_person(invitation) -> Event:
    """With the link to join, which is of who is asked; who comes perhaps has it as not yet sure."""
    meeting = invitation.meeting
    event = event_of(meeting, more=meeting.online_link)
    if invitation.partstat == MeetingInvitation.Partstat.TENTATIVE and not meeting.is_cancelled:
        event["status"] = vText("TENTATIVE")
    return event


def calendar_of(meeting) -> bytes:
    return book(meeting.title, "riunioni", [event_of(meeting)])


def invitation_to(invitation, address) -> bytes:
    """METHOD:REQUEST, and once more with a higher SEQUENCE where it moved; METHOD:CANCEL where it is off."""
    meeting = invitation.meeting
    event = event_of(meeting, address)
    event.add("organizer", organizer_of(meeting))
    event.add("attendee", attendee_of(invitation))
    method = "CANCEL" if meeting.is_cancelled else "REQUEST"
    return book(meeting.title, "riunioni", [event], method=method)


def event_of(meeting, address="", more="") -> Event:
    """`address` is where the reader answers, or the page of the meeting; `more` is said after its words."""
    event = Event()
    event.add("uid", f"{meeting.pk}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.dtstart.astimezone(ROME))
    event.add("dtend", meeting.dtend.astimezone(ROME))
    event.add("summary", meeting.title)
    event.add("location", meeting.where)
    event.add("status", meeting.status)
    event.add("sequence", meeting.sequence)
    event.add("last-modified", meeting.changed_at)
    event.add("url", address or page_of(meeting))
    if words := "\n\n".join(filter(None, [words_of(meeting), more])):
        event.add("description", words)
    return event


def words_of(meeting) -> str:
    because = _("Annullata: %(reason)s") % {"reason": meeting.reason} if meeting.is_cancelled else ""
    return "\n\n".join(filter(None, [because, meeting.theme, meeting.words]))


def page_of(meeting) -> str:
    return settings.SITE_URL + meeting.get_absolute_url()


def organizer_of(meeting) -> vCalAddress:
    who = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    who.params["cn"] = vText(_("Rete di %(network)s") % {"network": meeting.network})
    return who


def attendee_of(invitation) -> vCalAddress:
    """RSVP is false: one answers on the page, for no program reads the mails that come back."""
    who = vCalAddress(f"mailto:{invitation.email}")
    said = {"cn": str(invitation.invited), "role": "REQ-PARTICIPANT", "partstat": invitation.partstat, "rsvp": "FALSE"}
    for name, value in said.items():
        who.params[name] = vText(value)
    return who
