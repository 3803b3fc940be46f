"""What the inventions are made of: lists of words, and the terms of the portal's own taxonomies."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import simplemma

from services.models import Taxonomy, TaxonomyTerm

FILES = Path(__file__).parent / "words"
_ITALIAN = re.compile(r"[a-zàèéìòù' ]+")
_SPOKEN = ("ho ", "non ", "mi ", "sono ", "dove ", "cerco ", "senza ", "a chi ", "voglio ", "devo ", "come ", "dormo ")
_NOT_IN_A_VOWEL = {
    "bonus",
    "sport",
    "computer",
    "internet",
    "autobus",
    "ticket",
    "voucher",
    "stage",
    "tram",
    "caregiver",
}


def listed(name) -> list[str]:
    """A file of words: by semicolon where it has any, else by blank."""
    text = (FILES / f"{name}.txt").read_text(encoding="utf-8").strip()
    return text.split(";") if ";" in text else text.split()


def phrases() -> dict[str, list[str]]:
    """{section: lines} of `phrases.txt`."""
    sections, lines = {}, None
    for line in (FILES / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line:
            lines.append(line)
    return sections


def said_in_italian(phrase: str) -> bool:
    """Whether a synonym can stand in an Italian name: the lists hold other languages and whole sentences too."""
    if not _ITALIAN.fullmatch(phrase) or phrase.startswith(_SPOKEN):
        return False
    words = re.findall(r"[a-zàèéìòù]{4,}", phrase)
    return bool(words) and all(map(_italian, words))


def _italian(word: str) -> bool:
    return word in _NOT_IN_A_VOWEL or (word[-1] in "aeioàèéìòù" and simplemma.is_known(word, lang="it"))


def zipf(count: int, exponent: float) -> list[float]:
    """Cumulative weights for `random.choices`: the first is the most frequent."""
    return list(accumulate(1 / rank**exponent for rank in range(1, count + 1)))


@dataclass(frozen=True)
class Theme:
    """A term with what it is called in Italian; `siblings` are the other leaves under the same term."""

    id: int
    slug: str
    name: str
    description: str
    parent_id: int | None
    called: tuple[str, ...]
    discreet: bool


class Themes:
    """The leaves of each taxonomy, most frequent first in an order drawn by `draw`."""

    def __init__(self, draw):
        self.draw = draw
        rows = TaxonomyTerm.objects.filter(taxonomy__slug__in=Taxonomy.Own.values).order_by("taxonomy", "position")
        self.rows = list(rows.select_related("taxonomy", "parent"))

    @cached_property
    def by_taxonomy(self) -> dict[str, list[Theme]]:
        above = {row.parent_id for row in self.rows}
        found = defaultdict(list)
        for row in self.rows:
            if row.id not in above:
                found[row.taxonomy.slug].append(_theme(row))
        for themes in found.values():
            self.draw.shuffle(themes)
            themes.sort(key=lambda theme: theme.discreet)
        return found

    @cached_property
    def slugs(self) -> dict[int, str]:
        return {row.id: row.slug for row in self.rows}


def _theme(row) -> Theme:
    """What is looked for discreetly is called by its plain name only."""
    discreet = row.discreet or bool(row.parent and row.parent.discreet)
    said = [row.name.lower()] if discreet else [row.name.lower(), *filter(said_in_italian, row.synonyms)]
    return Theme(row.id, row.slug, row.name, row.description, row.parent_id, tuple(dict.fromkeys(said)), discreet)
