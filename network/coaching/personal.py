"""What is held of who takes part in a coaching programme, and for how long; part of `network.retention`, `own_data`."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.retention import TWO_YEARS, Kept
from network.models import CoachingProgramme, CoachingSession, Stakeholder


def over_since_long(now, path=""):
    return {f"{path}ends_on__lt": timezone.localdate(now - TWO_YEARS)}


def forget_names(stakeholders):
    """Which part of the team they were, and the organisation, stay."""
    return stakeholders.update(name="", erased_at=timezone.now())


KEPT = [
    Kept(
        gettext_lazy("Il nome di chi è nella squadra di un percorso di accompagnamento"),
        gettext_lazy("2 anni dopo l’ultimo giorno; poi resta solo l’organizzazione"),
        gettext_lazy("Serve a lavorare insieme e a sapere chi c’era"),
        gettext_lazy("Nomi nelle squadre di percorsi finiti da oltre due anni"),
        lambda now: Stakeholder.objects.exclude(name="").filter(**over_since_long(now, "programme__")),
        forget_names,
    ),
    Kept(
        gettext_lazy("Il nome di chi accompagna un percorso e non ha un accesso al portale"),
        gettext_lazy("2 anni dopo l’ultimo giorno; poi resta solo l’organizzazione"),
        gettext_lazy("Serve a sapere a chi rivolgersi"),
        gettext_lazy("Nomi di chi ha accompagnato percorsi finiti da oltre due anni"),
        lambda now: CoachingProgramme.objects.exclude(coach_name="").filter(**over_since_long(now)),
        lambda rows: rows.update(coach_name=""),
    ),
    Kept(
        gettext_lazy("Gli appunti degli incontri di un percorso, e chi li ha scritti"),
        gettext_lazy("2 anni dopo l’ultimo giorno"),
        gettext_lazy("Servono alla squadra per riprendere da dove era rimasta"),
        gettext_lazy("Appunti di percorsi finiti da oltre due anni"),
        lambda now: CoachingSession.objects.exclude(notes="").filter(**over_since_long(now, "programme__")),
        lambda rows: rows.update(notes="", written_by=None),
    ),
]


def held(user):
    return {_("Percorsi che accompagni"): [coached(each) for each in user.coached_programmes.all()]}


def forget(user):
    """Where they came for an organisation that they keep, it stays; a programme that they led looks for a coach."""
    forget_names(Stakeholder.objects.filter(name=user.name, organization__members__user=user))


def coached(row):
    return {
        _("percorso"): row.title,
        _("dal"): row.starts_on,
        _("al"): row.ends_on,
        _("a che punto è"): row.get_state_display(),
    }
