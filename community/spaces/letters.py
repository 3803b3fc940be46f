"""What is written about bookings: to the house that one waits, to who booked what became of it."""

from django.conf import settings
from django.template.loader import render_to_string

from community.models import Topic
from community.notices.telling import tell
from puntocomunita.mail import send_once_saved, written


def told(name, bookings, **more):
    context = {"booking": bookings[0], "bookings": bookings} | more
    return render_to_string(f"community/spaces/email/{name}.txt", context)


def tell_house(bookings):
    """At the address of the organisation that keeps it, where it has one."""
    keeper = bookings[0].space.house.location.organization
    if keeper and keeper.email:
        text = told("asked", bookings, address=settings.SITE_URL + bookings[0].get_house_url())
        send_once_saved(written(text, [keeper.email]))


def tell_who_booked(bookings, by):
    """Not of what they did themselves."""
    first = bookings[0]
    if first.booked_by == by:
        return
    subject, _line, words = told("decided", bookings).strip().partition("\n")
    key = f"booking-{first.pk}-{first.state}"
    url = first.get_absolute_url()
    tell([first.booked_by], Topic.SPACES, key=key, subject=subject, words=words.strip(), url=url, must=True)
