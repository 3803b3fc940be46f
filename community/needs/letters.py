"""What is written to who said a need."""

from django.conf import settings
from django.template.loader import render_to_string

from puntocomunita.mail import send_once_saved, written


def tell_who_said_it(need):
    """What became of it; nobody is written to where its author is gone or a group said it."""
    if need.said_by is None or need.source != need.Source.RESIDENT:
        return
    context = {"need": need, "address": settings.SITE_URL + need.get_absolute_url()}
    text = render_to_string("community/needs/email/answered.txt", context)
    send_once_saved(written(text, [need.said_by.email]))
