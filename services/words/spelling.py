"""Typos: a word nobody here has written becomes the nearest one that somebody has."""

import simplemma
from django.db import connection
from rapidfuzz.distance import OSA

from services import tokens, words
from services.models import Listing, Word

from .lexicon import Lexicon


def corrections(asked: list[str], lexicon: Lexicon) -> dict[str, str]:
    """{word as typed: word to use} for the words that nothing knows; three queries at most, none as a rule."""
    strange = [word for word in asked if _may_be_wrong(word) and not set(words.forms(word)) & lexicon.forms]
    strange = _not_written_anywhere(strange)
    return {word: best for word in strange if (best := _nearest(word, lexicon))}


def _may_be_wrong(word: str) -> bool:
    """Long enough, letters only, and not a word of the Italian dictionary."""
    return len(word) > 3 and word.isalpha() and not simplemma.is_known(word, lang="it")


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
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {Listing._meta.db_table} WHERE tokens @@ %s::tsquery)",
            [" | ".join(lexemes)],
        )
        return cursor.fetchone()[0]


def _nearest(word: str, lexicon: Lexicon) -> str | None:
    """The known word fewest keystrokes away: one for short words, two for long ones; the lexicon's first."""
    bare = words.plain(word)
    allowed = 1 if len(bare) <= 5 else 2
    candidates = [*sorted(lexicon.words), *_alike(bare)]
    distances = [(OSA.distance(bare, other, score_cutoff=allowed), other) for other in candidates]
    distance, other = min(distances, key=lambda pair: pair[0], default=(allowed + 1, ""))
    return other if distance <= allowed else None


def _alike(bare: str) -> list[str]:
    return list(Word.objects.filter(word__trigram_similar=bare).order_by("word").values_list("word", flat=True)[:50])
