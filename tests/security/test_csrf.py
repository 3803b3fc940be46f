"""No page is changed by a form of somebody else's: each POST wants the token that our own form brings."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.permissions.endpoints import endpoints

pytestmark = pytest.mark.django_db

POSTS = [each for each in endpoints() if each.method == "POST" and not each.is_api]
# RFC 8058: a mail program sends it, and the secret of the mail stands in the address.
BY_A_SECRET = {"community:notice_leave", "network:bulletin_leave"}
NO_TOKEN = 418


def without_token(request, reason=""):
    return HttpResponse(status=NO_TOKEN)


def test_every_post_wants_a_token_but_the_ways_out_of_mail(world, settings):
    settings.CSRF_FAILURE_VIEW = f"{__name__}.without_token"
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.visitors["direction"])

    taken = {each.name for each in POSTS if client.post(each.url(world)).status_code != NO_TOKEN}

    assert taken == BY_A_SECRET
