import time

import pytest
from django.http import HttpResponse

from puntocomunita.even_time import even_time
from tests.permissions.endpoints import endpoints


def taken(view, request):
    began = time.monotonic()
    view(request)
    return time.monotonic() - began


@pytest.mark.parametrize("work", [0, 0.03, 0.12])
def test_a_post_is_answered_at_the_next_step(rf, settings, work):
    settings.EVEN_TIME = 0.1

    @even_time
    def view(request):
        time.sleep(work)
        return HttpResponse()

    steps = taken(view, rf.post("/")) / 0.1
    assert (round(steps), abs(steps - round(steps)) < 0.3) == (2 if work > 0.1 else 1, True)


def test_a_page_is_not_kept_waiting(rf, settings):
    settings.EVEN_TIME = 0.5

    assert taken(even_time(lambda request: HttpResponse()), rf.get("/")) < 0.1


def test_signing_up_is_answered_in_even_time():
    (signing_up,) = [each for each in endpoints() if each.name == "account_signup" and each.method == "POST"]

    wrapped, found = signing_up.callback, []
    while wrapped := getattr(wrapped, "__wrapped__", None):
        found.append(wrapped)
    assert any(each.__code__.co_filename.endswith("even_time.py") for each in found if hasattr(each, "__code__"))
