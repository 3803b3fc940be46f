"""What is held of who books a room, and for how long; part of `community.retention` and `community.own_data`."""

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import YEAR, Kept
from community.models import Booking

NO_REASON = Case(When(state=Booking.State.REJECTED, then=Value("–")), default=Value(""))  # there it is never empty


def forget_who_booked(bookings):
    """Nor who decided, or what they wrote of why."""
    return bookings.update(booked_by=None, decided_by=None, title="", reason=NO_REASON)


KEPT = [
    Kept(
        gettext_lazy("Chi ha prenotato una stanza di una casa, e per che cosa"),
        gettext_lazy("12 mesi dopo; poi resta solo quando la stanza è stata usata"),
        gettext_lazy("Serve a chi cura la casa per sapere chi viene"),
        gettext_lazy("Prenotazioni di oltre un anno fa, di chi sono"),
        lambda now: Booking.objects.exclude(booked_by=None, decided_by=None, title="").filter(ends_at__lt=now - YEAR),
        forget_who_booked,
    ),
]


def held(user):
    booked = user.bookings.select_related("space__house")
    return {
        _("Stanze che hai prenotato"): [
            {_("che cosa"): each.title, _("dove"): f"{each.space.house}, {each.space}", _("quando"): each.starts_at}
            for each in booked
        ],
        _("Prenotazioni degli altri a cui hai risposto"): [
            {_("quante"): Booking.objects.filter(decided_by=user).count()}
        ],
    }


def forget(user):
    """Rooms that they had for themselves are free again, and of when they used them it stays that somebody did.

    What their organisations booked stays, and so do events.
    """
    own = user.bookings.filter(organization=None, event_date=None)
    own.coming().delete()
    forget_who_booked(own)
