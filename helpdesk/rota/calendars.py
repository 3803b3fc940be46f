"""The rota in calendar programs (RFC 5545), at an address of one person's own that can be taken back."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from helpdesk.models import Shift, ShiftAssignment
from organizations.hours.calendars import HOST, book
from organizations.hours.local_time import ROME

KEPT = datetime.timedelta(days=60)  # of what is past
State = ShiftAssignment.State
STATUS = {State.SEEKING_COVER: "TENTATIVE", State.CANCELLED: "CANCELLED", State.EXCUSED: "CANCELLED"}


def shifts_of_person(user) -> bytes:
    """What the person has, and what they had and is off, so that programs take it away."""
    rows = ShiftAssignment.objects.of(user).filter(during__endswith__gt=timezone.now() - KEPT)
    events = [event_of_place(each) for each in rows.select_related("shift__community_point__location")]
    return book(_("I miei turni"), "turni", events)


def shifts_of_desk(desk) -> bytes:
    """How many come and are missing; names stay on the portal."""
    coming = Shift.objects.filter(community_point=desk, during__endswith__gt=timezone.now() - KEPT)
    coming = coming.select_related("community_point__location").with_coming().order_by("during", "pk")
    return book(str(desk), "turni", [event_of_shift(each, desk) for each in coming])


def event_of_place(assignment) -> Event:
    shift = assignment.shift
    event = event_of(assignment, _("Turno: %(desk)s") % {"desk": shift.community_point}, shift)
    event.add("status", STATUS.get(assignment.state, "CONFIRMED"))
    event.add("sequence", assignment.sequence)
    event.add("last-modified", assignment.changed_at)
    return event


def event_of_shift(shift, desk) -> Event:
    words = _("%(desk)s: %(coming)s su %(seats)s") % {"desk": desk, "coming": shift.coming, "seats": shift.seats}
    event = event_of(shift, words, shift)
    event.add("status", "CANCELLED" if shift.cancelled_at else "CONFIRMED")
    event.add("sequence", int(bool(shift.cancelled_at)))
    return event


def event_of(thing, words, shift) -> Event:
    desk = shift.community_point
    event = Event()
    event.add("uid", f"{thing.pk}@{HOST}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", thing.during.lower.astimezone(ROME))
    event.add("dtend", thing.during.upper.astimezone(ROME))
    event.add("summary", words)
    event.add("location", ", ".join(filter(None, [str(desk), desk.location.address])))
    event.add("url", settings.SITE_URL + reverse("helpdesk:shift_detail", args=[desk.slug, shift.pk]))
    return event
