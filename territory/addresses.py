"""How people write places, brought to one form: what the gazetteer stores and what a search asks.

`normalise("V.le S. Antonio, n° 4/b")` is `"viale san antonio 4b"`. Both sides go through it, so it may
be blunt: San, Santo, Santa, Sant' and S. are one word, and an ordinal in any dress is a number.
"""

import re
import unicodedata
from itertools import zip_longest

ABBREVIATIONS = [
    (r"(?<=\d)\s?[/-]\s?\d+\b", " "),  # of 10/12 the first
    (r"\bv\.?\s?le\b\.?", "viale "),
    (r"\bp\.?\s?z?za\b\.?", "piazza "),
    (r"\bp\.?\s?(z?za)?le\b\.?", "piazzale "),
    (r"\bp\.?\s?tta\b\.?", "piazzetta "),
    (r"\bc\.?\s?so\b\.?", "corso "),
    (r"\bl\.?\s?go\b\.?", "largo "),
    (r"\bvic(\.|olo\b)", "vicolo "),
    (r"\bc\.?\s?da\b\.?", "contrada "),
    (r"\btr(av)?\b\.?", "traversa "),
    (r"\bvill\b\.?", "villaggio "),
    (r"\b(q\.?re|quart)\b\.?", "quartiere "),
    (r"^v\.\s?", "via "),
    (r"\bss?\.\s?", "san "),
]
# fmt: off
STREET_TYPES = {
    "via", "viale", "piazza", "piazzale", "piazzetta", "corso", "largo", "vicolo", "contrada", "strada",
    "traversa", "galleria", "salita", "lungo", "rotonda", "spalto",
}
SMALL_WORDS = {
    "di", "del", "dello", "della", "dei", "degli", "delle", "dell", "d", "da", "de", "la", "il", "lo", "le",
    "l", "gli", "e", "a", "in", "al", "alla",
}
SAINTS = {"s", "san", "santo", "santa", "sant", "santi", "ss"}
NUMBER_WORDS = {"n", "nr", "num", "numero", "no", "civico", "snc"}
NUMBER_TAILS = {"bis", "ter", "quater"}
DATED = {
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
    "novembre", "dicembre", "giornate",
}
# fmt: on
UNITS = ["prim", "second", "terz", "quart", "quint", "sest", "settim", "ottav", "non", "decim"]
ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
CARDINALS = {"quattro": 4, "otto": 8, "dieci": 10, "venti": 20, "ventiquattro": 24, "venticinque": 25, "ventotto": 28}
TEENS = ["undic", "dodic", "tredic", "quattordic", "quindic", "sedic", "diciassett", "diciott", "diciannov", "vent"]
HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]{0,2}")
NUMBER_AND_LETTER = re.compile(r"(\d)(?=[A-Z])")


def normalise(text):
    """Lower case, no accents, no punctuation, abbreviations written out, one space between words."""
    return " ".join(words(text))


def words(text):
    plain = _plain(text)
    for pattern, full in ABBREVIATIONS:
        plain = re.sub(pattern, full, plain)
    tokens = re.findall(r"[a-z0-9]+", plain)
    return _join_numbers([_word(token, after) for token, after in zip_longest(tokens, tokens[1:], fillvalue="")])


def house_number(text):
    """`"4/b"` and `"4 B"` are `"4B"`; leading zeros, as address files write them, go."""
    return re.sub(r"[^0-9A-Z]", "", _plain(text).upper()).lstrip("0")


def spelt_number(number):
    """As it stands on the door: `"4B"` is `"4/B"`."""
    return NUMBER_AND_LETTER.sub(r"\1/", number)


def is_house_number(token):
    return bool(HOUSE_NUMBER.fullmatch(token))


def is_postal_code(token):
    return len(token) == 5 and token.isdigit()


def _plain(text):
    decomposed = unicodedata.normalize("NFKD", text.replace("°", " ").replace("ª", " ").replace("º", " "))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _word(token, after):
    if token in SAINTS and after:
        return "san"
    number = _number(token, after)
    return token if number is None else str(number)


def _number(token, after):
    """The value of an ordinal or a Roman number; single letters and cardinals only before a month."""
    dated = after in DATED
    if dated and token in CARDINALS:
        return CARDINALS[token]
    if (len(token) > 1 or dated) and ROMAN.fullmatch(token):
        values = [ROMAN_VALUES[letter] for letter in token]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return ORDINALS.get(token)


def _ordinals():
    stems = {stem: value for value, stem in enumerate(UNITS, 1)}
    teens = {f"{stem}esim": value for value, stem in enumerate(TEENS, 11)}
    return {stem + ending: value for stem, value in (stems | teens).items() for ending in "oa"}


ORDINALS = _ordinals()


def _join_numbers(tokens):
    """A house number and its letter are one word: "4", "b" → "4b"."""
    joined = []
    for token in tokens:
        letter = (len(token) == 1 and token.isalpha()) or token in NUMBER_TAILS
        if letter and joined and re.fullmatch(r"\d{1,4}", joined[-1]):
            joined[-1] += token
        else:
            joined.append(token)
    return joined
