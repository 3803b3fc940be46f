"""Every page of the portal as somebody sees it, for walks that must not miss a new one."""

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.permissions.endpoints import endpoints
from tests.permissions.samples import arguments_of

SEEN_BY = ["anyone", "citizen", "coordinator", "direction", "technician"]
READABLE = [endpoint for endpoint in endpoints() if endpoint.method == "GET"]


def ask(endpoint, world, visitor, method="get", look=None, **more):
    """The answer to that visitor; what it changes is taken back, after a last `look` at it."""
    client, user = Client(raise_request_exception=False), world.visitors[visitor]
    with transaction.atomic():
        if user.is_authenticated:
            client.force_login(user)
        response = getattr(client, method)(reverse(endpoint.name, kwargs=arguments_of(endpoint, world)), **more)
        response.text_of = b"".join(response) if response.streaming else response.content
        if look:
            look()
        transaction.set_rollback(True)
    return response
