"""Mails to who applied at a desk and left an address, each once; what does not leave stays for the desk to say."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Application
from network.meetings.posting import A_RUN, send_each
from puntocomunita.encryption import decrypt

from .paper import on_paper

AT_ONCE = 20  # mails for which somebody waits; the rest leaves with the reminders


def post_at_once(keys):
    return write_due(Application.objects.filter(pk__in=keys), AT_ONCE)


def write_due(applications, most=A_RUN):
    """(how many left, how many did not and will be tried the next time)."""
    return send_each(
        take=lambda failed: take(applications.exclude(pk__in=failed)), letter=letter_to, give_back=give_back, most=most
    )


@transaction.atomic
def take(applications):
    """The next and what is to be told, counted as told: who is killed from here on wrote it once or not at all."""
    rows = applications.to_tell().exclude(email="").select_related("call__network")
    row = rows.select_for_update(skip_locked=True, of=["self"]).first()
    if row is None:
        return None
    told = row.to_tell, row.to_tell_since
    row.to_tell, row.to_tell_since = "", None
    row.save(update_fields=["to_tell", "to_tell_since"])
    return row, told


def give_back(row, told):
    """Unless something newer is to be told meanwhile."""
    what, since = told
    Application.objects.filter(pk=row.pk, to_tell="").update(to_tell=what, to_tell_since=since)


def letter_to(row, told) -> EmailMessage:
    subject = _("La tua domanda: %s") % row.call
    last = _("Per una domanda, o per rinunciare, vai in un Punto Comunità con il tuo riferimento.")
    return EmailMessage(subject, "\n\n".join([*on_paper(row, told[0]), last]) + "\n", to=[decrypt(row.email)])
