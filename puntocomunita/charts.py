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
    """`wanted` is where a line across all bars stands, for a value that each should reach."""

    bars: list[Bar]
    width: int
    height: int
    wanted: float | None = None


def bars(pairs, most=None, wanted=None):
    """A chart of (label, value) pairs, one bar a row, in the order given; `most` is the value of the longest bar.

    `wanted` is a value to reach, drawn as a line.
    """
    pairs = list(pairs)
    most = most or max((value for _, value in pairs), default=0) or 1
    drawn = [drawn_bar(index, *pair, most) for index, pair in enumerate(pairs)]
    line = None if wanted is None else LABELS + 8 + round(wanted / most * LONGEST, 1)
    return Chart(drawn, WIDTH, len(drawn) * ROW, line)


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
