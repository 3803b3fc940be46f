"""Who has a space when, in calendar programs (RFC 5545): organisations by name, persons never."""

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from community.models import Booking
from organizations.hours.calendars import HOST, MOST, book_to_follow, window


def calendar_of(space) -> bytes:
    """Also when who has what it is a part of, or a part of it, keeps others out."""
    rows = Booking.objects.holding().keeping_out_of(space, *window()).select_related("organization")
    entries = [event_of(each) for each in rows[:MOST]]
    return book_to_follow(f"{space.house}, {space}", "prenotazioni", entries)


def calendar_of_house(house) -> bytes:
    """Of all its rooms, each entry with the name of its own."""
    rows = Booking.objects.holding().of_house(house).between(*window()).select_related("organization", "space")
    return book_to_follow(str(house), "prenotazioni", [event_of(each, each.space) for each in rows[:MOST]])


def event_of(booking, room="") -> Event:
    """Among other rooms it says which one it is in."""
    holder = booking.said_holder or _("Occupata")
    event = Event()
    event.add("uid", f"prenotazione-{booking.pk}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", f"{room}: {holder}" if room else holder)
    event.add("status", "CONFIRMED" if booking.state == booking.State.CONFIRMED else "TENTATIVE")
    return event
