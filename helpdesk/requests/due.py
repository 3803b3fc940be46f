"""Who waits for a call of the desk: one query; references only."""

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
    """The calls to make, the longest waiting first; before them, for who coordinates, how many nobody made."""
    rows = CallBackRequest.objects.filter(community_point=desk)
    asked = rows.waiting().not_tried_on(on)
    if desk.pk in user.points_coordinated:
        asked |= rows.never_answered().filter(settled_at__gte=told_since(on))
    found = list(asked.order_by("-state", "created_at", "pk")[: 2 * MOST])
    calls = [row_of(each, desk, on) for each in found if each.is_waiting]
    return [*lost(desk, on, len(found) - len(calls)), *calls][:MOST]


def row_of(asked, desk, on):
    words = _("Chiede di essere richiamata (%(reference)s)") % {"reference": asked.reference}
    url = reverse("helpdesk:request_detail", args=[desk.slug, asked.pk])
    by = timezone.localdate(asked.created_at) + WITHIN
    return Due(asked.created_at, words, _("Richiama"), url, days_late(by, on))


def told_since(on):
    return timezone.make_aware(datetime.datetime.combine(on, datetime.time())) - TOLD


def lost(desk, on, count):
    """How many went unanswered in the last week, in one row."""
    if not count:
        return []
    said = ngettext(
        "%(count)s persona ha aspettato due settimane, e non è stata richiamata",
        "%(count)s persone hanno aspettato due settimane, e non sono state richiamate",
        count,
    )
    url = reverse("helpdesk:request_list", args=[desk.slug])
    return [Due(told_since(on), said % {"count": count}, _("Guarda"), url)]
