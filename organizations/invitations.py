"""What an invitation says: on its page and in the mail that carries its link."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Role

logger = logging.getLogger(__name__)

OFFERS = {
    Role.OWNER: _("tenere aggiornata la scheda di %(place)s e dire chi altro può farlo"),
    Role.EDITOR: _("tenere aggiornata la scheda di %(place)s"),
    Role.VOLUNTEER: _("fare volontariato allo sportello: %(place)s"),
    Role.QUARTER_COUNCIL: _("rappresentare il consiglio di quartiere: %(place)s"),
    Role.COORDINATOR: _("coordinare lo sportello: %(place)s"),
    Role.SOCIAL_WORKER: _("partecipare come assistente sociale alla rete di %(place)s"),
    Role.DIRECTION: _("dirigere la rete dei Punti Comunità di %(place)s"),
}


def offer_of(invitation) -> str:
    """What one is invited to, after "ti invita a"."""
    return OFFERS[invitation.role] % {"place": invitation.place}


def address_of(secret) -> str:
    """The link: of SITE_URL, because the host of a request is what its sender wrote."""
    return settings.SITE_URL + reverse("organizations:invitation", args=[secret])


def sent(invitation, secret) -> bool:
    """Whether the mail server took it."""
    context = {
        "invitation": invitation,
        "offer": offer_of(invitation),
        "address": address_of(secret),
        "SITE_URL": settings.SITE_URL,
    }
    subject = " ".join(render_to_string("organizations/email/invitation_subject.txt", context).split())
    try:
        send_mail(subject, render_to_string("organizations/email/invitation.txt", context), None, [invitation.email])
    except OSError as error:  # smtplib's are too; they name the address, which is nobody else's business
        logger.warning("The mail of invitation %s did not leave: %s", invitation.pk, type(error).__name__)
        return False
    return True
