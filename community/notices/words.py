"""How a letter says things, whichever room writes it."""

from django.utils.formats import date_format


def day_said(day) -> str:
    """ "2 novembre 2026"."""
    return date_format(day, "j F Y").lower()
