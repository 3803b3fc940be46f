"""Every page of the portal as somebody sees it, for walks that must not miss a new one."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.permissions.endpoints import endpoints
from tests.permissions.samples import arguments_of

SEEN_BY = ["anyone", "coordinator", "direction"]
READABLE = [endpoint for endpoint in endpoints() if endpoint.method == "GET"]


def one_who_may(endpoint):
    """Whoever gets furthest into the page."""
    return "anyone" if endpoint.rule is None or endpoint.rule.is_public else "direction"


def seen(endpoint, world, visitor):
    """The plain answer, asked once for all tests of a module."""
    kept = world.__dict__.setdefault("seen", {})
    if (endpoint, visitor) not in kept:
        kept[endpoint, visitor] = ask(endpoint, world, visitor)
    return kept[endpoint, visitor]


def known(world):
    """Those whose address can be written; for the others the permission matrix fails, here they would only echo it."""
    return [endpoint for endpoint in READABLE if address(endpoint, world)]


def address(endpoint, world):
    try:
        return reverse(endpoint.name, kwargs=arguments_of(endpoint, world))
    except (LookupError, AttributeError):
        return None


def signed_in(world, visitor):
    """The cookies of a visitor, who signs in once for all tests of a module."""
    kept = world.__dict__.setdefault("cookies", {})
    if visitor not in kept:
        client = Client()
        if world.visitors[visitor].is_authenticated:
            client.force_login(world.visitors[visitor])
        kept[visitor] = {name: morsel.value for name, morsel in client.cookies.items()}
    return kept[visitor]


def ask(endpoint, world, visitor, method="get", look=None, **more):
    """The answer to that visitor; what it changes is taken back, after a last `look` at it."""
    url = address(endpoint, world) or pytest.skip(f"{endpoint}: the permission matrix does not know it yet.")
    client = Client(raise_request_exception=False)
    client.cookies.load(signed_in(world, visitor))
    with transaction.atomic():
        response = getattr(client, method)(url, **more)
        response.text_of = b"".join(response) if response.streaming else response.content
        if look:
            look()
        transaction.set_rollback(True)
    return response
