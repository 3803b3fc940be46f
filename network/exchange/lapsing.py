"""Agreements that nobody closes: both are asked how it went, and a month of silence later they end by themselves."""

import datetime

from django.db import transaction
from django.utils import timezone

from network.models import ExchangeMatch

from .actions import Settled, lapse
from .letters import tell

A_RUN = 500
A_MONTH = datetime.timedelta(days=30)


def left_open(now):
    """Agreed a month ago or more, with its days as long past, and neither has written since."""
    then = now - A_MONTH
    day = timezone.localdate(then)
    rows = ExchangeMatch.objects.agreed().filter(agreed_at__lt=then).exclude(messages__written_at__gte=then)
    return rows.exclude(offer__last_day__gte=day).exclude(request__last_day__gte=day).for_reading()


def ended_in_silence(match) -> bool:
    """At least one side never said how it went."""
    return bool(match.closed_at and match.reminded_at and match.closed_at - match.reminded_at > A_MONTH)


@transaction.atomic
def ask_how_it_went() -> int:
    """Once each; how many."""
    now = timezone.now()
    rows = left_open(now).filter(reminded_at=None).order_by("agreed_at", "pk")
    asked = list(rows.select_for_update(of=["self"], skip_locked=True)[:A_RUN])
    ExchangeMatch.objects.filter(pk__in=[each.pk for each in asked]).update(reminded_at=now)
    for match in asked:
        for side in (ExchangeMatch.GIVER, ExchangeMatch.TAKER):
            tell("how_it_went", match, side)
    return len(asked)


def end_the_silent() -> int:
    """How many; each for itself."""
    now, ended = timezone.now(), 0
    rows = left_open(now).filter(reminded_at__lt=now - A_MONTH)
    for match in rows.order_by("reminded_at", "pk")[:A_RUN]:
        try:
            lapse(match=match)
            ended += 1
        except Settled:  # somebody said how it went in this very moment
            continue
    return ended
