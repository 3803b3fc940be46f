"""What is due of the rota of a desk: whether one came, seats to cover soon, who would help, trainings that end."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.access import LEAD_DESK
from helpdesk.due import MOST, Due, days_late
from helpdesk.models import Shift, ShiftAssignment, VolunteerApplication
from puntocomunita.templatetags.portal import after

from .people import volunteers_of
from .qualifications import end_near
from .weeks import midnight

SOON = datetime.timedelta(days=3)
TO_SAY = datetime.timedelta(days=14)  # after that nobody remembers
State = VolunteerApplication.State


def due_at(desk, *, on, user) -> list:
    rows = list(of_shifts(desk, on, user))
    if LEAD_DESK.allows(user, desk):
        rows += [*applied(desk, on), *ending(desk, on, user)]
    return rows[:MOST]


def of_shifts(desk, on, user):
    """One query: those that are over are to be told of, the others to be covered."""
    now = timezone.now()
    keys = to_say(desk, on, user).values("shift")[:MOST].union(to_cover(desk, on).values("pk")[:MOST])
    for shift in Shift.objects.filter(pk__in=keys).with_coming().order_by("during"):
        yield told_row(shift, desk, on) if shift.during.upper <= now else cover_row(shift, desk)


def to_say(desk, on, user):
    """The user's shifts that are over, and nobody has said whether they came."""
    now = min(timezone.now(), midnight(on + datetime.timedelta(days=1)))
    mine = ShiftAssignment.objects.of(user).filter(
        shift__community_point=desk,
        state=ShiftAssignment.State.CONFIRMED,
        during__endswith__range=(midnight(on) - TO_SAY, now),
    )
    return mine.order_by("during")


def told_row(shift, desk, on):
    words = _("Hai fatto il turno di %(when)s?") % {"when": said(shift.during)}
    late = days_late(timezone.localdate(shift.during.upper), on)
    return Due(shift.during.upper, words, _("Dillo"), page_of(desk, shift.pk), late)


def to_cover(desk, on):
    soon = Shift.objects.filter(community_point=desk, during__startswith__lt=midnight(on) + SOON)
    return soon.uncovered().order_by("during")


def cover_row(shift, desk):
    missing = shift.seats - shift.coming
    words = ngettext("Manca una persona %(when)s", "Mancano %(missing)s persone %(when)s", missing)
    words %= {"when": said(shift.during), "missing": missing}
    return Due(shift.during.lower, words, _("Guarda"), page_of(desk, shift.pk))


def applied(desk, on):
    waiting = VolunteerApplication.objects.filter(community_point=desk).open()
    for each in waiting.order_by("created_at")[:MOST]:
        words, since = waiting_words(each)
        late = days_late(timezone.localdate(since), on)
        url = reverse("helpdesk:application_detail", args=[desk.slug, each.pk])
        yield Due(since, words, _("Vai avanti"), url, late)


def waiting_words(application):
    if application.state == State.APPLIED:
        return _("Qualcuno si offre come volontario: da incontrare"), application.created_at
    since = application.meeting_at or application.created_at
    if application.state == State.MET:
        return _("Una persona che si offre: le manca la formazione"), since
    return _("Una persona che si offre ha finito la formazione: mandale l’invito"), since


def ending(desk, on, user):
    """Trainings of its volunteers; one that is over counts its days for a while. One's own another renews."""
    for each in end_near(volunteers_of(desk), on)[:MOST]:
        words = _("La formazione di %(name)s finisce %(day)s: %(kind)s")
        if each.last_day < on:
            words = _("La formazione di %(name)s è finita %(day)s: %(kind)s")
        day = after(date_format(each.last_day, "j F").lower(), "il")
        words %= {"name": each.user, "day": day, "kind": each.get_kind_display()}
        url = reverse("helpdesk:volunteer_detail", args=[desk.slug, each.user_id])
        verb = _("Guarda") if each.user == user else _("Rinnova")
        yield Due(midnight(each.last_day), words, verb, url, days_late(each.last_day, on))


def page_of(desk, key):
    return reverse("helpdesk:shift_detail", args=[desk.slug, key])


def said(during) -> str:
    """ "martedì 1 dicembre, 9:00–12:00"."""
    start, end = timezone.localtime(during.lower), timezone.localtime(during.upper)
    day = date_format(start, "l j F").lower()
    return f"{day}, {date_format(start, 'G:i')}–{date_format(end, 'G:i')}"
