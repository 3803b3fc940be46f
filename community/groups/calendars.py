"""What a group does together in calendar programs (RFC 5545); nobody says beforehand when it ends, nor who wrote it."""

from django.conf import settings
from django.utils import timezone
from icalendar import Event

from organizations.hours.calendars import HOST, book
from organizations.hours.local_time import ROME


def calendar_of(post) -> bytes:
    return book(post.title, "gruppi", [entry_of(post)])


def entry_of(post) -> Event:
    entry = Event()
    entry.add("uid", f"attivita-{post.pk}@{HOST}")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", post.happens_at.astimezone(ROME))
    entry.add("summary", post.title)
    entry.add("location", post.place)
    entry.add("status", "CANCELLED" if post.state == post.State.WITHDRAWN else "CONFIRMED")
    entry.add("sequence", 1 if post.state == post.State.WITHDRAWN else 0)
    entry.add("url", settings.SITE_URL + post.get_absolute_url())
    if post.words:
        entry.add("description", post.words)
    return entry
