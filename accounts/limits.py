"""What is counted beyond allauth's own limits (ACCOUNT_RATE_LIMITS says how much, and why)."""

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.cache import cache

QUARTER, HOUR = 15 * 60, 60 * 60
CODE_LIVES = 120  # seconds; a code of the app is good for three steps of thirty


def too_many_requests(request, wait=60):
    """The page of the portal's `handler429`; `wait` in seconds."""
    response = ratelimit.respond_429(request)
    response.headers["Retry-After"] = str(wait)
    return response


def refuse(wait=60):
    """From within a form: nothing is wrong with what was written, so the answer is 429."""
    raise ImmediateHttpResponse(too_many_requests(context.request, wait))


def count_try_at_second_factor(user):
    """A try at somebody's code, from any address: 429 over the limit, else how to forget the tries."""
    key = str(user.pk)
    if not ratelimit.consume(context.request, action="second_factor", key=key):
        refuse(QUARTER)
    return lambda: ratelimit.clear(context.request, action="second_factor", key=key)


def use_code_once(user, code):
    """allauth remembers a used code for one of the three steps in which it is good."""
    digits = "".join(filter(str.isalnum, code))
    if not cache.add(f"second-factor-used:{user.pk}:{digits}", True, timeout=CODE_LIVES):
        raise get_adapter().validation_error("incorrect_code")


def may_write_to(address, what):
    """Whether one more mail of a kind that anybody may cause goes to this address within the hour."""
    return ratelimit.consume(context.request, action="unasked_mail", key=f"{what}:{address.lower()}")


def forget_mails_to(address, what):
    """None has left: who tries again in a few minutes is to have one, whatever was counted here or by allauth."""
    ratelimit.clear(context.request, action="unasked_mail", key=f"{what}:{address.lower()}")
    ratelimit.clear(context.request, action="confirm_email", key=address.lower())
