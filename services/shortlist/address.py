"""What an address says of a list: `s=doposcuola`, `s=r.parco-tarello`, `s=p.fiumicello~chiedi di Maria`.

A service by its slug, an asset after "r.", a Punto Comunità after "p."; a note after "~". Other pages carry the
same values along as `lista`. A form sends the notes apart, one `n` for each `s`.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import CommunityPoint
from services.models import Asset, Listing, Service

MOST = 12  # places
NOTE = 200  # characters
PREFIXES = {Service: "", Asset: "r.", CommunityPoint: "p."}
OF_KINDS = {Listing.Kind.SERVICE: "", Listing.Kind.ASSET: "r.", Listing.Kind.COMMUNITY_POINT: "p."}
REFERENCE = re.compile(r"(?:[rp]\.)?[-a-zA-Z0-9_]{1,160}")


def reference(thing):
    """How an address names a service, an asset, a Punto Comunità, or the listing of one."""
    prefix = OF_KINDS[thing.kind] if isinstance(thing, Listing) else PREFIXES[type(thing)]
    return prefix + thing.slug


class Item(NamedTuple):
    ref: str
    note: str = ""

    def __str__(self):
        return f"{self.ref}~{self.note}" if self.note else self.ref


@dataclass
class Shortlist:
    """What was asked for, in order and each once; `problems` says what could not be taken."""

    items: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __len__(self):
        return len(self.items)

    def __contains__(self, ref):
        return any(item.ref == ref for item in self.items)

    @property
    def full(self):
        return len(self) >= MOST

    def with_one_more(self, ref):
        return Shortlist(self.items if ref in self else [*self.items, Item(ref)])

    def without(self, ref):
        return Shortlist([item for item in self.items if item.ref != ref])

    def only(self, refs):
        return Shortlist([item for item in self.items if item.ref in refs])

    def moved(self, ref, by):
        """The place one step up (-1) or down (1), as far as there is room."""
        items = list(self.items)
        at = next((index for index, item in enumerate(items) if item.ref == ref), None)
        if at is not None:
            items.insert(max(0, at + by), items.pop(at))
        return Shortlist(items)

    def renamed(self, names):
        """With other references in the place of these, each once; {reference: reference}."""
        there = {}
        for item in self.items:
            there.setdefault(names.get(item.ref, item.ref), item)
        return Shortlist([Item(ref, item.note) for ref, item in there.items()], self.problems)

    def query(self, name="s", notes=True):
        return urlencode([(name, str(item) if notes else item.ref) for item in self.items])


def read(values, notes=()):
    """The list that repeated values of a parameter say; `notes` go before those in the values."""
    asked = [_item(value, note) for value, note in zip_longest(values, notes[: len(values)]) if value.strip()]
    good = {}
    for item in asked:
        if REFERENCE.fullmatch(item.ref):
            good.setdefault(item.ref, item)
    items = list(good.values())
    kept = [Item(item.ref, item.note[:NOTE].rstrip()) for item in items[:MOST]]
    return Shortlist(kept, _problems(asked, items))


def _item(value, note):
    ref, _tilde, noted = value.partition("~")
    return Item(ref.strip(), _one_line(noted if note is None else note))


def _one_line(text):
    """Without NUL and other control characters, which neither an address nor a mail should carry."""
    spaced = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return " ".join(spaced.split())


def _problems(asked, items):
    bad = sum(not REFERENCE.fullmatch(item.ref) for item in asked)
    over = len(items) - MOST
    return [
        *([_("Una parte dell’indirizzo non si legge. Il resto della lista è qui.")] if bad else []),
        *([_too_many(over)] if over > 0 else []),
        *([_too_long()] if any(len(item.note) > NOTE for item in items[:MOST]) else []),
    ]


def _too_many(over):
    words = ngettext(
        "Una lista tiene al massimo %(most)s posti: %(over)s è rimasto fuori.",
        "Una lista tiene al massimo %(most)s posti: %(over)s sono rimasti fuori.",
        over,
    )
    return words % {"most": MOST, "over": over}


def _too_long():
    return _("Una nota era troppo lunga: ne restano i primi %(most)s caratteri.") % {"most": NOTE}
