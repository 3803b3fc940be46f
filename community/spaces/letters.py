"""What is written about bookings: to the house that one waits, to who booked what became of it."""

from django.conf import settings
from django.template.loader import render_to_string

from accounts.access import Role
from accounts.models import User
from community.models import Topic
from community.notices.running import who_runs
from community.notices.telling import tell
from puntocomunita.mail import send_once_saved, written


def told(name, bookings, **more):
    context = {"booking": bookings[0], "bookings": bookings} | more
    return render_to_string(f"community/spaces/email/{name}.txt", context)


def tell_house(bookings):
    """At the address of the organisation that keeps it; where it has none, its people, or who runs the city."""
    place, url = bookings[0].space.house.location, bookings[0].get_house_url()
    text = told("asked", bookings, address=settings.SITE_URL + url)
    if place.organization and place.organization.email:
        send_once_saved(written(text, [place.organization.email]))
    else:
        tell_keepers(place, bookings[0], text, url)


def tell_keepers(place, booking, text, url):
    subject, _line, words = text.strip().partition("\n")
    told = {"subject": subject, "words": words.strip(), "url": url, "must": True}
    tell(keepers(place), Topic.SPACES, key=f"booking-{booking.pk}-asked", **told)


def keepers(place):
    """Of the house there: the people of its organisation or, where it has none, who runs the city."""
    theirs = User.objects.filter(memberships__organization=place.organization) if place.organization else ()
    return theirs or who_runs(place.municipality, Role.COORDINATOR, Role.DIRECTION)


def tell_who_booked(bookings, by):
    """Not of what they did themselves."""
    first = bookings[0]
    if first.booked_by == by:
        return
    subject, _line, words = told("decided", bookings).strip().partition("\n")
    key = f"booking-{first.pk}-{first.state}"
    url = first.get_absolute_url()
    tell([first.booked_by], Topic.SPACES, key=key, subject=subject, words=words.strip(), url=url, must=True)
