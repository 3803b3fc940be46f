"""The mails of signing in when no server takes them: nothing has happened, and whoever waits for one hears so."""

from contextlib import nullcontext
from functools import wraps

from django.db import transaction
from django.shortcuts import render


class MailNotSent(Exception):
    """No server took the mail that the request was for."""


def undone_without_its_mail(view):
    """Decorates a page that is done when its mail is sent; the answer does not say whether anybody has that address."""

    @wraps(view)
    def told(request, *args, **kwargs):
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                return view(request, *args, **kwargs)
        except MailNotSent:
            response = render(request, "account/mail_not_sent.html", status=503)
            response.headers["Retry-After"] = "300"
            return response

    return told
