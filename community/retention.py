"""How long a community keeps what it knows of people; see `accounts.retention`."""

from django.utils.translation import gettext_lazy as _

from accounts.retention import TWO_YEARS, YEAR, Kept

from .models import Booking, Need


def forget_who_said_it(needs):
    return needs.update(said_by=None)


def forget_who_booked(bookings):
    return bookings.update(booked_by=None, title="")


KEPT = [
    Kept(
        _("Chi ha detto un bisogno o un desiderio (il nome non si vede mai)"),
        _("2 anni; poi resta solo quello che ha detto"),
        _("Serve a correggerlo e a scriverle che cosa ne nasce"),
        _("Voci di oltre due anni fa, di chi sono"),
        lambda now: Need.objects.exclude(said_by=None).filter(said_at__lt=now - TWO_YEARS),
        forget_who_said_it,
    ),
    Kept(
        _("Quali bisogni e desideri una persona sostiene (si vede solo quante sono)"),
        _("finché non smette, o chiude l’accesso"),
        _("Per contare ognuna una volta sola"),
    ),
    Kept(
        _("Chi ha prenotato una stanza di una casa, e per che cosa"),
        _("12 mesi dopo; poi resta solo quando la stanza è stata usata"),
        _("Serve a chi cura la casa per sapere chi viene"),
        _("Prenotazioni di oltre un anno fa, di chi sono"),
        lambda now: Booking.objects.exclude(booked_by=None, title="").filter(ends_at__lt=now - YEAR),
        forget_who_booked,
    ),
]
