"""`docs/constraints.md`: each rule that the database holds for a community, and the test that sees it refused."""

import os
import re
from itertools import groupby

import pytest
from django.db import connection

from puntocomunita.settings import BASE_DIR

pytestmark = pytest.mark.django_db

PATH, TESTS = BASE_DIR / "docs" / "constraints.md", BASE_DIR / "tests" / "community"
OF_A_ROW = r"""
SELECT conrelid::regclass::text, conname, '' FROM pg_constraint
WHERE conrelid::regclass::text LIKE 'community\_%' AND contype IN ('c', 'x') AND conname NOT LIKE 'community\_%\_check'
"""
OF_SEVERAL = r"""
SELECT DISTINCT tgrelid::regclass::text, said[2], said[1]
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid,
    regexp_matches(prosrc, 'RAISE EXCEPTION ''([^'']*)''[^;]*CONSTRAINT = ''(\w+)''', 'g') AS said
WHERE tgrelid::regclass::text LIKE 'community\_%'
"""
QUOTED = re.compile(r'(?="(\w[^"\n]+ [^"\n]+\w)")')
INTRODUCTION = """# What the database refuses of a community

Written from the database by `make constraints`, and held by `tests/community/test_rules.py`: a rule that no test sees
refused fails. CHECK and EXCLUDE of one table, and what triggers hold between several; legal moves of a state are in
`MOVES` of each model, keys and what is unique in the models.
"""


def rules() -> list:
    """(table, rule, what the database says), by table and rule."""
    with connection.cursor() as cursor:
        cursor.execute(f"{OF_A_ROW} UNION {OF_SEVERAL} ORDER BY 1, 2, 3")
        return [(table.partition("_")[2], *rest) for table, *rest in cursor.fetchall()]


def sources() -> dict:
    """Of each test of a community but this one its text, and what it quotes."""
    texts = {path.stem: path.read_text() for path in sorted(TESTS.glob("test_*.py")) if path.stem != "test_rules"}
    return {name: (text, QUOTED.findall(text)) for name, text in texts.items()}


def seen_in(rule, message, tests) -> list:
    """The tests that name the rule, or quote two words or more of what the database says."""
    named = [name for name, (text, _quoted) in tests.items() if rule in text]
    if named or not message:
        return named
    return [name for name, (_text, quoted) in tests.items() if any(words in message for words in quoted)]


def written(rows, tests) -> str:
    lines = [INTRODUCTION]
    for table, of_table in groupby(rows, key=lambda row: row[0]):
        seen = {rule.replace("_", " "): seen_in(rule, message, tests) for _table, rule, message in of_table}
        lines += [f"## {table}", "", "| rule | refused in |", "| --- | --- |"]
        lines += [*(f"| {rule} | {', '.join(names)} |" for rule, names in seen.items()), ""]
    return "\n".join(lines)


def test_each_rule_is_seen_refused():
    tests = sources()

    assert [(table, rule) for table, rule, message in rules() if not seen_in(rule, message, tests)] == []


def test_document_says_what_the_database_refuses():
    """`make constraints` writes it anew."""
    text = written(rules(), sources())
    if os.environ.get("WRITE_CONSTRAINTS"):
        PATH.write_text(text)

    assert PATH.read_text() == text
