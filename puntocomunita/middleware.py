import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseNotAllowed
from django.utils import translation

from . import errors, security_log

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
SEEN_EVERY = 5 * 60  # seconds: not one write a request
SESSION_BEGAN, SESSION_SEEN = "session_began", "session_seen"
REFUSALS = {401: "access_refused", 403: "access_refused", 429: "limited"}


class DoorMiddleware:
    """Turns away at the door what no page of ours means, and tells browsers that answers are for this site only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.refusal(request) or self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/") and "charset" not in kind:
            response.headers["Content-Type"] = f"{kind}; charset=utf-8"
        return response

    def refusal(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "\0" in request.path_info:
            return errors.not_found(request, None)
        if errors.is_program(request) and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return errors.told(request, 403)  # a redirect would hide that a key has just travelled in the clear
        return None


class AddressLocaleMiddleware:
    """Takes the language from the address alone: `/en/…` is English, no prefix is Italian."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class SessionAgeMiddleware:
    """Ends the session of a person who has been in for SESSION_COOKIE_AGE, or away for SESSION_IDLE_AGE."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if has_session(request) and request.user.is_authenticated:
            self.keep_or_end(request, time.time())
        return self.get_response(request)

    def keep_or_end(self, request, now):
        began, seen = request.session.get(SESSION_BEGAN, now), request.session.get(SESSION_SEEN, now)
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
            security_log.record("session_ended", request, user=request.user)
            logout(request)
            request.session_lapsed = True  # nobody chose to leave: what waits in the browser to be sent stays
        elif now - request.session.get(SESSION_SEEN, 0) > SEEN_EVERY:
            request.session[SESSION_BEGAN], request.session[SESSION_SEEN] = began, now


class PrivateAnswersMiddleware:
    """What is shown to a signed-in person stays in no cache, and what is refused is written to the security log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        came_in = has_session(request) and request.user.is_authenticated
        request.session_lapsed = False
        response = self.get_response(request)
        if came_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"' if request.session_lapsed else '"cache", "storage"'
        if came_in or (has_session(request) and request.user.is_authenticated):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if event := REFUSALS.get(response.status_code):
            told = {"method": request.method, "path": path_of(request), "status": response.status_code}
            security_log.record(event, request, **told)
        return response


def path_of(request):
    """As `urls` writes it, without what is put into it: links by mail and codes are keys, and in no log."""
    return f"/{request.resolver_match.route}" if request.resolver_match else ""


def session_began(sender, request, **other):
    """Heard at each sign-in, so that the first page needs no write."""
    request.session[SESSION_BEGAN] = request.session[SESSION_SEEN] = time.time()


def has_session(request):
    """Whether there is one to ask for: who only reads costs no query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.accessed
