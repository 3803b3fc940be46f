"""What is held of a person for their work on the directory; see `accounts.personal_data`."""

from django.utils.translation import gettext as _

from .models import Change


def held(user):
    return {
        _("Modifiche proposte"): [change(each) for each in user.changes.all()],
        _("Segnalazioni"): [report(each) for each in user.reports.all()],
        _("Giri di mappatura"): [{_("nome"): each.name} for each in user.campaigns.all()],
        _("Quanto hai fatto per l’elenco"): [how_much(user)],
    }


def forget(user):
    """Drafts go, and the address left for an answer; what was proposed or said of a place stays, by nobody."""
    user.changes.filter(state=Change.State.DRAFT).delete()
    user.reports.update(contact="")


def change(row):
    return {_("dal"): row.created_at, _("stato"): row.get_state_display(), _("di che cosa"): str(row.entry or "")}


def report(row):
    return {
        _("quando"): row.created_at,
        _("che cosa"): row.get_topic_display(),
        _("parole"): row.words,
        _("com’è davvero"): row.suggestion,
        _("stato"): row.get_state_display(),
    }


def how_much(user):
    return {
        _("modifiche"): user.acts.count(),
        _("controlli"): user.verifications.count(),
        _("visite"): user.visits.count(),
    }
