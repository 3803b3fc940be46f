"""The marks that stand beside words in `Listing.tokens`, and the queries made of them.

A mark begins with a sign no word can begin with, so marks and words never meet:
`=word` in the name · `#12` taxonomy term or ancestor · `%kind` · `+free` easy entry · `_ur` language ·
`@m1 @z1 @q1 @p25121` lies in, or reaches into, the place · `~* ~m1 ~z1 ~q1 ~p25121` covers all of it
without a door to walk through.
"""

from dataclasses import dataclass, field


def term(pk) -> str:
    return f"#{pk}"


def inside(level: str, key) -> str:
    """`level` is m(unicipality), z(one), q(uarter) or p(ostal code)."""
    return f"@{level}{key}"


def covering(level: str, key) -> str:
    return f"~{level}{key}"


EVERYWHERE = "~*"
EASE = ("free", "no_appointment", "anonymous", "soft_entry", "wheelchair")  # columns of easy entry


def in_name(word: str) -> str:
    return f"={word}"


def language(code: str) -> str:
    return f"_{code.lower()}"


def kind(name: str) -> str:
    return f"%{name}"


def ease(name: str) -> str:
    return f"+{name}"


def quote(lexeme: str, *, prefix: bool = False) -> str:
    """A lexeme as tsvector and tsquery literals write it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" + (":*" if prefix else "")


@dataclass(frozen=True)
class TokenQuery:
    """All of the clauses must hold; a clause is a tsquery that stands alone, such as `('a' | 'b':*)`."""

    clauses: tuple[str, ...] = field(default=())

    def __and__(self, other: "TokenQuery") -> "TokenQuery":
        return TokenQuery(self.clauses + other.clauses)

    def __bool__(self):
        return bool(self.clauses)

    def __str__(self):
        return " & ".join(self.clauses)


def any_of(lexemes) -> TokenQuery:
    """Holds when one of the marks is there; with no mark at all it never holds."""
    quoted = [quote(lexeme) for lexeme in lexemes] or [quote("!none")]
    return TokenQuery((f"({' | '.join(quoted)})",))
