"""Who put something up hears once that it leaves the board soon, so that it stays longer where it is still of use."""

import datetime

from django.db.models import F
from django.utils import timezone

from network.meetings.posting import A_RUN, told_until
from network.meetings.reminding import remind
from network.models import ExchangeNotice

from .letters import letter

BEFORE_IT_LEAVES = datetime.timedelta(days=3)


def remind_of_notices(most=A_RUN):
    return remind(notices_to_remind(timezone.localdate()).for_reading(), most, leaving)


def notices_to_remind(today):
    """Those that leave soon; not those that were put up for so few days that it was just said."""
    near = ExchangeNotice.objects.live().filter(expires_on__lte=told_until(today, BEFORE_IT_LEAVES))
    longer = near.filter(expires_on__gt=F("written_at__date") + BEFORE_IT_LEAVES)
    return longer.filter(reminded_at=None).order_by("expires_on", "pk")


def leaving(notice):
    """None where nobody can be written to."""
    return letter("leaving", notice.organization, {"notice": notice, "about": notice})
