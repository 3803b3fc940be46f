"""docs/security-asvs.md names every item of ASVS 5.0.0 up to level 2, and what it names is there."""

import ast
import re
from collections import Counter
from functools import cache

import pytest
from django.conf import settings

ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (settings.BASE_DIR / "docs" / "security-asvs.md").read_text().splitlines()
    if re.match(r"\| \d", line)
]
# What the standard has of each level, by chapter: (level 1, level 2).
ITEMS = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3),
    10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip
REFERENCE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.\w+)(?:::(\w+))?`|`([\w-]+(?:/[\w-]+)+)`")


def test_every_item_of_the_standard_is_there_once():
    numbers = [row[0] for row in ROWS]
    counted = Counter((int(number.partition(".")[0]), level) for number, level, *_ in ROWS)

    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert {chapter: (counted[chapter, "1"], counted[chapter, "2"]) for chapter in ITEMS} == ITEMS


def test_what_meets_it_is_there():
    missing = {row[0]: [name for name in named(row[3]) if not exists(*name)] for row in ROWS}

    assert {number: names for number, names in missing.items() if names} == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_nothing_is_open(row):
    number, level, asks, met = row

    assert re.search(r"later|open:|to be done|missing", met, re.IGNORECASE) is None
    assert len(asks) > 2
    assert len(met) > 5


def named(text):
    return [(path or folder, test) for path, test, folder in REFERENCE.findall(text)]


def exists(path, test):
    found = settings.BASE_DIR / path
    return found.exists() and (not test or test in functions_of(found))


@cache
def functions_of(path):
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
