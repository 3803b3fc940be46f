"""What is held of a person who works at a desk; see `accounts.personal_data`."""

from django.utils.translation import gettext as _

from .models import CalendarLink


def held(user):
    return {
        _("Turni allo sportello"): [shift(each) for each in user.shift_assignments.select_related("shift")],
        _("Quanto hai fatto allo sportello"): [how_much(user)],
        _("Indirizzo per il calendario dei turni"): calendars(user),
    }


def forget(user):
    """Shifts to come are free again by the database; what was logged stays, by nobody."""


def shift(row):
    return {
        _("da"): row.during.lower,
        _("a"): row.during.upper,
        _("dove"): str(row.shift.community_point),
        _("stato"): row.get_state_display(),
    }


def calendars(user):
    """That there is one, and since when; its secret is known to its reader alone."""
    return [{_("dal"): link.created_at} for link in CalendarLink.objects.filter(user=user)]


def how_much(user):
    return {
        _("contatti"): user.enquiries.count(),
        _("passaggi"): user.referrals.count(),
        _("accompagnamenti"): user.accompanied_referrals.count(),
        _("verifiche"): user.follow_ups.count(),
        _("passi dei passaggi"): user.referral_steps.count(),
        _("persone seguite"): user.clients.count(),
        _("permessi raccolti"): user.recorded_permissions.count(),
    }
