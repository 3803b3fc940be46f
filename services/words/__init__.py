"""Words as the search compares them: one analysis for what is written and for what is asked.

A word is known by its *forms*: the Italian stem (Snowball), the stem of its lemma (simplemma) and the
lemma without its last vowel; a form of three letters says too little where there is a longer one. Two words
match when they share a form, so "anziani" finds "anziana", "psicologo" finds "psicologa" and "lavoro" finds
"lavorare". Words whose stems lie ("casa" and "caso") stand in `exact.csv` with the only form they have.
"""

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import simplemma
import Stemmer

_HERE = Path(__file__).parent
# A run of letters, digits and the vowel signs of Indic scripts; a Chinese character is a word of its own.
_WORD = re.compile(r"[一-鿿]|[^\W_一-鿿](?:[^\W_一-鿿]|[ऀ-෿])*")
_stemmer = Stemmer.Stemmer("italian")


def _lines(name):
    return [row for row in csv.reader((_HERE / name).read_text(encoding="utf-8").splitlines()) if row]


@lru_cache(maxsize=1)
def exact_forms():
    """{word: its only form}, for words that the stemmer would join with another meaning."""
    return {word: row[0] for row in _lines("exact.csv") for word in row}


@lru_cache(maxsize=1)
def stop_words():
    """Words that say nothing about what is looked for, without accents."""
    return frozenset(word for row in _lines("stop.csv") for word in row)


def plain(text: str) -> str:
    """Lower case, without accents and marks; other scripts keep their letters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def split(text: str) -> list[str]:
    """The words of a text in order, with accents: `l'affitto` is two words, `citta'` is one."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.casefold()))


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """The forms of one word of `split`, sorted, without accents; never empty."""
    bare = plain(word)
    if bare in exact_forms():
        return (exact_forms()[bare],)
    if not bare.isascii() or bare.isdigit() or len(bare) < 4:
        return (bare,)
    lemma = plain(simplemma.lemmatize(word, lang="it"))
    found = {_stemmer.stemWord(bare), _stemmer.stemWord(lemma), _without_vowel(lemma)}
    return tuple(sorted(form for form in found if len(form) > 3) or sorted(found))


def _without_vowel(lemma: str) -> str:
    return re.sub(r"(?<=..)[aeio]$", "", lemma)


def lexemes(text: str) -> set[str]:
    """Everything a text is found by: each word as written and in all its forms."""
    found = set()
    for word in split(text):
        found.add(plain(word))
        found.update(forms(word))
    return found


def telling(words: list[str]) -> list[str]:
    """The words that say something; all of them when none does."""
    return [word for word in words if plain(word) not in stop_words()] or words
