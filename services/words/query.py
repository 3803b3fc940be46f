"""From what a person typed to what the database is asked."""

from dataclasses import dataclass
from itertools import combinations

from services import tokens, words
from services.tokens import TokenQuery

from .lexicon import Lexicon
from .spelling import corrections

IN_BOTH, IN_NAME, IN_NEED, IN_THEME, IN_TEXT = 5, 4, 3, 2, 1  # how well words fit a listing
NEVER = tokens.quote("!none")
LONGEST = 12  # words taken from a sentence; what follows says little more


@dataclass(frozen=True)
class Group:
    """One thing asked for: a word, or the words of a phrase that means terms of the taxonomies."""

    words: tuple[str, ...]
    term_ids: tuple[int, ...]
    begun: bool = False  # the last word may still be half typed
    need_ids: tuple[int, ...] = ()  # those of the terms that are needs
    audience: bool = False  # only says for whom: it orders, and narrows when nothing else does

    @property
    def weight(self) -> int:
        """What meeting this group counts when no listing meets all."""
        return len(self.words) + bool(self.term_ids)

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
        return f"({' | '.join(self.marks or [NEVER])})"

    @property
    def in_need(self) -> str:
        """In the need that was meant; in any of its themes when it is no need."""
        marks = [tokens.quote(tokens.term(term_id)) for term_id in self.need_ids]
        return f"({' | '.join(marks)})" if marks else self.in_theme

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
    def telling(self) -> tuple[Group, ...]:
        """The groups that narrow: all but the audiences, or all when there is nothing else."""
        return tuple(group for group in self.groups if not group.audience) or self.groups

    @property
    def boosting(self) -> tuple[Group, ...]:
        """The groups that only order."""
        return tuple(group for group in self.groups if group not in self.telling)

    @property
    def all_of_them(self) -> TokenQuery:
        return TokenQuery(tuple(group.clause for group in self.telling))

    @property
    def any_of_them(self) -> TokenQuery:
        return TokenQuery((f"({' | '.join(group.clause for group in self.groups)})",))

    @property
    def in_name(self) -> str:
        return " & ".join(group.in_name for group in self.telling)

    @property
    def in_name_or_need(self) -> str:
        return " & ".join(f"({group.in_name} | {group.in_need})" for group in self.telling)

    @property
    def in_name_or_theme(self) -> str:
        return " & ".join(f"({group.in_name} | {group.in_theme})" for group in self.telling)

    @property
    def in_both(self) -> str:
        return " & ".join(f"({group.in_name} & {group.in_need})" for group in self.telling)

    def tiers(self):
        """(fit, query) from the best match to the weakest, none twice."""
        if not self:
            return [(IN_TEXT, None)]
        return [
            (IN_BOTH, TokenQuery((self.in_both,))),
            (IN_NAME, TokenQuery((self.in_name, f"!({self.in_both})"))),
            (IN_NEED, TokenQuery((self.in_name_or_need, f"!({self.in_name})"))),
            (IN_THEME, TokenQuery((self.in_name_or_theme, f"!({self.in_name_or_need})"))),
            (IN_TEXT, self.all_of_them & TokenQuery((f"!({self.in_name_or_theme})",))),
        ]

    def loose_tiers(self):
        """(fit, query) for listings that have not all the words: two of the groups first, then one."""
        pairs = [f"({one.clause} & {other.clause})" for one, other in combinations(self.groups, 2)]
        together = f"({' | '.join(pairs)})"
        return [
            (IN_TEXT, TokenQuery((together,))),
            (IN_TEXT, self.any_of_them & TokenQuery((f"!{together}",))),
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
        Group(
            words=tuple(said[position] for position in where),
            term_ids=tuple(sorted(term_ids)),
            begun=last in where,
            need_ids=tuple(sorted(term_ids & lexicon.needs)),
            audience=bool(term_ids) and term_ids <= lexicon.audiences,
        )
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
