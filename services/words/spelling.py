"""Typos: a word nobody here has written becomes the nearest one that somebody has."""

import simplemma
from django.db import connections, router
from rapidfuzz.distance import OSA

from services import tokens, words
from services.models import Listing, Word

from .lexicon import Lexicon


def corrections(asked: list[str], lexicon: Lexicon) -> dict[str, str]:
    """{word as typed: word to use} for the words that nothing knows; three queries at most, none as a rule."""
    strange = [word for word in asked if _is_a_word(word) and not set(words.forms(word)) & lexicon.forms]
    strange = _not_written_anywhere(strange)
    return {word: best for word in strange if (best := _nearest(word, lexicon))}


def _is_a_word(word: str) -> bool:
    return len(word) > 3 and word.isalpha()


def _not_written_anywhere(asked: list[str]) -> list[str]:
    if not asked:
        return []
    bare = {word: words.plain(word) for word in asked}
    written = set(Word.objects.filter(word__in=bare.values()).values_list("word", flat=True))
    left = [word for word in asked if bare[word] not in written]
    return [word for word in left if not _found_by_form(word)]


def _found_by_form(word: str) -> bool:
    """Whether a listing holds the word in another form, or begun: "psicologhe", "bibliot"."""
    lexemes = [tokens.quote(form) for form in words.forms(word)] + [tokens.quote(words.plain(word), prefix=True)]
    with connections[router.db_for_read(Listing)].cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {Listing._meta.db_table} WHERE tokens @@ %s::tsquery)",
            [" | ".join(lexemes)],
        )
        return cursor.fetchone()[0]


def _nearest(word: str, lexicon: Lexicon) -> str | None:
    """The known word fewest keystrokes away; the lexicon's first.

    One keystroke for short words, two for long ones. A word of the dictionary is seldom a typo: only one
    keystroke past the first letter, or an ending too many ("vestitini" for "vestiti").
    """
    bare = words.plain(word)
    allowed = 1 if len(bare) <= 5 else 2
    candidates = [*sorted(lexicon.words), *_alike(bare)]
    if simplemma.is_known(word, lang="it"):
        candidates = [other for other in candidates if _slip(bare, other)]
    distances = [(OSA.distance(bare, other, score_cutoff=allowed), other) for other in candidates]
    distance, other = min(distances, key=lambda pair: pair[0], default=(allowed + 1, ""))
    return other if distance <= allowed else None


def _slip(bare: str, other: str) -> bool:
    ending = len(other) > 4 and bare.startswith(other)
    return ending or (bare[0] == other[0] and OSA.distance(bare, other, score_cutoff=1) <= 1)


def _alike(bare: str) -> list[str]:
    return list(Word.objects.filter(word__trigram_similar=bare).order_by("word").values_list("word", flat=True)[:50])
