"""What an endpoint answers to a visitor: by the rules, and when it is really asked."""

from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse

from .samples import OWN, arguments_of, thing_of
from .world import NEEDS_A_FACTOR

ALLOWED, SIGN_IN, SECOND_FACTOR = "sì", "entra", "secondo passo"
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = "401", "403", "404", "405"
REFUSED = {401: UNAUTHORIZED, 403: FORBIDDEN, 404: NOT_FOUND, 405: NOT_ALLOWED}


def by_the_rules(endpoint, visitor, world):
    """The answer that the rule of the view gives, asked of the person and of the thing shown."""
    rule, user = endpoint.rule, world.visitors[visitor]
    refusal = NOT_FOUND if rule is not None and rule.hidden else FORBIDDEN
    if rule is None:
        return FORBIDDEN
    if rule.is_public:
        return ALLOWED
    if not user.is_authenticated:
        return UNAUTHORIZED if endpoint.is_api else SIGN_IN
    if visitor in NEEDS_A_FACTOR and not rule.at_the_door:
        return FORBIDDEN if endpoint.is_api else SECOND_FACTOR
    if not (rule.allows(user) and rule.allows(user, thing_of(endpoint, world))):
        return refusal
    return NOT_FOUND if OWN.get(endpoint.name, visitor) != visitor else ALLOWED


def when_asked(endpoint, visitor, world):
    """The answer to a real request, with an empty form where it sends one."""
    client, user = Client(raise_request_exception=False), world.visitors[visitor]
    if user.is_authenticated:
        client.force_login(user)
    url = reverse(endpoint.name, kwargs=arguments_of(endpoint, world))
    response = client.generic(endpoint.method, url)
    assert response.status_code < 500, f"{endpoint} as {visitor}: {response.status_code}"
    return REFUSED.get(response.status_code) or where_to(response, url)


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
