"""Whether a text reads as a row of the gazetteer: its name, and around it only what belongs to it."""

from dataclasses import dataclass

from .addresses import NUMBER_WORDS, SMALL_WORDS, STREET_TYPES, house_number, is_house_number, is_postal_code, words
from .gazetteer import AREAS, STREETS, Area, Row

AREA_WORDS = {"quartiere", "zona", "rione", "comune", "citta", "provincia", "italia", "vicino", "villaggio"}
FIRST_KINDS = ("quarter", "zone", "municipality", "landmark", "address", "street", "postal_code")


@dataclass(frozen=True)
class Reading:
    """A row, the house number asked for, and the quarter said beside the street."""

    row: Row
    length: int = 0
    number: str = ""
    said_quarter: Area | None = None

    @property
    def approximate(self):
        return self.row.kind == "zone" or self.row.house_number != self.number

    @property
    def rank(self):
        return -self.length, self.row.house_number != self.number, FIRST_KINDS.index(self.row.kind)


def best_readings(rows, tokens):
    """The readings that explain every word, those of the longest name; one for each place."""
    areas = [row for row in rows if row.kind in AREAS]
    readings = [reading for row in rows if (reading := _read(row, tokens, areas))]
    if tokens[0] == "zona":
        readings = [r for r in readings if r.row.kind == "zone"] or readings
    best = min((reading.rank for reading in readings), default=None)
    found = [reading for reading in readings if reading.rank == best]
    return sorted(found, key=lambda reading: reading.row.municipality.name)


def loose_matches(rows, tokens):
    """What is called so once first names and small words are left out, each kind by its own measure."""
    kind_of_street = tokens[0] if tokens[0] in STREET_TYPES else ""
    asked = significant_words(_without_areas(tokens, rows))
    rows = [row for row in rows if row.latitude is not None]
    if shuffled := [row for row in rows if row.kind == "street" and set(name_words(row)) < {*tokens, ""}]:
        return [_shuffled(max(shuffled, key=lambda row: len(row.name)), tokens)]
    number = asked_number(tokens)
    matches = [row for row in rows if _is_loosely(row, asked, kind_of_street)]
    matches.sort(key=lambda row: (FIRST_KINDS.index(row.kind), -row.likeness, row.name))
    return [Reading(row, number=number if row.kind == "street" else "") for row in matches]


def _shuffled(row, tokens):
    """A street whose words are all there in another order, as in "Villaggio Sereno traversa XII"."""
    left = [token for token in tokens if token not in name_words(row)]
    return Reading(row, number=asked_number(["", *left]))


def significant_words(tokens):
    """The words that tell one place from another: without the type of street, small words and numbers."""
    dull = STREET_TYPES | SMALL_WORDS | NUMBER_WORDS | AREA_WORDS
    kept = [token for token in tokens if token not in dull and not is_postal_code(token)]
    return kept[:-1] if len(kept) > 1 and asked_number(kept) else kept


def asked_number(tokens):
    """The house number that ends a text, postal codes aside."""
    last = [token for token in tokens if not is_postal_code(token)][-1:]
    return house_number(last[0]) if last and len(tokens) > 1 and is_house_number(last[0]) else ""


def name_words(row):
    return row.search_name.split() if row.search_name else words(row.name)


def _read(row, tokens, areas):
    name = name_words(row)
    start = _position(name, tokens)
    if start is None or row.latitude is None:
        return None
    near = [area for area in areas if area.municipality.id == row.municipality.id and area is not row]
    before, after = tokens[:start], tokens[start + len(name) :]
    number, after = _split_number(row, after)
    if not _explained(before + after, row, near) or (row.house_number and row.house_number != number):
        return None
    return Reading(row, len(name), number, _quarter_said(before + after, near))


def _position(name, tokens):
    starts = range(len(tokens) - len(name) + 1)
    return next((start for start in starts if name and tokens[start : start + len(name)] == name), None)


def _split_number(row, after):
    while after and after[0] in NUMBER_WORDS:
        after = after[1:]
    if row.kind in STREETS and after and is_house_number(after[0]):
        return house_number(after[0]), after[1:]
    return "", after


def _explained(rest, row, near):
    """Whether the words around a name are its postal code, province, or an area it may lie in."""
    names = [words(area.name) for area in (row.quarter, row.zone, row.municipality) if area]
    names += [name_words(area) for area in near]
    allowed = AREA_WORDS | SMALL_WORDS | NUMBER_WORDS | {row.postal_code, row.province.lower()}
    while rest:
        step = next((len(name) for name in names if name == rest[: len(name)]), int(rest[0] in allowed))
        if not step:
            return False
        rest = rest[step:]
    return True


def _quarter_said(rest, near):
    said = [row.quarter for row in near if row.kind == "quarter" and _position(name_words(row), rest) is not None]
    return said[0] if len(said) == 1 else None


def _without_areas(tokens, rows):
    """The words without the name of a municipality found among the rows, where others remain."""
    for row in rows:
        name = name_words(row)
        start = _position(name, tokens) if row.kind == "municipality" else None
        if start and len(tokens) > len(name):
            tokens = tokens[:start] + tokens[start + len(name) :]
    return tokens


def _is_loosely(row, asked, kind_of_street):
    name = significant_words(name_words(row))
    if row.kind in ("quarter", "zone", "landmark"):
        return bool(asked) and not kind_of_street and set(asked) <= set(name)
    if row.kind != "street" or (kind_of_street and kind_of_street != name_words(row)[0]):
        return False
    return bool(asked) and (sorted(name) == sorted(asked) or _ends_with(name, asked))


def _ends_with(name, asked):
    """ "Tommaseo" for "Nicolò Tommaseo", "Vittorio Emanuele" for "Vittorio Emanuele II"."""
    shortened = name[:-1] if name and name[-1].isdigit() else name
    return asked in (name[-len(asked) :], shortened[-len(asked) :])
