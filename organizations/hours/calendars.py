"""Opening hours in calendar programs (RFC 5545): the openings of a year, told as weekly events with their exceptions.

The rule stays where it is, in the database; what repeats is found in what it answers.
"""

import datetime
import itertools
import math

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from .local_time import ROME
from .openings import openings

HOST = "puntocomunita"
A_WEEK = datetime.timedelta(weeks=1)
AHEAD = datetime.timedelta(days=366)
KEPT = datetime.timedelta(weeks=4)  # of what is past, so that programs take away what was called off
MOST = 500  # entries of a calendar to follow
ANEW = datetime.timedelta(days=1)  # how often a program asks again


def hours_of_point(point, today) -> bytes:
    """When it is certainly open, for a year from the Monday of this week; one query. Nothing where nobody knows."""
    timetable = point.opening_hours and point.opening_hours.timetable_id
    monday = today - datetime.timedelta(days=today.weekday())
    found = openings(timetable, monday, today + AHEAD).spans
    events = [event_of(point, starts, end) for starts, end in alike(found)]
    return book(_("Orari: %(point)s") % {"point": point}, "orari", events)


def alike(spans):
    """[(starts of the openings of the same weekday and hours, end of the first)], on the clock of Rome.

    One of a night in which the clock changes is like no other.
    """
    groups = {}
    for start, end in spans:
        here, there = start.astimezone(ROME), end.astimezone(ROME)
        same = here.weekday(), here.time(), there.time(), end - start
        groups.setdefault(same, ([], there))[0].append(here)
    return groups.values()


def event_of(point, starts, end) -> Event:
    first, event = starts[0], Event()
    lasting = end.astimezone(datetime.UTC) - first.astimezone(datetime.UTC)  # in a night in which the clock changes too
    event.add("uid", f"{point.pk}.{first:%a%H%M}-{end:%H%M}.{lasting.total_seconds():.0f}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", first)
    event.add("dtend", end)
    for name, value in repetition(starts):
        event.add(name, value)
    event.add("summary", _("%(point)s: aperto") % {"point": point})
    event.add("location", ", ".join(filter(None, [str(point), point.location.address])))
    event.add("url", settings.SITE_URL + point.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    return event


def repetition(starts):
    """Every so many weeks but for some days; or, where that is longer, the days themselves."""
    if len(starts) == 1:
        return []
    weeks = [(later.date() - start.date()) // A_WEEK for start, later in itertools.pairwise(starts)]
    every = math.gcd(*weeks)
    days = [starts[0] + number * A_WEEK for number in range(0, sum(weeks) + 1, every)]
    but = sorted(set(days) - set(starts))
    if len(but) > len(starts):
        return [("rdate", starts[1:])]
    rule = {"freq": "weekly", "interval": every, "until": starts[-1].astimezone(datetime.UTC)}
    return [("rrule", rule), *([("exdate", but)] if but else [])]


def window():
    """From when to when a calendar to follow goes."""
    now = timezone.now()
    return now - KEPT, now + AHEAD


def book_to_follow(name, of, events) -> bytes:
    """Of the window, in the order of time; it says itself how far it goes."""
    words = _("Da quattro settimane fa a un anno da oggi, non più di %(most)s appuntamenti.") % {"most": MOST}
    return book(name, of, events, words=words)


def book(name, of, events, method="PUBLISH", words="") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{HOST}//{of}//IT")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if method == "PUBLISH":  # one event by mail is no calendar to follow
        calendar.add("x-wr-calname", name)
        if words:
            calendar.add("x-wr-caldesc", words)
        calendar.add("refresh-interval", ANEW, parameters={"VALUE": "DURATION"})
    year = timezone.localdate().year
    days = datetime.date(year - 1, 1, 1), datetime.date(year + 2, 1, 1)
    calendar.add_component(Timezone.from_tzinfo(ROME, "Europe/Rome", *days))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()
