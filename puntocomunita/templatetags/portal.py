"""How every page writes icons, distances and marks, and knows where it is."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from puntocomunita.finders import THEME

register = template.Library()

OWN_ICONS = settings.BASE_DIR / "static" / "img" / "icons"
JOINED = {"al": "all’", "dal": "dall’", "del": "dell’", "il": "l’"}
METRES_A_MINUTE = 75  # an unhurried walk, 4.5 km an hour
WALKABLE = 3_000  # metres; beyond, minutes on foot help nobody

NAVIGATION = [
    ("services:listing_list", gettext_lazy("Trova aiuto")),
    ("organizations:community_point_list", gettext_lazy("Punti Comunità")),
    ("organizations:organization_list", gettext_lazy("Organizzazioni")),
    ("services:take_part", gettext_lazy("Partecipa")),
    ("services:figures", gettext_lazy("Dati")),
]

MARKS = [
    ("no_appointment", gettext_lazy("senza appuntamento")),
    ("free", gettext_lazy("gratis")),
    ("anonymous", gettext_lazy("senza dire il nome")),
    ("wheelchair", gettext_lazy("sedia a rotelle")),
]
WAYS = [
    ("comes_home", gettext_lazy("viene a casa tua")),
    ("by_phone", gettext_lazy("risponde al telefono")),
    ("online", gettext_lazy("si fa in Internet")),
]
MORE_LANGUAGES = {
    "am": gettext_lazy("amarico"),
    "si": gettext_lazy("singalese"),
    "so": gettext_lazy("somalo"),
    "ti": gettext_lazy("tigrino"),
    "tl": gettext_lazy("tagalog"),
    "wo": gettext_lazy("wolof"),
    "zh": gettext_lazy("cinese"),
}


@register.simple_tag
def icon(name, other=""):
    """An inline `<svg>` that assistive technology passes over; nothing where nobody drew `name` or `other`."""
    drawing = drawings().get(name) or drawings().get(other)
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing) if drawing else ""


@cache
def drawings():
    """Every icon by name: those of the theme's sprite, and ours over them."""
    sprite = (THEME / "svg" / "sprites.svg").read_text()
    theirs = re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', sprite, re.DOTALL)
    ours = [(path.stem, path.read_text()) for path in OWN_ICONS.glob("*.svg")]
    return {name: mark_safe(re.sub(r"</?svg[^>]*>", "", drawing).strip()) for name, drawing in theirs + ours}


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context):
    """The main menu; a page that failed is drawn without a request."""
    path = getattr(context.get("request"), "path", "")
    sections = [(reverse(name), label) for name, label in NAVIGATION]
    return {"sections": [(url, label, path.startswith(url)) for url, label in sections]}


@register.filter
def in_room(path, names):
    """Whether `/comunita/<city>/temi/…` is of one of the rooms named: "temi storie"."""
    return "".join(path.split("/")[3:4]) in names.split()


@register.filter
def distance(metres):
    """ "650 m, 9 minuti a piedi"; nothing for None."""
    if metres is None:
        return ""
    length = shown_length(metres)
    if metres > WALKABLE:
        return length
    minutes = max(1, round(metres / METRES_A_MINUTE))
    on_foot = ngettext("%(minutes)d minuto a piedi", "%(minutes)d minuti a piedi", minutes) % {"minutes": minutes}
    return f"{length}, {on_foot}"


def shown_length(metres):
    if metres < 995:
        return _("%(metres)d m") % {"metres": round(metres, -1) or 10}
    kilometres = round(metres / 1000, 1 if metres < 9_950 else None)
    return _("%(kilometres)s km") % {"kilometres": number_format(f"{kilometres:g}")}


@register.filter
def in_words(state):
    """An OpeningState as people say it: "Aperto ora, fino alle 18:00"."""
    return state.label()


@register.filter
def number(value):
    """1240 as "1.240"."""
    return number_format(value, force_grouping=True)


@register.filter
def marks(listing):
    """At most three marks of easy entry, the ones that open most doors first."""
    kept = [label for field, label in MARKS if getattr(listing, field)]
    spoken = [language_name(code) for code in listing.languages if code != "it"]
    return (kept[:2] + [", ".join(spoken[:3])] + kept[2:] if spoken else kept)[:3]


@register.filter
def ways(listing):
    """How one has it without going there: at home, by phone, online."""
    return [label for field, label in WAYS if getattr(listing, field)]


@register.filter
def language_name(code):
    """ "ur" as "urdu", in the language of the page; the code where nobody knows the name."""
    if code in MORE_LANGUAGES:
        return MORE_LANGUAGES[code]
    return get_language_info(code)["name_translated"].lower() if code in LANG_INFO else code


@register.filter
def after(day, word):
    """A day, written "9 marzo", after the word before it: {{ day|after:"al" }} is "al 9 marzo", "all’8 marzo"."""
    if not re.match(r"(?:8|11)\b", day):
        return f"{word} {day}"
    joined = JOINED[word.lower()]
    return (joined if word.islower() else joined.capitalize()) + day
