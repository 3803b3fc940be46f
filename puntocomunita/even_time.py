import time
from functools import wraps

from django.conf import settings


def even_time(view):
    """Answers a POST only at the next multiple of EVEN_TIME seconds: what was done meanwhile cannot be told by a clock.

    For what does more for an address that has no account than for one that has: signing up writes rows.
    """

    @wraps(view)
    def waited(request, *args, **kwargs):
        began = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST" and settings.EVEN_TIME:
            time.sleep(-(time.monotonic() - began) % settings.EVEN_TIME)
        return response

    return waited
