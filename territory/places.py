"""From what a person types to a place: coordinates, a postal code, a quarter, a street with its number.

A place that the gazetteer does not hold is said to be unknown (`UnknownPlace`): nothing is guessed and
no centre of anything stands in for it. `docs/adr/0004-gazetteer.md` says how and why.
"""

import re
from dataclasses import dataclass, replace
from itertools import product

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .addresses import (
    SAINTS,
    STREET_TYPES,
    house_number,
    is_house_number,
    is_postal_code,
    normalise,
    spelt_number,
    words,
)
from .gazetteer import AREAS, Area, address_row, rows_beginning, rows_like, rows_named
from .readings import Reading, asked_number, best_readings, loose_matches, significant_words

__all__ = ["AmbiguousPlace", "Area", "Place", "UnknownPlace", "find_place", "normalise", "search_places"]

LONGEST = 200  # letters of a text that are read
MOST_WORDS = 16
COORDINATES = re.compile(
    r"\s*(-?\d{1,4}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,4}(?:\.\d+)?)\s*|\s*(-?\d{1,4}\.\d+)\s+(-?\d{1,4}\.\d+)\s*"
)


@dataclass(frozen=True)
class Place:
    """Where a text is. `approximate`: less exact than what was asked (the street for a number, a zone's middle)."""

    label: str
    latitude: float
    longitude: float
    kind: str  # coordinates | address | street | landmark | postal_code | quarter | zone | municipality
    quarter: Area | None = None
    zone: Area | None = None
    municipality: Area | None = None
    postal_code: str = ""
    approximate: bool = False


class AmbiguousPlace(ValidationError):
    """A text that fits several places: `options` are those to choose from."""

    def __init__(self, text, options):
        self.text, self.options = text, tuple(options)
        names = _(" o ").join(option.label for option in self.options[:4])
        said = _("«%(text)s» può essere %(names)s: quale intendi?") % {"text": text, "names": names}
        super().__init__(said, code="ambiguous_place")


class UnknownPlace(ValidationError):
    """A text that fits no place of the gazetteer; `suggestions` are names written like it."""

    def __init__(self, text, suggestions=(), message=""):
        self.text, self.suggestions = text, tuple(suggestions)
        super().__init__(message or self._in_words(), code="unknown_place")

    def _in_words(self):
        said = _("Non conosciamo «%(text)s».") % {"text": self.text}
        if self.suggestions:
            said += " " + _("Forse cercavi %(names)s?") % {"names": ", ".join(self.suggestions)}
        return said + " " + _("Scrivi il quartiere, così cerchiamo lì vicino.")


def find_place(text, municipality=None):
    """The `Place` of a text; None for an empty one. Raises `UnknownPlace` or `AmbiguousPlace`.

    `municipality` is where a name is looked for first; other municipalities follow. At most 3 queries.
    """
    text = " ".join(text[:LONGEST].replace("\x00", " ").split())
    tokens = words(text)[:MOST_WORDS]
    if not text:
        return None
    if match := COORDINATES.fullmatch(text):
        return _coordinates(text, match)
    if not tokens:
        raise UnknownPlace(text)
    rows = _rows_named(text, tokens, municipality)
    found = best_readings(rows, tokens)
    return _answer(text, found, municipality) if found else _find_loosely(text, tokens, rows, municipality)


def _coordinates(text, match):
    latitude, longitude = (float(number) for number in match.groups() if number is not None)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise UnknownPlace(text, message=_("Le coordinate «%(text)s» non esistono.") % {"text": text})
    label = f"{round(latitude, 6)}, {round(longitude, 6)}"
    return Place(label, latitude, longitude, "coordinates")


def _rows_named(text, tokens, municipality):
    slices = _slices(tokens)
    slugs = {slug for name in [*slices, *_slices(slugify(text).split("-"))] for slug in _slugs(name)}
    numbers = {house_number(token) for token in tokens if is_house_number(token)}
    area_words = [word for word in significant_words(tokens) if len(word) > 2 and not word.isdigit()]
    codes = [token for token in tokens if is_postal_code(token)]
    return rows_named(slices, numbers, slugs, area_words, codes, municipality)


def _slices(tokens):
    """Every run of words that may be a name, beginning among the first four words."""
    ends = range(1, len(tokens) + 1)
    return [" ".join(tokens[start:end]) for start in range(min(4, len(tokens))) for end in ends if end > start]


def _slugs(name):
    """The slugs a name may have: its "san" stands for five words."""
    choices = [sorted(SAINTS) if word == "san" else [word] for word in name.split()]
    return {"-".join(chosen) for chosen in product(*choices)} if name.count("san") < 3 else set()


def _find_loosely(text, tokens, rows, municipality):
    likely = rows_like(_as_street(tokens), significant_words(tokens))
    areas = [row for row in rows if row.kind in AREAS]
    matches = loose_matches([*areas, *(row for row in likely if row not in areas)], tokens)
    if not matches:
        raise UnknownPlace(text, _suggestions(likely) if significant_words(tokens) else ())
    place = _answer(text, matches, municipality)
    return _with_number(matches[0], place) if len(matches) == 1 else place


def _as_street(tokens):
    """What is compared with names: most are streets, so a name alone is taken for one."""
    return " ".join(tokens if tokens[0] in STREET_TYPES else ["via", *tokens])


def _with_number(reading, place):
    row = address_row(reading.row, reading.number) if reading.number else None
    return _place(Reading(row, number=reading.number)) if row else place


def _suggestions(likely):
    """At most three names, none much less like the text than the first."""
    likely = [row for row in likely if row.latitude is not None]
    near = [row.name for row in likely if row.likeness >= 0.8 * likely[0].likeness]
    return list(dict.fromkeys(near))[:3]


def _answer(text, readings, municipality=None):
    """The one place read, or those to choose from; `municipality` wins a tie."""
    home = [r for r in readings if municipality and r.row.municipality.id == municipality.pk]
    places = _told_apart([_place(reading) for reading in (home or readings)[:10]], municipality)
    if len(places) > 1:
        raise AmbiguousPlace(text, places)
    return places[0]


def _place(reading):
    row = reading.row
    return Place(
        label=_label(row),
        latitude=row.latitude,
        longitude=row.longitude,
        kind=row.kind,
        quarter=row.quarter or reading.said_quarter,
        zone=row.zone,
        municipality=row.municipality,
        postal_code=row.postal_code,
        approximate=reading.approximate,
    )


def _label(row):
    if row.kind == "zone":
        return _("zona %(name)s") % {"name": row.name}
    return f"{row.name} {spelt_number(row.house_number)}".strip()


def _told_apart(places, municipality):
    """Places outside the municipality, or in several, say in which they lie."""
    several = len({place.municipality.id for place in places}) > 1
    away = [several or (municipality and place.municipality.id != municipality.pk) for place in places]
    return [
        _away(place) if far and place.kind != "municipality" else place for place, far in zip(places, away, strict=True)
    ]


def _away(place):
    return replace(place, label=f"{place.label} ({place.municipality.name})")


def search_places(text, limit=10, municipality=None):
    """Places to propose while a person types: what begins or contains the words, then what is written like them."""
    text = " ".join(text[:LONGEST].replace("\x00", " ").split())
    tokens = words(text)[:MOST_WORDS]
    if COORDINATES.fullmatch(text):
        return [find_place(text)]
    rows = rows_beginning(tokens, asked_number(tokens), limit) if tokens else []
    places = [_place(Reading(row, number=row.house_number)) for row in rows if row.latitude is not None]
    return _told_apart(places, municipality)[:limit]
