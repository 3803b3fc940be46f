"""What is answered when something goes wrong: words for people, JSON for programs, nothing of the inside."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from accounts.access import Unlearned

WAIT = {"Retry-After": "60"}
PAGES = {400: "400.html", 429: "429.html", 500: "500.html", 503: "503.html"}
DETAILS = {
    400: _("Non abbiamo capito la richiesta."),
    403: _("Per questo serve un permesso, e un indirizzo https."),
    404: _("Non trovato."),
    429: _("Troppe richieste: riprova tra un minuto."),
    500: _("Qualcosa si è rotto, ed è colpa nostra."),
    503: _("Il portale non risponde per qualche momento: riprova tra un minuto."),
}


def is_program(request):
    return request.path_info.startswith("/api/")


def told(request, status, headers=None):
    """The error of that status, without asking the database for anything."""
    if is_program(request):
        return JsonResponse({"detail": str(DETAILS[status])}, status=status, headers=headers)
    return HttpResponse(render_to_string(PAGES[status]), status=status, headers=headers)


def bad_request(request, exception):
    return told(request, 400)


def forbidden(request, exception):
    if is_program(request):
        return told(request, 403)
    if isinstance(exception, Unlearned):
        return render(request, "403_unlearned.html", status=403)
    return defaults.permission_denied(request, exception)


def not_found(request, exception):
    return told(request, 404) if is_program(request) else defaults.page_not_found(request, exception)


def too_many_requests(request):
    """django-allauth's limits end here."""
    return told(request, 429, WAIT)


def server_error(request):
    """Where the database is away it says to come back: Django calls this while the exception is at hand."""
    is_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    return told(request, 503, WAIT) if is_away else told(request, 500)
