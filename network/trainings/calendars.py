"""Courses in calendar programs (RFC 5545): an event for each day, found again by the session and its number."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from network.models import TrainingSession
from organizations.hours.calendars import HOST, MOST, book, book_to_follow, window
from organizations.hours.local_time import ROME


def feed_of(network) -> bytes:
    """With what is off, so that programs take it away; two queries."""
    sessions = TrainingSession.objects.held_between(*window()).filter(training__network=network)
    rows = sessions.select_related("training__network")[:MOST]
    name = _("Corsi della rete di %(network)s") % {"network": network}
    return book_to_follow(name, "corsi", [event for each in rows for event in events_of(each)][:MOST])


def calendar_of(session) -> bytes:
    return book(str(session), "corsi", events_of(session))


def events_of(session) -> list:
    return [event_of(session, day) for day in session.in_order]


def event_of(session, day) -> Event:
    event, many = Event(), len(session.in_order) > 1
    event.add("uid", f"{session.pk}.{day.number}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day.dtstart.astimezone(ROME))
    event.add("dtend", day.dtend.astimezone(ROME))
    event.add("summary", f"{session} ({day.number}/{len(session.in_order)})" if many else str(session))
    event.add("location", session.place)
    event.add("status", session.status)
    event.add("sequence", session.sequence)
    event.add("last-modified", session.changed_at)
    event.add("url", settings.SITE_URL + session.get_absolute_url())
    event.add("description", session.reason or session.training.learns)
    return event
