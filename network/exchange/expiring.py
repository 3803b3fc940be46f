"""Notices whose last day is over; it may be run again, or killed, and each expires once."""

from network.models import ExchangeNotice

from .actions import Settled, expire


def expire_due() -> int:
    """How many; each for itself."""
    expired, tried = 0, []
    while notice := next_to_expire(tried):
        tried.append(notice.pk)
        try:
            expire(notice=notice)
            expired += 1
        except Settled:  # somebody agreed on it in this very moment
            continue
    return expired


def next_to_expire(tried):
    return ExchangeNotice.objects.to_expire().exclude(pk__in=tried).for_reading().order_by("expires_on", "pk").first()
