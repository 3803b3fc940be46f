"""Who is behind with their hours is told, once a month at most; it may be run again, or killed, and nothing twice."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Pact, Topic
from community.notices.telling import tell

from .progress import progress_of, said

AGAIN = datetime.timedelta(days=30)


def remind_of_pace():
    """(how many were told, 0): what then leaves by mail is of the notices."""
    due = Q(reminded_at=None) | Q(reminded_at__lt=timezone.now() - AGAIN)
    rows = Pact.objects.active().filter(due, ends_on__gte=timezone.localdate()).exclude(participant=None)
    behind = [each for each in rows.for_reading() if progress_of(each).is_behind]
    return sum(remind(each) for each in behind), 0


@transaction.atomic
def remind(pact) -> bool:
    """Not where another run was first."""
    now = timezone.now()
    if not Pact.objects.filter(pk=pact.pk, reminded_at=pact.reminded_at).update(reminded_at=now):
        return False
    left = said(progress_of(pact).left)
    words = _("Mancano %(left)s fino al %(day)s. Se non ce la fai, dillo a chi ti segue: si trova un altro passo.")
    words %= {"left": left, "day": f"{pact.ends_on:%d/%m/%Y}"}
    told = {"key": f"pact-{pact.pk}-pace-{now:%Y-%m-%d}", "subject": _("A che punto sono le tue ore")}
    tell([pact.participant], Topic.PACTS, words=words, url=pact.get_absolute_url(), **told)
    return True
