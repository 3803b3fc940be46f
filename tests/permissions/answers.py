"""What an endpoint answers to a visitor: by the rules, and when it is really asked."""

import time
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client
from django.urls import reverse

from accounts.access import roles_of

from .samples import NOBODY_FINDS, OWN, QUERY, arguments_of, finds_row, sent, thing_of
from .world import NEEDS_A_FACTOR

ALLOWED, SIGN_IN, SECOND_FACTOR = "sì", "entra", "secondo passo"
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = "401", "403", "404", "405"
REFUSED = {401: UNAUTHORIZED, 403: FORBIDDEN, 404: NOT_FOUND, 405: NOT_ALLOWED, 410: NOT_FOUND}


def by_the_rules(endpoint, visitor, world):
    """The answer that the rule of the view gives, asked of the person and of the thing shown."""
    rule, user = endpoint.rule, world.visitors[visitor]
    refusal = NOT_FOUND if rule is not None and rule.hidden else FORBIDDEN
    if rule is None:
        return FORBIDDEN
    if rule.is_public:
        return NOT_FOUND if endpoint.name in NOBODY_FINDS else ALLOWED
    if not user.is_authenticated:
        return UNAUTHORIZED if endpoint.is_api else SIGN_IN
    if visitor in NEEDS_A_FACTOR and not rule.at_the_door:
        return FORBIDDEN if endpoint.is_api else SECOND_FACTOR
    if rule.lacks_learning(user) and rule.roles & roles_of(user):
        return FORBIDDEN
    if not (rule.allows(user) and rule.allows(user, thing_of(endpoint, world))):
        return refusal
    hidden = OWN.get(endpoint.name, visitor) != visitor or not finds_row(endpoint, user, world)
    return NOT_FOUND if hidden else ALLOWED


def when_asked(endpoint, visitor, world):
    """The answer to a real request, with an empty form where it sends one."""
    world.browser.cookies = SimpleCookie(world.cookies[visitor])
    url = reverse(endpoint.name, kwargs=arguments_of(endpoint, world)) + QUERY.get(endpoint.name, "")
    data = urlencode(sent(endpoint, world))
    response = world.browser.generic(endpoint.method, url, data, content_type="application/x-www-form-urlencoded")
    assert response.status_code < 500, f"{endpoint} as {visitor}: {response.status_code}"
    if response.status_code == 401 and not endpoint.is_api:
        return ALLOWED  # how django-allauth shows that a broker failed
    return REFUSED.get(response.status_code) or where_to(response, url)


def cookies_of(user):
    """What the browser of a signed-in person sends; signing in once serves every address."""
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def where_to(response, url):
    """Whether a redirect sends to sign in, to set up the second factor, or on with what was asked."""
    target = urlsplit(response.headers.get("Location", ""))
    if target.path == reverse("account_login") and parse_qs(target.query).get("next") == [url]:
        return SIGN_IN
    if target.path == reverse("account_second_factor"):
        return SECOND_FACTOR
    if target.path == reverse("admin:index") and url != target.path:
        return NOT_FOUND
    return ALLOWED
