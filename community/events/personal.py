"""What is held of who comes to events, and of who writes them, projects of houses and fund-raisings."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import MONTH, TWO_YEARS, Kept
from community.models import Event, EventGuest

from .coming import come_no_more

KEPT = [
    Kept(
        gettext_lazy("Chi ha detto che viene a un evento, e in quanti"),
        gettext_lazy("30 giorni dopo l’evento"),
        gettext_lazy("Serve a chi invita per sapere quanti ne aspetta, e a te per saperlo se cambia"),
        gettext_lazy("Chi è venuto a un evento di oltre 30 giorni fa"),
        lambda now: EventGuest.objects.filter(date__ends_at__lt=now - MONTH),
    ),
    Kept(
        gettext_lazy("Chi ha scritto un evento (il nome non si vede mai)"),
        gettext_lazy("2 anni; poi resta solo l’evento"),
        gettext_lazy("Serve a chi invita per sapere chi di loro l’ha scritto"),
        gettext_lazy("Eventi di oltre due anni fa, di chi sono"),
        lambda now: Event.objects.exclude(written_by=None).filter(changed_at__lt=now - TWO_YEARS),
        lambda events: events.update(written_by=None),
    ),
    Kept(
        gettext_lazy(
            "Chi ha proposto un progetto di più case o preparato una raccolta fondi (il nome non si vede mai)"
        ),
        gettext_lazy("finché non chiude l’accesso"),
        gettext_lazy("Per sapere a chi chiedere dei conti"),
    ),
]


def held(user):
    guests = user.event_guests.select_related("date__event")
    return {
        _("Eventi a cui hai detto che vieni"): [
            {_("che cosa"): each.date.event.title, _("quando"): each.date.starts_at, _("in quanti"): each.people}
            for each in guests
        ],
        _("Eventi che hai scritto"): [{_("che cosa"): each.title} for each in user.events_written.all()],
        _("Progetti di case e raccolte fondi che hai scritto"): [
            {_("che cosa"): each.title} for each in (*user.house_projects.all(), *user.fundraisings.all())
        ],
    }


def forget(user):
    """What they wrote is of who invites, or of the houses, and stays; their places go to who waits."""
    for guest in user.event_guests.select_related("date").order_by("date"):
        come_no_more(by=user, date=guest.date)
    for rows in (user.events_written, user.house_projects, user.fundraisings):
        rows.update(written_by=None)
