"""The filters that are on, as chips that can be taken away."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from territory.models import Municipality, Quarter, Zone

from .facets import TAXONOMY_FACETS, ease_labels, kind_labels

PLACES = {"municipality": Municipality, "zone": Zone, "quarter": Quarter}
QUIET = ("ordering", "start_time", "end_time", "search")  # part of another, or said in the title


@dataclass
class ActiveFilter:
    param: str
    value: str
    label: str
    remove_url: str


def active_filters(search) -> list[ActiveFilter]:
    """In the order of the address; only what is valid and narrows."""
    valid = set(search.values)
    places = {name: _names(model, search, name) for name, model in PLACES.items() if name in valid}
    return [
        ActiveFilter(name, value, _label(search, places, name, value), search.url_without(name, value))
        for name, values in search.params.lists()
        for value in values
        if name in valid and name not in QUIET
    ]


def _names(model, search, name) -> dict[str, str]:
    """{slug: name} of the places chosen, in one query."""
    return dict(model.objects.filter(slug__in=search.params.getlist(name)).values_list("slug", "name"))


def _label(search, places, name, value) -> str:
    if name in TAXONOMY_FACETS:
        return search.filterset.vocabulary.by_slug[name, value].local_name
    if name in places:
        return places[name][value]
    if name in ease_labels():
        return ease_labels()[name]
    return _said(search, name, value)


def _said(search, name, value) -> str:
    values = search.values
    labels = {
        "near": lambda: _("vicino a %s") % values["near"].label,
        "radius": lambda: _("entro %s") % length(values["radius"]),
        "open_now": lambda: _("Aperto ora"),
        "open_at": lambda: _("Aperto %s") % date_format(values["open_at"], "l j F, H:i").lower(),
        "postal_code": lambda: _("CAP %s") % value,
        "postcode": lambda: _("CAP %s") % value,
        "language": lambda: _language(value),
        "minimum_age": lambda: _("da %s anni") % value,
        "maximum_age": lambda: _("fino a %s anni") % value,
        "verified_within": lambda: _("controllato negli ultimi %s giorni") % value,
        "kind": lambda: kind_labels()[value],
        "bbox": lambda: _("dentro la mappa"),
    }
    return labels.get(name, lambda: f"{name}: {value}")()


def _language(code) -> str:
    try:
        return get_language_info(code)["name_translated"].lower()
    except KeyError:
        return code


def length(metres: int) -> str:
    return f"{metres} m" if metres < 1_000 else f"{metres / 1_000:g} km".replace(".", ",")
