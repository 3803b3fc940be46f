"""Exchanges whose last day is over, and those whose last day is near; each is told once, and may be run again."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Exchange
from community.notices.words import day_said
from puntocomunita.templatetags.portal import after

from .actions import Settled, expire
from .letters import tell_both

SOON = datetime.timedelta(days=3)
A_RUN = 500


def expire_due() -> int:
    """How many; each for itself."""
    expired = 0
    for exchange in Exchange.objects.to_expire().order_by("expires_on", "pk")[:A_RUN]:
        try:
            expire(exchange=exchange)
            expired += 1
        except Settled:  # somebody moved it in this very moment
            continue
    return expired


@transaction.atomic
def remind_of_exchanges() -> int:
    """Those that leave in three days or less, so that they are answered, confirmed or put up again; how many."""
    near = timezone.localdate() + SOON
    rows = Exchange.objects.live().filter(expires_on__lte=near, expires_on__gte=timezone.localdate(), reminded_at=None)
    rows = list(
        rows.select_for_update(of=["self"], skip_locked=True).for_reading().order_by("expires_on", "pk")[:A_RUN]
    )
    for row in rows:
        before, words = WORDS[row.state]
        words %= {"day": after(day_said(row.expires_on), before)}
        tell_both(row, f"soon-{row.state}", _("Fra poco scade"), words)
    Exchange.objects.filter(pk__in=[each.pk for each in rows]).update(reminded_at=timezone.now())
    return len(rows)


WORDS = {
    Exchange.State.OPEN: (
        "al",
        gettext_lazy("Resta in bacheca fino %(day)s. Se serve ancora, dopo scrivilo di nuovo."),
    ),
    Exchange.State.PROPOSED: ("al", gettext_lazy("Qualcuno aspetta una risposta: vale fino %(day)s.")),
    Exchange.State.AGREED: (
        "il",
        gettext_lazy("L’avete fatto? Scrivete quanto è durato: dopo %(day)s si chiude da solo."),
    ),
}
