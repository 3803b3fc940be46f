"""What is held of who writes events, projects of houses and fund-raisings: never read, and only that they did."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, Kept
from community.models import Event

KEPT = [
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
    return {
        _("Eventi che hai scritto"): [{_("che cosa"): each.title} for each in user.events_written.all()],
        _("Progetti di case e raccolte fondi che hai scritto"): [
            {_("che cosa"): each.title} for each in (*user.house_projects.all(), *user.fundraisings.all())
        ],
    }


def forget(user):
    """What they wrote is of who invites, or of the houses, and stays."""
    for rows in (user.events_written, user.house_projects, user.fundraisings):
        rows.update(written_by=None)
