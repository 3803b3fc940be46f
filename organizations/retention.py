"""How long invitations are kept; see `accounts.retention`."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.retention import THREE_MONTHS, Kept

from .models import Invitation


def old_invitations(now):
    long_ago = now - THREE_MONTHS
    return Invitation.objects.filter(Q(accepted_at__lt=long_ago) | Q(accepted_at=None, expires_at__lt=long_ago))


KEPT = [
    Kept(
        _("Inviti a lavorare al portale, con l’indirizzo e-mail"),
        _("90 giorni dopo la risposta o la scadenza"),
        _("Chi ha invitato vede com’è finita"),
        _("Inviti accettati o scaduti da 90 giorni"),
        old_invitations,
    )
]
