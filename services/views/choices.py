"""What the filters of the search page offer, and how their day and hour become one parameter."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from puntocomunita.templatetags.portal import language_name, shown_length
from services.filters import DEFAULT_RADIUS

AT_HAND = 5  # values of a facet before "altri"
DAYS = 14
IN_ORDER = ("kind", "target", "need", "activity", "quarter")
RADII = (500, 1_000, 2_000, 5_000, 10_000)
LANGUAGES = ("en", "ar", "ur", "uk", "bn", "fr", "ro", "es", "sq", "pa", "zh", "ru", "si", "wo")
ORDERS = {
    "relevance": gettext_lazy("in ordine di utilità"),
    "distance": gettext_lazy("per distanza"),
    "name": gettext_lazy("per nome"),
    "verified": gettext_lazy("controllati da poco"),
}
LABELS = {
    "q": gettext_lazy("Cosa cerchi"),
    "near": gettext_lazy("Dove"),
    "radius": gettext_lazy("Quanto lontano"),
    "open_at": gettext_lazy("Giorno e ora"),
    "open_now": gettext_lazy("Aperto ora"),
    "kind": gettext_lazy("Che cosa cerchi"),
    "need": gettext_lazy("Di cosa hai bisogno"),
    "activity": gettext_lazy("Che tipo di attività"),
    "target": gettext_lazy("Per chi"),
    "quarter": gettext_lazy("Quartiere"),
    "postal_code": gettext_lazy("CAP"),
    "language": gettext_lazy("Che lingua si parla"),
    "minimum_age": gettext_lazy("Età, da"),
    "maximum_age": gettext_lazy("Età, a"),
    "page": gettext_lazy("Pagina"),
}
IN_SIGHT = {
    "q", "near", "radius", "kind", "need", "activity", "target", "quarter", "open_now", "open_at", "language",
    "minimum_age", "maximum_age", "free", "no_appointment", "anonymous", "soft_entry", "wheelchair",
}  # fmt: skip


@dataclass
class Check:
    """A checkbox: what it sends, what it says, how many it would leave (None: not counted)."""

    name: str
    value: str
    label: str
    count: int | None = None
    selected: bool = False
    approximate: bool = False
    under: bool = False  # a branch of the one above


@dataclass
class Checks:
    """A group of checkboxes: the first few at hand, with all that are chosen, and the rest."""

    name: str
    label: str
    first: list[Check]
    rest: list[Check]


def with_moment(params):
    """The parameters without empty ones, `open_day` and `open_time` written as `open_at`."""
    asked = params.copy()
    day, time = asked.pop("open_day", [""])[-1], asked.pop("open_time", [""])[-1]
    if day:
        asked["open_at"] = f"{day}T{time or '10:00'}"
    for name in list(asked):
        asked.setlist(name, [value for value in asked.getlist(name) if value])
        if not asked.getlist(name):
            del asked[name]
    return asked


def groups(page, params):
    """The facets in the order people think of them, then the languages."""
    named = [checks(page.facets[name], name) for name in IN_ORDER if page.facets]
    return [*named, *ease(page.facets), languages(params.getlist("language"))]


def ease(facets):
    if not facets:
        return []
    helpful = [value for value in facets["ease"].values if value.count or value.selected]
    return [Checks("ease", facets["ease"].label, [check(value, value.value, "true") for value in helpful], [])]


def checks(facet, name):
    shown = [check(value, name, value.value) for value in in_sight(facet.values)]
    few = [each for each in shown if not each.under][: None if name == "kind" else AT_HAND]
    first = [each for each in shown if each in few or each.selected or each.under]
    return Checks(name, facet.label, first, [each for each in shown if each not in first])


def check(value, name, sent):
    return Check(name, sent, value.label, value.count, value.selected, value.approximate, bool(value.parent))


def in_sight(values):
    """The top of a tree, under each what is chosen of it or stands beside what is chosen."""
    tops = {value.value: value for value in values if value.parent == ""}
    unfolded = {value.value for value in values if value.selected} | {v.parent for v in values if v.selected}
    branches = [value for value in values if value.parent and (value.parent in unfolded or value.parent not in tops)]
    under = {top: [value for value in branches if value.parent == top] for top in tops}
    alone = [value for value in branches if value.parent not in tops and value.selected]
    return [each for top, value in tops.items() for each in (value, *under[top])] + alone


def languages(chosen):
    shown = [Check("language", code, language_name(code), selected=code in chosen) for code in LANGUAGES]
    first = [each for index, each in enumerate(shown) if each.selected or index < AT_HAND]
    return Checks("language", _("Che lingua si parla"), first, [each for each in shown if each not in first])


def moment(params):
    """Days to choose from, and the hour: the asked one, else ten in the morning."""
    asked = parsed(params.get("open_at", ""))
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=ahead) for ahead in range(DAYS)]
    if asked and asked.date() not in days:
        days.insert(0, asked.date())
    options = [(day.isoformat(), day_name(day, today), bool(asked) and day == asked.date()) for day in days]
    return {"days": options, "time": asked.strftime("%H:%M") if asked else "10:00"}


def parsed(text):
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def day_name(day, today):
    """ "oggi, martedì 24", "giovedì 26"; with the month where the number alone might be another's."""
    ahead = (day - today).days
    name = date_format(day, "l j" if 0 <= ahead < DAYS else "l j F").lower()
    return {0: _("oggi, %s"), 1: _("domani, %s")}.get(ahead, "%s") % name


def radii(asked):
    """Distances to choose from; the usual one is sent as nothing."""
    asked = int(asked) if asked.isdecimal() else DEFAULT_RADIUS
    every = sorted({*RADII, asked})
    return [(radius if radius != DEFAULT_RADIUS else "", shown_length(radius), radius == asked) for radius in every]


def kept(search, params):
    """Filters that are on and have no control of their own, to travel with the form."""
    active = [(each.param, each.value) for each in search.active if each.param not in IN_SIGHT]
    ordering = params.get("ordering")
    return [*active, ("ordering", ordering)] if ordering in ORDERS else active


def orders(search, params):
    """The orders of the list as (label, address, whether it is this one)."""
    names = [name for name in ORDERS if name != "distance" or search.place]
    current = params.get("ordering") if params.get("ordering") in names else "relevance"
    address = {name: search.url(ordering=None if name == "relevance" else name) for name in names}
    return [(ORDERS[name], address[name], name == current) for name in names]


def errors(search):
    """What was not understood, by the name people see: [(label, [reasons])]; the place is asked back apart."""
    said = [(name, reasons) for name, reasons in search.errors.items() if not (name == "near" and search.place_error)]
    return [(LABELS.get(name, name), reasons) for name, reasons in said]


def for_the_map(search):
    """What is valid of the search, as the API takes it: it refuses what the page forgives."""
    asked = search.filterset.form.data.copy()
    for name in list(asked):
        if name not in search.values or name == "ordering":
            del asked[name]
    return asked.urlencode()


def chips(search):
    """The filters that are on, but for the place, which stands in its box and in the title."""
    return [each for each in search.active if each.param != "near"]


def asked_back(search, quarters):
    """What to answer to a place that is unknown or is several: the words, near misses, then every quarter."""
    error = search.place_error
    if not error:
        return None
    likely = [*getattr(error, "suggestions", ()), *(place.label for place in getattr(error, "options", ()))]
    return {
        "message": " ".join(error.messages),
        "likely": [(name, search.url(near=name)) for name in likely],
        "quarters": [(name, search.url(near=name)) for name in quarters],
    }
