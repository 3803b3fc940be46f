"""From what a person typed to what the database is asked."""

from dataclasses import dataclass

from services import tokens, words
from services.tokens import TokenQuery

from .lexicon import Lexicon
from .spelling import corrections

IN_NAME, IN_THEME, IN_TEXT = 3, 2, 1  # how well words fit a listing
LONGEST = 12  # words taken from a sentence; what follows says little more


@dataclass(frozen=True)
class Group:
    """One thing asked for: a word, or the words of a phrase that means terms of the taxonomies."""

    words: tuple[str, ...]
    term_ids: tuple[int, ...]
    begun: bool  # the last word may still be half typed

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def marks(self) -> list[str]:
        return [tokens.quote(tokens.term(term_id)) for term_id in self.term_ids]

    @property
    def clause(self) -> str:
        """In the words of the listing, or in its themes."""
        return f"({' | '.join([self._written(lambda lexeme: lexeme), *self.marks])})"

    @property
    def in_name(self) -> str:
        return self._written(tokens.in_name)

    @property
    def in_theme(self) -> str:
        return f"({' | '.join(self.marks or [tokens.quote('!none')])})"

    def _written(self, mark) -> str:
        last = len(self.words) - 1
        each = [self._one(word, mark, begun=self.begun and index == last) for index, word in enumerate(self.words)]
        return f"({' & '.join(each)})"

    def _one(self, word: str, mark, *, begun: bool) -> str:
        lexemes = [tokens.quote(mark(form)) for form in words.forms(word)]
        bare = words.plain(word)
        if begun and len(bare) > 2:
            lexemes.append(tokens.quote(mark(bare), prefix=True))
        return f"({' | '.join(lexemes)})"


@dataclass(frozen=True)
class WordsQuery:
    """What was typed, understood: all groups must be met, or with `any_of_them` at least one."""

    groups: tuple[Group, ...] = ()
    corrected: str = ""  # the words used instead, where a typo was mended

    def __bool__(self):
        return bool(self.groups)

    @property
    def all_of_them(self) -> TokenQuery:
        return TokenQuery(tuple(group.clause for group in self.groups))

    @property
    def any_of_them(self) -> TokenQuery:
        return TokenQuery((f"({' | '.join(group.clause for group in self.groups)})",))

    @property
    def in_name(self) -> str:
        return " & ".join(group.in_name for group in self.groups)

    @property
    def in_name_or_theme(self) -> str:
        return " & ".join(f"({group.in_name} | {group.in_theme})" for group in self.groups)

    def tiers(self):
        """(fit, query) from the best match to the weakest: in the name, in name or theme, elsewhere."""
        if not self:
            return [(IN_TEXT, None)]
        return [
            (IN_NAME, TokenQuery((self.in_name,))),
            (IN_THEME, TokenQuery((self.in_name_or_theme, f"!({self.in_name})"))),
            (IN_TEXT, self.all_of_them & TokenQuery((f"!({self.in_name_or_theme})",))),
        ]


def understand(text: str, lexicon: Lexicon) -> WordsQuery:
    """Read a search: stop words left out, typos mended, phrases of the taxonomies recognised."""
    said = words.telling(words.split(text))[:LONGEST]
    if not said:
        return WordsQuery()
    mended = corrections(said, lexicon)
    used = [mended.get(word, word) for word in said]
    return WordsQuery(tuple(_groups(used, lexicon)), " ".join(used) if mended else "")


def _groups(said: list[str], lexicon: Lexicon) -> list[Group]:
    """Whole phrases first; what is left by its gist, then word by word; in the order typed."""
    forms = [frozenset(words.forms(word)) for word in said]
    meanings = dict(_phrases(forms, lexicon))
    left = [position for position in range(len(said)) if not any(position in where for where in meanings)]
    together, term_ids = lexicon.gist([forms[position] for position in left])
    if together:
        meanings[tuple(left[index] for index in together)] = term_ids
        left = [position for index, position in enumerate(left) if index not in together]
    meanings |= {(position,): lexicon.only_said_of(forms[position]) for position in left}
    last = len(said) - 1
    return [
        Group(tuple(said[position] for position in where), tuple(sorted(term_ids)), begun=last in where)
        for where, term_ids in sorted(meanings.items())
    ]


def _phrases(forms, lexicon: Lexicon):
    """(positions, term ids) of the phrases of the taxonomies, the longest at each place."""
    position = 0
    while position < len(forms):
        length, term_ids = lexicon.longest(forms[position:])
        if length:
            yield tuple(range(position, position + length)), term_ids
        position += max(length, 1)
