"""Nothing that is published lets anybody learn a cell under the threshold, by whatever sums and differences.

The strongest attacker is tried: one who has every table unrounded, knows the method, and may reason as they like. To
them two worlds that publish the same are one; so for each small cell there is a world in which it is empty.
"""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.figures.disclosure import FEWEST, FEWEST_SENSITIVE, Table, counts, rounded, told_less

DESKS = [("badia",), ("centro",)]
RESULTS = [("answered",), ("unmet",)]
TOPICS = [("casa",), ("casa", "affitto"), ("casa", "sfratto"), ("cibo", "mense"), ("pericolo", "violenza"), ()]
TABLES = [
    Table((("result", 1),)),
    Table((("desk", 1), ("result", 1))),
    Table((("topic", 2),)),
    Table((("desk", 1), ("topic", 2))),
    Table((("result", 1), ("topic", 2))),
]
PUBLISHED = [
    *((("desk", 1),), (("result", 1),), (("topic", 2),), (("topic", 1),)),
    *((("desk", 1), ("result", 1)), (("desk", 1), ("topic", 1)), (("desk", 1), ("topic", 2))),
    *((("result", 1), ("topic", 1)), (("result", 1), ("topic", 2))),
]


def fewest(name, path):
    """As for the desks: twice as many for what is discreet, and for a rest that may hold it."""
    return FEWEST_SENSITIVE if name == "topic" and (not path or path[0] == "pericolo") else FEWEST


def contacts(counts_of):
    """As many records of each kind (desk, result, topic) as the list says."""
    kinds = product(DESKS, RESULTS, TOPICS)
    return [
        {"desk": desk, "result": result, "topic": topic}
        for (desk, result, topic), count in zip(kinds, counts_of, strict=True)
        for _each in range(count)
    ]


def with_busy_desks(counts_of):
    """Twenty answered contacts more at each desk, of which nothing else is said: a desk with fewer is left out."""
    bare = [{"desk": desk, "result": ("answered",), "topic": ()} for desk in DESKS for _each in range(20)]
    return contacts(counts_of) + bare


size = len(DESKS) * len(RESULTS) * len(TOPICS)
many_or_few = st.one_of(st.integers(0, 3), st.integers(0, 12), st.just(0))
unhurried = settings(deadline=None, max_examples=60)
worlds = st.lists(many_or_few, min_size=size, max_size=size).map(with_busy_desks)


def published(records):
    return [counts(records, *dimensions) for dimensions in PUBLISHED]


def small_cells(records):
    """(table, depth, cell) of each that nobody may learn."""
    for table in TABLES:
        for depth in range(1, table.dimensions[-1][1] + 1):
            for cell, inside in table.cells(records, depth).items():
                if len(cell[-1]) == depth and len(inside) < least(table, cell):
                    yield table, depth, cell


def least(table, cell):
    return max(fewest(name, path) for (name, _to), path in zip(table.dimensions, cell, strict=True))


@unhurried
@given(worlds)
def test_every_small_cell_could_as_well_be_empty(records):
    """The world in which people said only what is shown publishes the same, and the cell is not in it."""
    safe = told_less(records, TABLES, fewest)

    assert told_less(safe, TABLES, fewest) == safe
    assert [cell for table, depth, cell in small_cells(records) if cell in table.cells(safe, depth)] == []


@unhurried
@given(worlds)
def test_every_small_cell_could_as_well_hold_any_number_below_the_threshold(records):
    """Those of its rest who say nothing may all have meant it: that world publishes the same too."""
    safe = told_less(records, TABLES, fewest)
    shown = published(safe)

    for table, _depth, cell in small_cells(records):
        rest = members(safe, table, (*cell[:-1], cell[-1][:-1]))
        for count in {1, least(table, cell) - 1} if rest else ():
            meant = [
                record | {table.last: cell[-1]} if number in rest[:count] else record
                for number, record in enumerate(safe)
            ]
            assert len(rest) >= FEWEST
            assert published(told_less(meant, TABLES, fewest)) == shown


def members(records, table, cell):
    """The numbers of the records that stand in the cell, and say no more than it."""
    ways = [name for name, _depth in table.dimensions]
    depths = [depth for _name, depth in table.dimensions[:-1]]
    seen = [
        (*(record[name][:depth] for name, depth in zip(ways, depths, strict=False)), record[ways[-1]])
        for record in records
    ]
    return [number for number, each in enumerate(seen) if each == cell]


@unhurried
@given(worlds)
def test_no_difference_of_published_tables_is_small(records):
    """Whatever is left when known cells are taken from a total, from a row, from a column or from another table."""
    safe = told_less(records, TABLES, fewest)

    for dimensions in PUBLISHED:
        for cell, count in counts(safe, *dimensions).items():
            sensitive = any("pericolo" in path for path in cell)
            assert count >= (FEWEST_SENSITIVE if sensitive else FEWEST), (dimensions, cell)
    for name, depth in (("result", 1), ("topic", 1), ("topic", 2)):
        by_desk, whole = counts(safe, ("desk", 1), (name, depth)), counts(safe, (name, depth))
        for (value,), count in whole.items():
            assert count == sum(of for (_desk, each), of in by_desk.items() if each == value)


@unhurried
@given(worlds)
def test_nobody_is_lost_and_nobody_says_more(records):
    safe = told_less(records, TABLES, fewest)

    assert len(safe) == len(records)
    for before, after in zip(records, safe, strict=True):
        assert all(before[name][: len(path)] == path for name, path in after.items())


def test_small_end_is_told_by_its_beginning():
    records = [{"topic": ("casa", "affitto")}] * 20 + [{"topic": ("casa", "sfratto")}] * 3

    safe = told_less(records + [{"topic": ("casa",)}] * 9, [Table((("topic", 2),))], fewest)

    assert counts(safe, ("topic", 2)) == {("casa/affitto",): 20, ("casa/altro",): 12}


def test_small_rest_takes_the_smallest_beside_it():
    """Else what is hidden would be the total less what is shown."""
    records = [
        {"topic": (name,)} for name, count in {"casa": 40, "cibo": 12, "lavoro": 3}.items() for _ in range(count)
    ]

    safe = told_less(records, [Table((("topic", 1),))], fewest)

    assert counts(safe, ("topic", 1)) == {("casa",): 40, ("altro",): 15}


def test_small_cell_of_one_desk_is_counted_nowhere():
    """Else the city less the other desks would say it."""
    desks = {"badia": {"casa": 30, "cibo": 20}, "centro": {"casa": 30, "cibo": 3, "lavoro": 10}}
    records = [
        {"desk": (desk,), "topic": (topic,)}
        for desk, topics in desks.items()
        for topic, count in topics.items()
        for _each in range(count)
    ]

    safe = told_less(records, [Table((("topic", 1),)), Table((("desk", 1), ("topic", 1)))], fewest)

    assert counts(safe, ("topic", 1)) == {("casa",): 60, ("cibo",): 20, ("altro",): 13}


def test_counts_are_rounded_to_five():
    assert [rounded(count) for count in (5, 7, 8, 12, 13)] == [5, 5, 10, 10, 15]
