"""Charts drawn on the server: plain numbers for an SVG, no script, the table beside says the same."""

from typing import NamedTuple

ROW, BAR = 30, 18  # heights
LABELS, LONGEST = 150, 180  # widths: what stands before the bars, the longest bar
WIDTH = LABELS + LONGEST + 60


class Bar(NamedTuple):
    label: str
    value: int
    top: int
    middle: int
    length: float
    end: float


class Chart(NamedTuple):
    bars: list[Bar]
    width: int
    height: int


def bars(pairs, most=None):
    """A chart of (label, value) pairs, one bar a row, in the order given; `most` is the value of the longest bar."""
    pairs = list(pairs)
    most = most or max((value for _, value in pairs), default=0) or 1
    drawn = [drawn_bar(index, *pair, most) for index, pair in enumerate(pairs)]
    return Chart(drawn, WIDTH, len(drawn) * ROW)


def drawn_bar(index, label, value, most):
    length = round(value / most * LONGEST, 1)
    top = index * ROW + (ROW - BAR) // 2
    return Bar(label, value, top, index * ROW + ROW // 2, length, LABELS + 8 + length)


ABOVE = 24  # height of a label that stands on its bar, where labels are long
WIDE = 320  # all of it, so that a small screen shows it as it is
NUMBER = 60  # width kept for the number after the longest bar


def labelled(pairs):
    """A chart of (label, value) pairs like `bars`, each label above its bar and as long as it needs."""
    pairs = list(pairs)
    most = max((value for _, value in pairs), default=0) or 1
    drawn = [labelled_bar(index, *pair, most) for index, pair in enumerate(pairs)]
    return Chart(drawn, WIDE, len(drawn) * (ABOVE + ROW))


def labelled_bar(index, label, value, most):
    length = round(value / most * (WIDE - NUMBER), 1)
    top = index * (ABOVE + ROW) + ABOVE
    return Bar(label, value, top, top + BAR // 2, length, length + 8)
