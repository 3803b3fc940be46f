"""Who comes to a day of an event: the database gives a place or lets wait, who asked first is called first."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Event, EventDate, EventGuest, Topic
from community.notices.telling import tell

State = EventGuest.State


class NoPlace(Exception):
    """Not for so many."""


class NotOn(Exception):
    """It does not take place, or is over."""


BROKEN = {"event_has_a_place_for_each": NoPlace, "guest_comes_to_what_takes_place": NotOn}


def kept(write):
    """As the database decides, in a transaction of its own."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        if broken := BROKEN.get(error.__cause__.diag.constraint_name):
            raise broken from error
        raise


@transaction.atomic
def come(*, by, date, people) -> EventGuest:
    """Or with how many, where one had said so already: fewer make room for others."""
    locked(date)
    guest = EventGuest.objects.filter(date=date, person=by).first()
    if guest is None:
        guest = EventGuest(date=date, person=by)
    guest.people = people
    kept(guest.save)
    guest.refresh_from_db(fields=["state"])
    call_who_waits(date)
    return guest


@transaction.atomic
def come_no_more(*, by, date):
    locked(date)
    EventGuest.objects.filter(date=date, person=by).delete()
    call_who_waits(date)


@transaction.atomic
def keep_places(*, date, places):
    """For who asked by telephone or in person; no name is written down."""
    locked(date)
    kept(lambda: EventDate.objects.filter(pk=date.pk).update(kept_places=places))
    call_who_waits(date)


@transaction.atomic
def count_who_came(*, date, came):
    begun = EventDate.objects.filter(pk=date.pk, called_off_at=None, starts_at__lte=timezone.now())
    if not begun.update(came=came, counted_at=timezone.now()):
        raise NotOn


def locked(date) -> EventDate:
    return EventDate.objects.select_for_update(of=["self"], no_key=True).get(pk=date.pk)


def call_who_waits(date):
    """Whoever fits now, in the order in which they asked; of what takes place."""
    date = EventDate.objects.happening().coming().for_reading().with_places().filter(pk=date.pk).first()
    for guest in EventGuest.objects.filter(date=date).waiting().select_related("person") if date else ():
        if date.places_left is not None and guest.people > date.places_left:
            continue
        EventGuest.objects.filter(pk=guest.pk).update(state=State.COMING)
        date.coming += guest.people
        words = _("Si è liberato un posto per «%(event)s», %(day)s: ti aspettano. Se non puoi più, dillo dalla pagina.")
        tell_guests([guest], date, f"place-{guest.pk}", _("C’è posto anche per te"), words)


def tell_guests(guests, date, what, subject, words):
    """They have to know: they said that they come."""
    told = {"key": f"event-date-{date.pk}-{what}", "subject": subject, "url": date.event.get_absolute_url()}
    said = words % {"event": date.event.title, "day": day_of(date)}
    tell([each.person for each in guests], Topic.EVENTS, words=said, must=True, **told)


def tell_that_rooms_are_gone(bookings):
    """Who said that they come to what was to be in them."""
    rows = EventDate.objects.filter(booking__in=bookings, event__state=Event.State.PUBLISHED, called_off_at=None)
    words = _("«%(event)s», %(day)s: non si fa, perché la stanza non c’è più.")
    for date in rows.for_reading():
        tell_guests(of_day(date), date, "off", _("Un giorno a cui vieni non si fa"), words)


def day_of(date):
    return date_format(timezone.localtime(date.starts_at), "l j F, H:i").lower()


def of_day(date):
    return EventGuest.objects.filter(date=date).select_related("person")
