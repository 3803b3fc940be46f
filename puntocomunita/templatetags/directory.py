"""How the pages of the directory write phones, languages, amounts and places."""

import json
import re
from urllib.parse import quote

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import HowVerified
from services.freshness.days import CHECK_AGAIN_AFTER, UNCONFIRMED_AFTER

from .portal import after

register = template.Library()

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "ckb"}
NATIVE_NAMES = {"ur": "اردو", "bn": "বাংলা", "pa": "ਪੰਜਾਬੀ", "zh": "中文", "si": "සිංහල", "am": "አማርኛ", "ti": "ትግርኛ"}
EASE = ["no_appointment", "free", "anonymous", "place_to_sit", "phone_or_internet", "play_area"]
WAYS = ["comes_home", "by_phone", "online"]


@register.filter
def phones(objects):
    """Phones fit to be shown, each once, from HSDS objects: number, what to dial, what it is for."""
    shown = [shown_phone(phone) for phone in objects if phone.get("number")]
    return list({phone["dial"]: phone for phone in reversed(shown)}.values())[::-1]


def shown_phone(phone):
    number, extension = phone["number"], phone.get("extension") or ""
    digits = re.sub(r"[^\d+]", "", number)
    dial = f"{digits},{extension}" if extension else digits
    return {"number": number, "dial": dial, "extension": extension, "description": phone.get("description", "")}


@register.filter
def languages(spoken):
    """HSDS languages by the name their speakers give them: code, name, direction."""
    return [shown_language(language) for language in spoken]


def shown_language(language):
    code = (language.get("code") or "").lower()
    local = NATIVE_NAMES.get(code) or LANG_INFO.get(code, {}).get("name_local")
    name = local or language.get("name") or language.get("note") or code
    name = name[:1].upper() + name[1:]
    return {"code": code if local else "", "name": name, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr"}


@register.filter
def amounts(cost_options):
    """HSDS cost options as lines: "tessera annuale: 10 €"."""
    return [line for line in map(shown_amount, cost_options) if line]


def shown_amount(option):
    what = option.get("option") or option.get("amount_description") or ""
    return ": ".join(filter(None, [what, shown_price(option.get("amount"), option.get("currency") or "EUR")]))


def shown_price(amount, currency):
    if amount in (None, ""):
        return ""
    places = 0 if float(amount).is_integer() else 2
    return f"{number_format(amount, places)} {'€' if currency == 'EUR' else currency}"


@register.filter
def documents(required):
    """What to bring, from HSDS required documents (or plain texts)."""
    return [text for text in (item if isinstance(item, str) else item.get("document", "") for item in required) if text]


@register.filter
def checked_words(thing):
    """Who checked it, how and when, in words; None when nobody has."""
    if not thing.verified_on:
        return None
    how = HowVerified(thing.verified_how).label if thing.verified_how else ""
    return " ".join(filter(None, [str(how), after(day_words(thing.verified_on), "il")]))


def day_words(day):
    return date_format(day, "j F Y").lower()


@register.filter
def moment(at):
    """ "martedì 24 novembre 2026, alle 22:59", on the clock of the place."""
    return date_format(timezone.localtime(at), _(r"l j F Y, \a\l\l\e G:i")).lower()


@register.filter
def checked_lately(thing):
    return bool(thing.verified_on) and timezone.localdate() - thing.verified_on <= CHECK_AGAIN_AFTER


@register.filter
def unconfirmed(thing):
    """Checked once, and nobody confirmed it when they were asked."""
    return bool(thing.verified_on) and timezone.localdate() - thing.verified_on > UNCONFIRMED_AFTER


@register.filter
def map_link(location):
    """OpenStreetMap, opened only by who asks for it: a point where we have one, else the words of the address."""
    if location.latitude is not None:
        lat, lng = location.latitude, location.longitude
        return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lng}#map=18/{lat}/{lng}"
    return "https://www.openstreetmap.org/search?query=" + quote(f"{location.address}, {location.city}")


@register.filter
def message(text):
    """The text as the body of an SMS or an e-mail."""
    return quote(" ".join(text.split()))


@register.simple_tag
def json_ld(data):
    """A data block, which no Content-Security-Policy runs; `<`, `>` and `&` cannot end it early."""
    text = json.dumps(data, ensure_ascii=False).translate(
        {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
    )
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.filter
def entry_marks(service):
    """All that makes it easy to enter, in words."""
    return [service._meta.get_field(name).verbose_name for name in EASE + WAYS if getattr(service, name)]


@register.filter
def ages(service):
    """For whom by age: "Da 11 a 14 anni"; empty when no age is stated."""
    low, high = service.minimum_age, service.maximum_age
    if low and high is not None:
        return _("Da %(low)s a %(high)s anni.") % {"low": low, "high": high}
    if high is not None:
        return ngettext("Fino a %(high)s anno.", "Fino a %(high)s anni.", high) % {"high": high}
    return ngettext("Da %(low)s anno in su.", "Da %(low)s anni in su.", low) % {"low": low} if low else ""


@register.filter
def different_hours(doors):
    """The doors that differ in hours: only the first of those that keep the same."""
    return list({door.timetable and door.timetable.id: door for door in reversed(doors)}.values())[::-1]


@register.simple_tag
def note(thing, doors, phones):
    """What to carry along, as the plain text of a message."""
    places = [f"{door.location.address}, {door.location.city}" for door in doors if door.location]
    numbers = [_("tel. %(number)s") % {"number": phone["number"]} for phone in phones[:1]]
    return " · ".join([thing.name, *places[:2], *numbers, settings.SITE_URL + thing.get_absolute_url()])


@register.filter
def quarter_names(organization):
    """The quarters where it has a place, each once."""
    return list(dict.fromkeys(place.quarter.name for place in organization.locations.all() if place.quarter))
