"""Who has a space when, in calendar programs (RFC 5545): organisations by name, persons never."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from organizations.hours.calendars import HOST, book

KEPT = datetime.timedelta(days=60)  # of what is past


def calendar_of(space) -> bytes:
    since = timezone.now() - KEPT
    rows = space.bookings.holding().filter(ends_at__gt=since).select_related("organization").order_by("starts_at")
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
