"""What is written to the organisations of an exchange; it leaves once what it tells is saved."""

from django.conf import settings
from django.template.loader import render_to_string

from network.meetings.addresses import emails_of
from puntocomunita.mail import send_once_saved, written


def tell(name, match, side, words=""):
    """One side hears what the other did; one without an address has nobody to tell."""
    to, by = match.side(side), match.other_than(side)
    post(name, to, {"match": match, "to": to, "by": by, "words": words, "about": match})


def tell_author(name, notice):
    post(name, notice.organization, {"notice": notice, "about": notice})


def post(name, organization, told):
    if mail := letter(name, organization, told):
        send_once_saved(mail)


def letter(name, organization, told):
    """None where nobody can be written to."""
    address = emails_of([organization])[organization.pk]
    context = told | {"SITE_URL": settings.SITE_URL}
    text = render_to_string(f"network/exchange/email/{name}.txt", context)
    return written(text, [address]) if address else None
