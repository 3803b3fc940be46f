"""Events in calendar programs (RFC 5545) and to machines that read pages (schema.org): each day is one of its own."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event as Entry

from community.models import EventDate
from organizations.hours.calendars import HOST, MOST, book, book_to_follow, window
from organizations.hours.local_time import ROME
from services.structured_data import address_of, stated

SCHEMA = "https://schema.org/"


def calendar_of(event) -> bytes:
    dates = event.dates.select_related("booking")
    return book(event.title, "eventi", [entry_of(each, event) for each in dates])


def feed_of(network) -> bytes:
    """What takes place in a city, with what was cancelled, so that programs take it away."""
    dates = EventDate.objects.between(*window()).filter(event__network=network, event__in=network.events.shown())
    rows = dates.for_reading().soonest_first()[:MOST]
    return book_to_follow(_("Eventi di %s") % network, "eventi", [entry_of(each, each.event) for each in rows])


def entry_of(date, event) -> Entry:
    entry = Entry()
    entry.add("uid", f"evento-{event.pk}-{date.pk}@{HOST}")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", date.starts_at.astimezone(ROME))
    entry.add("dtend", date.ends_at.astimezone(ROME))
    entry.add("summary", event.title)
    entry.add("location", event.where or event.online_link)
    entry.add("status", status_of(date, event))
    entry.add("sequence", event.sequence)
    entry.add("last-modified", event.changed_at)
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    if words := "\n\n".join(filter(None, [event.reason, event.words, event.price, event.online_link])):
        entry.add("description", words)
    return entry


def status_of(date, event):
    if event.is_cancelled or date.is_off:
        return "CANCELLED"
    return "TENTATIVE" if date.waits_for_its_room else "CONFIRMED"


def event_data(event, date):
    """Of its next day, or its last."""
    status = "EventCancelled" if event.is_cancelled or date.is_off else "EventScheduled"
    place = stated({"@type": "Place", "name": event.where, "address": event.spot and address_of(event.spot)})
    online = stated({"@type": "VirtualLocation", "url": event.online_link})
    mode = "OnlineEventAttendanceMode" if not event.where else "OfflineEventAttendanceMode"
    return stated(
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": event.title,
            "description": event.words,
            "startDate": timezone.localtime(date.starts_at).isoformat(),
            "endDate": timezone.localtime(date.ends_at).isoformat(),
            "eventStatus": SCHEMA + status,
            "eventAttendanceMode": SCHEMA + mode,
            "location": place if event.where else online,
            "isAccessibleForFree": event.is_free,
            "organizer": {"@type": "Organization", "name": str(event.organiser)},
            "url": settings.SITE_URL + event.get_absolute_url(),
        }
    )
