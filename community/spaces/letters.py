"""What is written about bookings: to the house that one waits, to who booked what became of it."""

from django.conf import settings
from django.template.loader import render_to_string

from puntocomunita.mail import send_once_saved, written


def write(name, to, bookings, page):
    context = {"booking": bookings[0], "bookings": bookings, "address": settings.SITE_URL + page}
    send_once_saved(written(render_to_string(f"community/spaces/email/{name}.txt", context), [to]))


def tell_house(bookings):
    """At the address of the organisation that keeps it, where it has one."""
    keeper = bookings[0].space.house.location.organization
    if keeper and keeper.email:
        write("asked", keeper.email, bookings, bookings[0].get_house_url())


def tell_who_booked(bookings, by):
    """Not of what they did themselves."""
    person = bookings[0].booked_by
    if person and person != by:
        write("decided", person.email, bookings, bookings[0].get_absolute_url())
