"""What a desk holds of somebody, for them (GDPR, 15 and 20): {title: [{label: words}]}."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccessLog
from helpdesk.models import CallBackRequest
from helpdesk.people import open_client, unsealed
from helpdesk.referrals.history import words_of
from puntocomunita.templatetags.directory import moment

YES_OR_NO = {True: gettext_lazy("sì"), False: gettext_lazy("no"), None: ""}


def copy_of(client, *, by) -> dict:
    """On record as any other look."""
    person = open_client(client, by=by)
    sent = client.referrals.select_related("accompanied_by").prefetch_related("steps", "follow_ups")
    return {
        _("Chi sei"): [who(client, person)],
        _("Che cosa hai permesso"): [permitted(each) for each in client.permissions.select_related("notice")],
        _("La chiamata che avevi chiesto"): [called(each) for each in CallBackRequest.objects.filter(pk=client.pk)],
        _("Quando ci siamo visti o sentiti"): [
            came(each) for each in client.enquiries.select_related("quarter").with_topics()
        ],
        _("Dove ti abbiamo indirizzato"): [sent_on(each) for each in sent.order_by("created_at")],
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
        _("che recapito è"): client.get_contact_kind_display(),
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


def called(asked):
    return {
        _("quando l’hai chiesta"): asked.created_at,
        _("quante volte abbiamo provato"): asked.attempts,
        _("l’ultima"): asked.last_attempt_at,
        _("quando ci siamo parlati"): asked.settled_at,
    }


def came(enquiry):
    return {
        _("giorno"): enquiry.day,
        _("come"): enquiry.get_channel_display(),
        _("quanto tempo"): enquiry.get_minutes_display(),
        _("quante persone"): enquiry.people,
        _("per che cosa"): ", ".join(str(term) for term in enquiry.topics.all()),
        _("età"): enquiry.get_age_band_display(),
        _("chi eri"): enquiry.get_gender_display(),
        _("quartiere"): str(enquiry.quarter or ""),
        _("era la prima volta"): YES_OR_NO[enquiry.is_first_visit],
        _("serviva aiuto con la lingua"): YES_OR_NO[enquiry.needs_language_help],
        _("che cosa abbiamo fatto"): ", ".join(str(enquiry.Answer(each).label) for each in enquiry.answers),
        _("com’è finita"): enquiry.get_result_display(),
        _("perché"): enquiry.get_unmet_reason_display(),
        _("nota"): enquiry.note,
    }


def sent_on(referral):
    return {
        _("numero"): referral.reference,
        _("dove"): referral.target_name,
        _("come"): referral.get_kind_display(),
        _("scritto a"): referral.recipient_email,
        _("a che punto è"): referral.get_state_display(),
        _("quando"): referral.sent_at,
        _("che cosa abbiamo detto"): unsealed(referral.message),
        _("appuntamento"): referral.appointment_at,
        _("proposto per"): referral.proposed_at,
        _("chi viene con te"): str(referral.accompanied_by or ""),
        _("perché no"): referral.get_decline_reason_display(),
        _("com’è andata"): referral.get_outcome_display(),
        _("chi lo ha detto"): referral.get_outcome_source_display(),
        _("che cosa è successo"): "; ".join(happened(referral)),
    }


def happened(referral):
    told = [(each.at, each.get_what_display()) for each in referral.steps.all()]
    told += [(each.at, words_of(each)) for each in referral.follow_ups.all()]
    return [f"{moment(at)}: {words}" for at, words in sorted(told)]
