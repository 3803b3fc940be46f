"""The hours that somebody most likely wants to write down, so that one press does it."""

import datetime

from django.utils import timezone


def begun_from(pact) -> dict:
    """What the form begins from: today, and the hours of the last time."""
    last = pact.hours.exclude(state="rejected").order_by("-day", "-starts").first()
    return {"day": timezone.localdate()} | ({"starts": last.starts, "ends": last.ends} if last else {})


def suggested(pact) -> dict:
    """The same hours as last time, today if they are over, else yesterday; nothing where they are written already."""
    last = pact.hours.exclude(state="rejected").order_by("-day", "-starts").first()
    if last is None:
        return {}
    now = timezone.localtime()
    day = now.date() if now.time() >= last.ends else now.date() - datetime.timedelta(days=1)
    if not (last.day < day and pact.starts_on <= day <= pact.ends_on):
        return {}
    return {"day": day, "starts": last.starts, "ends": last.ends, "is_today": day == now.date()}
