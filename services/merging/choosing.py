"""Two entries field by field: what is the same, what differs and what one may keep of it."""

import json
import re
from typing import NamedTuple

from django.utils.crypto import salted_hmac

from services.changes.words import in_words, label_of
from services.editing import kind_of, read
from services.editing.fields import Many, Objects, Terms

ONE, OTHER, BOTH = "one", "other", "both"
EMPTY = (None, "", [], {})
JOINED = (Objects, Many, Terms)


class Line(NamedTuple):
    """A field in words on either side; `chosen` is ONE, OTHER or, where lists can be joined, BOTH."""

    name: str
    label: str
    one: str
    other: str
    same: bool
    joins: bool
    chosen: str


class Compared:
    """`one` stays and `other` goes; `choices` are what somebody picked, {name of a field: ONE, OTHER or BOTH}."""

    def __init__(self, one, other, choices=None):
        self.kind = kind_of(one)
        self.values = {ONE: read(one), OTHER: read(other)}
        self.choices = choices or {}

    @property
    def stamp(self) -> str:
        """Of all that both say, to tell whether one of them changed."""
        said = json.dumps([self.values[ONE], self.values[OTHER]], sort_keys=True, default=str)
        return salted_hmac("services.merging", said).hexdigest()

    def differing(self):
        return [name for name in self.kind.fields if not self.same(name)]

    def same(self, name):
        one, other = (self.values[side][name] for side in (ONE, OTHER))
        return one == other or (one in EMPTY and other in EMPTY)

    def joins(self, name):
        return isinstance(self.kind.fields[name], JOINED)

    def chosen(self, name):
        """What was picked; else both of a list, and of the rest what says something, the one that stays first."""
        if self.choices.get(name) in ((ONE, OTHER, BOTH) if self.joins(name) else (ONE, OTHER)):
            return self.choices[name]
        if self.joins(name):
            return BOTH
        return OTHER if self.values[ONE][name] in EMPTY else ONE

    def kept(self) -> dict:
        """{name: value} of the fields that differ, as the entry that stays will say them."""
        return {name: self.value(name) for name in self.differing()}

    def value(self, name):
        side = self.chosen(name)
        if side != BOTH:
            return self.values[side][name]
        return joined(self.kind.fields[name], self.values[ONE][name], self.values[OTHER][name])

    def lines(self):
        return [self.line(name) for name in self.kind.fields if not self.silent(name)]

    def silent(self, name):
        return self.same(name) and self.values[ONE][name] in EMPTY

    def line(self, name):
        words = [in_words(self.kind, name, self.values[side][name]) for side in (ONE, OTHER)]
        return Line(name, label_of(self.kind, name), *words, self.same(name), self.joins(name), self.chosen(name))


def joined(field, one, other):
    """Every row of both, once: objects by the word that names them, telephones by their figures."""
    if not isinstance(field, Objects):
        return sorted({*one, *other})
    found = {}
    for each in [*one, *other]:
        found.setdefault(mark_of(str(each[field.keys[0]])), each)
    return list(found.values())


def mark_of(text):
    figures = re.sub(r"\D", "", text)
    return figures[-9:] if len(figures) >= 6 else " ".join(text.casefold().split())
