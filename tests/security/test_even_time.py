import pytest
from django.http import HttpResponse

from puntocomunita import even_time as module
from puntocomunita.even_time import even_time
from tests.permissions.endpoints import endpoints


class Clock:
    """One on which only what sleeps takes time."""

    now = 1_000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.mark.parametrize(("work", "taken"), [(0.01, 0.1), (0.03, 0.1), (0.12, 0.2)])
def test_a_post_is_answered_at_the_next_step(rf, settings, clock, work, taken):
    settings.EVEN_TIME = 0.1

    @even_time
    def view(request):
        clock.sleep(work)
        return HttpResponse()

    view(rf.post("/"))

    assert clock.now - 1_000 == pytest.approx(taken)


def test_a_page_is_not_kept_waiting(rf, settings, clock):
    settings.EVEN_TIME = 0.5

    even_time(lambda request: HttpResponse())(rf.get("/"))

    assert clock.now == 1_000


def test_signing_up_is_answered_in_even_time():
    (signing_up,) = [each for each in endpoints() if each.name == "account_signup" and each.method == "POST"]

    wrapped, found = signing_up.callback, []
    while wrapped := getattr(wrapped, "__wrapped__", None):
        found.append(wrapped)
    assert any(each.__code__.co_filename.endswith("even_time.py") for each in found if hasattr(each, "__code__"))
