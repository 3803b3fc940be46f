"""Who waits for a call of the desk: two queries; references only."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.due import MOST, Due, days_late
from helpdesk.models import CallBackRequest

WITHIN = datetime.timedelta(days=2)  # what the page promises
TOLD = datetime.timedelta(days=7)


def due_at(desk, *, on, user) -> list:
    rows = CallBackRequest.objects.filter(community_point=desk).waiting().not_tried_on(on)[:MOST]
    calls = [row_of(each, desk, on) for each in rows]
    return calls if desk.pk not in user.points_coordinated else [*lost(desk, on), *calls][:MOST]


def row_of(asked, desk, on):
    words = _("Chiede di essere richiamata (%(reference)s)") % {"reference": asked.reference}
    url = reverse("helpdesk:request_detail", args=[desk.slug, asked.pk])
    return Due(
        asked.created_at, words, _("Richiama"), url, days_late(timezone.localdate(asked.created_at + WITHIN), on)
    )


def lost(desk, on):
    """For who coordinates, how many went unanswered in the last week."""
    since = timezone.make_aware(datetime.datetime.combine(on, datetime.time())) - TOLD
    gone = CallBackRequest.objects.filter(community_point=desk).never_answered().filter(settled_at__gte=since)
    if not (count := gone.count()):
        return []
    said = ngettext(
        "%(count)s persona ha aspettato due settimane, e non è stata richiamata",
        "%(count)s persone hanno aspettato due settimane, e non sono state richiamate",
        count,
    )
    return [Due(since, said % {"count": count}, _("Guarda"), reverse("helpdesk:request_list", args=[desk.slug]))]
