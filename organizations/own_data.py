"""What is held of a person for their roles and invitations; see `accounts.personal_data`."""

from django.utils.translation import gettext as _

from .models import Invitation


def held(user):
    return {
        _("Incarichi"): [mandate(each) for each in user.mandates.select_related("community_point", "municipality")],
        _("Organizzazioni"): [membership(each) for each in user.memberships.select_related("organization")],
        _("Richieste di tenere una voce"): [claim(each) for each in user.claims.select_related("organization")],
        _("Inviti che hai mandato"): [invitation(each) for each in placed(user.sent_invitations)],
        _("Inviti che hai ricevuto"): [invitation(each) for each in placed(received_by(user))],
    }


def forget(user):
    """An invitation holds the invited address, whether or not it was taken."""
    received_by(user).delete()


def received_by(user):
    return Invitation.objects.filter(email__iexact=user.email) | Invitation.objects.filter(accepted_by=user)


def placed(invitations):
    return invitations.select_related("organization", "community_point", "municipality")


def mandate(row):
    return {
        _("ruolo"): row.get_role_display(),
        _("dove"): str(row.place),
        _("dal"): row.term.lower,
        _("fino al"): row.last_day,
    }


def membership(row):
    return {_("ruolo"): row.get_role_display(), _("organizzazione"): row.organization.name, _("dal"): row.since}


def claim(row):
    return {
        _("organizzazione"): row.organization.name,
        _("parole"): row.words,
        _("dal"): row.created_at,
        _("stato"): row.get_state_display(),
    }


def invitation(row):
    """Of one that was sent, not to whom: that is their datum."""
    return {
        _("ruolo"): row.get_role_display(),
        _("dove"): str(row.place),
        _("mandato"): row.created_at,
        _("accettato"): row.accepted_at,
    }
