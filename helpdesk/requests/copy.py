"""What a desk holds of somebody, for them (GDPR, 15 and 20): {title: [{label: words}]}."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import AccessLog
from helpdesk.people import open_client, unsealed
from puntocomunita.templatetags.directory import moment


def copy_of(client, *, by) -> dict:
    """On record as any other look."""
    person = open_client(client, by=by)
    return {
        _("Chi sei"): [who(client, person)],
        _("Che cosa hai permesso"): [permitted(each) for each in client.permissions.select_related("notice")],
        _("Quando ci siamo visti o sentiti"): [came(each) for each in client.enquiries.with_topics()],
        _("Dove ti abbiamo indirizzato"): [sent_on(each) for each in client.referrals.order_by("created_at")],
        _("Quando qualcuno dello sportello ha aperto questi dati"): [
            {_("quando"): each.at, _("dove"): each.thing} for each in AccessLog.objects.filter(client_id=client.pk)
        ],
    }


def in_words(held) -> dict:
    """The same for paper: moments and days as people say them, and nothing that is empty."""
    return {
        title: [{label: said(each) for label, each in row.items() if each} for row in rows]
        for title, rows in held.items()
    }


def said(value):
    if isinstance(value, datetime.datetime):
        return moment(value)
    return date_format(value, "j F Y").lower() if isinstance(value, datetime.date) else value


def who(client, person):
    return {
        _("nome"): person.name,
        _("recapito"): person.contact,
        _("quando cercarti"): person.when_safe,
        _("dal"): client.created_on,
        _("l’ultima volta"): client.last_contact_on,
        _("si cancella il"): client.erase_on,
    }


def permitted(permission):
    return {
        _("che cosa"): permission.get_purpose_display(),
        _("a chi"): permission.recipient,
        _("le parole"): permission.notice.text,
        _("quando"): permission.given_at,
        _("come"): permission.get_how_display(),
        _("ritirato"): permission.withdrawn_at,
    }


def came(enquiry):
    return {
        _("giorno"): enquiry.day,
        _("per che cosa"): ", ".join(str(term) for term in enquiry.topics.all()),
        _("com’è finita"): enquiry.get_result_display(),
        _("nota"): enquiry.note,
    }


def sent_on(referral):
    return {
        _("numero"): referral.reference,
        _("dove"): referral.target_name,
        _("a che punto è"): referral.get_state_display(),
        _("quando"): referral.sent_at,
        _("che cosa abbiamo detto"): unsealed(referral.message),
        _("com’è andata"): referral.get_outcome_display(),
    }
