"""Who has a space when, in calendar programs (RFC 5545): organisations by name, persons never."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from community.models import Booking
from organizations.hours.calendars import HOST, book

KEPT = datetime.timedelta(days=60)  # of what is past
AHEAD = datetime.timedelta(days=367)  # nothing is booked later


def calendar_of(space) -> bytes:
    """Also when who has what it is a part of, or a part of it, keeps others out."""
    now = timezone.now()
    rows = Booking.objects.holding().keeping_out_of(space, now - KEPT, now + AHEAD).select_related("organization")
    return book(f"{space.house}, {space}", "prenotazioni", [event_of(each) for each in rows])


def event_of(booking) -> Event:
    event = Event()
    event.add("uid", f"prenotazione-{booking.pk}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", booking.said_holder or _("Occupata"))
    event.add("status", "CONFIRMED" if booking.state == booking.State.CONFIRMED else "TENTATIVE")
    return event
