"""A space is booked, confirmed or not, given back. Whether it is free is decided by the database alone."""

import uuid

from django.db import IntegrityError, transaction

from community.events.coming import tell_that_rooms_are_gone
from community.models import Booking, EventDate
from community.revising import read
from services.listings import refresh_listings

from .letters import tell_house, tell_who_booked

State = Booking.State


class Taken(Exception):
    """Somebody has it: `holders` are the bookings in the way, `next_free` the first moment that would do, or None."""

    def __init__(self, booking):
        super().__init__()
        out = Booking.objects.keeping_out_of(booking.space, booking.starts_at, booking.ends_at)
        self.holders = list(out.select_related("organization"))
        self.next_free = booking.space.next_free(booking.starts_at, booking.length)


class Settled(Exception):
    """Somebody else decided it in between, or it is over."""


class Changed(Exception):
    """The space was closed, or made smaller, in between."""


@transaction.atomic
def book(*, by, booking) -> Booking:
    """Held from now on, also while it waits to be confirmed. Taken where another has it."""
    held(booking, by)
    if booking.state == State.REQUESTED:
        tell_house([booking])
    return booking


def book_series(*, by, bookings):
    """Each that is free: (those that are held, those that were taken in between)."""
    series, had, lost = uuid.uuid4(), [], []
    with transaction.atomic():
        for booking in bookings:
            booking.series = series
            try:
                had.append(held(booking, by))
            except Taken:
                lost.append(booking)
        if requested := [each for each in had if each.state == State.REQUESTED]:
            tell_house(requested)
    return had, lost


def held(booking, by):
    booking.booked_by = by
    booking.state = State.REQUESTED if booking.space.needs_approval else State.CONFIRMED
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name
        if broken == "booking_fits_its_space":
            raise Changed from error
        if broken != "space_is_had_by_one_at_a_time":
            raise
        raise Taken(booking) from error
    return booking


@transaction.atomic
def confirm(*, by, booking, series=False) -> list:
    """With `series`, this one and those after it that wait too; here as below, those that were."""
    return shown(moved(booking, series, [State.REQUESTED], State.CONFIRMED, by))


@transaction.atomic
def reject(*, by, booking, reason, series=False) -> list:
    return shown(moved(booking, series, [State.REQUESTED], State.REJECTED, by, reason))


@transaction.atomic
def cancel(*, by, booking, reason="", series=False) -> list:
    """By who has it or who keeps the house; with `series`, this one and those after it."""
    rows = moved(booking, series, Booking.HOLDING, State.CANCELLED, by, reason)
    tell_that_rooms_are_gone(rows)
    return shown(rows)


def give_back(*, by, booking, reason=""):
    """As `cancel`, within a change of its event."""
    moved(booking, False, Booking.HOLDING, State.CANCELLED, by, reason)


@transaction.atomic
def say_how_it_went(*, by, booking, came) -> list:
    row = Booking.objects.select_for_update(of=["self"]).get(pk=booking.pk)
    if row.state != State.CONFIRMED or not row.is_over:
        raise Settled
    Booking.objects.filter(pk=row.pk).update(state=State.DONE if came else State.NO_SHOW, decided_by=by)
    return [row]


def moved(booking, series, before, after, by, reason=""):
    rows = Booking.objects.filter(pk=booking.pk)
    if series and booking.series:
        rows = Booking.objects.filter(series=booking.series, starts_at__gte=booking.starts_at)
    rows = list(rows.filter(state__in=before).coming().select_for_update(of=["self"]).order_by("pk").for_reading())
    if booking.pk not in {each.pk for each in rows}:
        raise Settled
    Booking.objects.filter(pk__in=[each.pk for each in rows]).update(state=after, decided_by=by, reason=reason)
    for row in rows:
        row.state, row.reason = after, reason
    tell_who_booked(rows, by)
    return rows


@transaction.atomic
def describe(*, house, revision):
    """What the form has put on it."""
    read(house, revision)
    house.save(update_fields=["name", "words"])
    refresh_listings(houses=[house.pk])


@transaction.atomic
def add_room(*, space):
    space.save()
    refresh_listings(houses=[space.house_id])


@transaction.atomic
def mend(*, space, revision):
    """What the form has put on it."""
    read(space, revision)
    space.save()
    refresh_listings(houses=[space.house_id])


def shown(bookings) -> list:
    """The days of events that are in them are found, or no more."""
    refresh_listings(events=EventDate.objects.filter(booking__in=bookings).values_list("event", flat=True))
    return bookings
