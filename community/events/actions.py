"""An event is written, published, changed and cancelled; its days take and give back the rooms that they are in."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.access import KEEP_HOUSE
from community.models import Block, Booking, Event, EventDate, GroupMembership, Topic
from community.notices.telling import tell
from community.once import all_of, one_at_a_time, with_the_same
from community.revising import read
from community.spaces import actions as spaces
from community.spaces.letters import tell_house
from services.listings import refresh_listings

from . import coming

State = Event.State
WRITTEN = ["title", "words", "capacity", "price", "is_free", "online_link", "location", "address", "quarter"]
WRITTEN += ["changed_at", "sequence"]


class Settled(Exception):
    """Somebody else did it in between, or it is over."""


class RoomTaken(Exception):
    """The room is had by others on some of the days: `lost` has what `spaces.actions.Taken` says of each."""

    def __init__(self, lost):
        super().__init__()
        self.lost = lost


@transaction.atomic
def write(*, by, event, days, topics, targets, people=1, skip_taken=False, publish=False) -> Event:
    """`days` are (start, end), `people` how many are expected in the room. RoomTaken keeps nothing."""
    one_at_a_time(by)
    if before := sent_before(by, event, days, topics, targets, skip_taken):
        return before
    event.written_by, event.state = by, State.DRAFT
    event.save()
    event.topics.set(topics)
    event.targets.set(targets)
    add_days(event, days, by, people, skip_taken)
    if publish:
        _publish(event)
        refresh_listings(events=[event.pk])
    return event


def sent_before(by, event, days, topics, targets, skip_taken) -> Event | None:
    """The one that says all of it; where taken days are skipped, on as many of them as it got."""
    own = ["written_by", "state", "published_at", "changed_at", "sequence"]
    standing = Event.objects.exclude(state=State.CANCELLED).filter(written_by=by, **all_of(event, *own))
    rows = standing.prefetch_related("dates", "topics", "targets")
    theirs = {row: {(each.starts_at, each.ends_at) for each in row.dates.all()} for row in rows}
    same = [each for each in theirs if theirs[each] == set(days) or skip_taken and theirs[each] < set(days)]
    return with_the_same(same, topics=topics, targets=targets)


@transaction.atomic
def publish(*, event):
    """Those who take part in what it comes from are told."""
    if locked(event).state != State.DRAFT:
        raise Settled
    _publish(event)
    refresh_listings(events=[event.pk])


@transaction.atomic
def mend(*, by, event, revision, topics, targets):
    """What the form has put on the event is kept; calendar programs, and who comes, learn that it changed."""
    before = read(event, revision)
    if before.state == State.CANCELLED:
        raise Settled
    touch(event)
    coming.kept(lambda: event.save(update_fields=WRITTEN))
    event.topics.set(topics)
    event.targets.set(targets)
    tell_of_change(event, before, by)
    for date in event.dates.coming():
        coming.call_who_waits(date)
    refresh_listings(events=[event.pk])


@transaction.atomic
def add_day(*, by, event, start, end, people=1):
    if locked(event).state == State.CANCELLED:
        raise Settled
    add_days(event, [(start, end)], by, people, skip_taken=False)
    touch(event)
    event.save()
    refresh_listings(events=[event.pk])


@transaction.atomic
def call_off(*, by, date):
    """One day of several; the room is free again."""
    locked(date.event)
    off = {"called_off_at": timezone.now(), "came": None, "counted_at": None}
    if not EventDate.objects.filter(pk=date.pk, called_off_at=None).coming().update(**off):
        raise Settled
    if date.booking and date.booking.holds:
        spaces.give_back(by=by, booking=date.booking)
    touch(date.event)
    date.event.save()
    tell_that_it_is_off(date, _("Un giorno a cui vieni non si fa"))
    refresh_listings(events=[date.event_id])


@transaction.atomic
def cancel(*, by, event, reason):
    """It stays where it was found, and says that it is off; its rooms are free again."""
    if locked(event).state != State.PUBLISHED:
        raise Settled
    held = Booking.objects.filter(event_date__event=event).holding().coming().order_by("starts_at", "pk")
    for booking in held.select_related("space__house__location__municipality", "booked_by"):
        spaces.give_back(by=by, booking=booking, reason=reason)
    touch(event)
    event.state, event.reason = State.CANCELLED, reason
    event.save()
    for date in event.dates.filter(called_off_at=None).coming():
        date.event = event
        tell_that_it_is_off(date, _("Un evento a cui vieni è annullato"))
    tell_who_wrote_it(event, by, _("Un tuo evento è annullato"), reason)
    said = _("«%(title)s» è annullato: %(reason)s") % {"title": event.title, "reason": reason}
    tell_who_takes_part(event, "cancelled", _("Un evento è annullato"), said)
    refresh_listings(events=[event.pk])


def tell_that_it_is_off(date, subject):
    words = " ".join(filter(None, [_("«%(event)s», %(day)s: non si fa."), date.event.reason.replace("%", "%%")]))
    coming.tell_guests(coming.of_day(date), date, "off", subject, words)


def tell_of_change(event, before, by):
    """Who comes hears where it is now and what it costs, who wrote it that another changed it."""
    tell_who_wrote_it(event, by, _("Un tuo evento è cambiato"), _("L’ha cambiato chi coordina la città."))
    if (before.where, before.online_link) != (event.where, event.online_link):
        words = _("«%(event)s», %(day)s, è cambiato: guarda dove ci si vede.")
        tell_who_comes(event, "moved", _("È cambiato dove ci si vede"), words)
    if before.price != event.price:
        words = _("«%(event)s», %(day)s, è cambiato: guarda quanto costa. Se non vieni più, dillo dalla pagina.")
        tell_who_comes(event, "priced", _("È cambiato quanto costa"), words)


def tell_who_comes(event, what, subject, words):
    """On each day that is still to come."""
    for date in event.dates.filter(called_off_at=None).coming():
        date.event = event
        coming.tell_guests(coming.of_day(date), date, f"{what}-{event.sequence}", subject, words)


def tell_who_wrote_it(event, by, subject, words):
    """Where another, who does not invite with them, had a hand in it."""
    if event.written_by_id not in (None, by.pk) and not Event.objects.kept_by(by).filter(pk=event.pk).exists():
        told = {"key": f"event-{event.pk}-by-another-{event.sequence}", "url": event.get_absolute_url(), "must": True}
        tell([event.written_by], Topic.EVENTS, subject=subject, words=f"«{event.title}»: {words}", **told)


def locked(event):
    return Event.objects.select_for_update(of=["self"]).get(pk=event.pk)


def touch(event):
    event.changed_at, event.sequence = timezone.now(), event.sequence + 1


def _publish(event):
    event.state, event.published_at = State.PUBLISHED, timezone.now()
    event.save()
    tell_who_takes_part(event, "published", _("C’è un nuovo evento"), event.title)


def add_days(event, days, by, people, skip_taken):
    """All of them, or with `skip_taken` those whose room is free; none free is RoomTaken as well."""
    bookings, lost, series = [], [], uuid.uuid4()
    for start, end in days if event.space else []:
        told = {"title": event.title, "people": people, "series": series, "organization": who_books(event)}
        booking = Booking(space=event.space, starts_at=start, ends_at=end, **told)
        try:
            bookings.append(spaces.held(booking, by))
        except spaces.Taken as taken:
            lost.append(taken)
    if lost and not (skip_taken and bookings):
        raise RoomTaken(lost)
    if bookings:
        settle(bookings, by)
        rows = [EventDate(event=event, starts_at=b.starts_at, ends_at=b.ends_at, booking=b) for b in bookings]
    else:
        rows = [EventDate(event=event, starts_at=start, ends_at=end) for start, end in days]
    EventDate.objects.bulk_create(rows)


def who_books(event):
    """The organisation that everybody may read has the room, where there is one."""
    if event.house:
        return event.house.location.organization
    return event.organization or (event.community_point and event.community_point.lead_organization)


def settle(bookings, by):
    """Who keeps the house says yes by writing the event; else the house is asked."""
    waiting = [each for each in bookings if each.state == Booking.State.REQUESTED]
    if not waiting:
        return
    if KEEP_HOUSE.allows(by, waiting[0].space.house.location):
        keys = [each.pk for each in waiting]
        Booking.objects.filter(pk__in=keys).update(state=Booking.State.CONFIRMED, decided_by=by)
    else:
        tell_house(waiting)


def tell_who_takes_part(event, what, subject, words):
    """In the initiative or the group that invites."""
    people = User.objects.none()
    if event.initiative_id:
        people = User.objects.filter(participations__initiative=event.initiative_id)
    elif event.group_id:
        inside = GroupMembership.objects.inside().filter(group=event.group_id)
        apart = Block.objects.people_apart_from(event.written_by_id)
        people = User.objects.filter(pk__in=inside.values("user")).exclude(pk__in=apart)
    told = {"subject": subject, "words": words, "url": event.get_absolute_url()}
    tell(people.exclude(pk=event.written_by_id), Topic.EVENTS, key=f"event-{event.pk}-{what}", **told)
