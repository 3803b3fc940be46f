"""The meetings of a co-design in calendar programs (RFC 5545); nobody says beforehand when one ends."""

from django.conf import settings
from django.utils import timezone
from icalendar import Event

from organizations.hours.calendars import HOST, book
from organizations.hours.local_time import ROME


def calendar_of(codesign) -> bytes:
    return book(codesign.title, "incontri", [entry_of(each, codesign) for each in codesign.meetings.all()])


def entry_of(meeting, codesign) -> Event:
    entry = Event()
    entry.add("uid", f"incontro-{meeting.pk}@{HOST}")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", meeting.at.astimezone(ROME))
    entry.add("summary", codesign.title)
    entry.add("location", meeting.place)
    entry.add("url", settings.SITE_URL + codesign.get_absolute_url())
    if words := "\n\n".join(filter(None, [meeting.words, meeting.outcome])):
        entry.add("description", words)
    return entry
