"""Why a listing is where it is in the list, in one short line."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import HowVerified
from services.words.query import IN_NAME, IN_THEME

NEAR = 1_000  # metres


def reasons(listing, words_query, vocabulary, today) -> list[str]:
    """Words, nearness, open now, last check: what the order was made of."""
    said = [_words_reason(listing, words_query, vocabulary), _place_reason(listing), _open_reason(listing)]
    if listing.is_of_directory:
        said.append(verified_reason(listing.verified_on, listing.verified_how, today))
    return [reason for reason in said if reason]


def _words_reason(listing, words_query, vocabulary) -> str:
    if not words_query:
        return ""
    text = " ".join(group.text for group in words_query.telling)
    if listing.fit >= IN_NAME:
        return _("«%s» è nel nome") % text
    if listing.fit >= IN_THEME:
        return _theme_reason(listing, words_query, vocabulary, text)
    return _("«%s» è nella descrizione") % text


def _theme_reason(listing, words_query, vocabulary, text) -> str:
    meant = {term_id for group in words_query.groups for term_id in group.term_ids}
    names = [vocabulary.by_id[term_id].local_name for term_id in listing.terms if term_id in meant]
    if names:
        return _("«%(text)s» fa parte di: %(theme)s") % {"text": text, "theme": names[-1]}
    return _("«%s» è nel nome e nei temi") % text


def _place_reason(listing) -> str:
    if listing.distance is not None:
        return _("vicino") if listing.distance <= NEAR else ""
    if listing.comes_home:
        return _("viene a casa tua")
    if listing.by_phone or listing.online:
        return _("non serve spostarsi")
    return ""


def _open_reason(listing) -> str:
    return _("aperto") if listing.state.state == "open" else ""


def verified_reason(day: datetime.date | None, how: str, today: datetime.date) -> str:
    if not day:
        return _("nessuno l’ha ancora controllato")
    days = (today - day).days
    if days > 365:
        return _("controllato più di un anno fa")
    return _("controllato %(how)s %(ago)s") % {"how": HowVerified(how).label if how else "", "ago": _ago(days)}


def _ago(days: int) -> str:
    if days < 1:
        return _("oggi")
    if days < 14:
        return ngettext("ieri", "%(n)s giorni fa", days) % {"n": days}
    if days < 60:
        return _("%s settimane fa") % (days // 7)
    return _("%s mesi fa") % (days // 30)
