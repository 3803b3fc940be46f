"""Making counts safe to publish: who would stand in a small cell is told less precisely before anything is counted.

A record is {attribute: path}: ("casa-e-bollette", "sfratto"), or shorter where less is known, () where nothing is.
Where a cell of any table would be small, its records lose the end of their path, in every table at once. So a cell is
large or empty everywhere, a table adds up with every other, and taking one from another finds nothing: the same would
be published had those people not said it (docs/statistics.md; docs/adr/0015-published-cells.md).
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

FEWEST = 5
FEWEST_SENSITIVE = 10
ROUNDED_TO = 5


class Table(NamedTuple):
    """A table that can be computed from what is published: (attribute, depth) pairs, the last one shortened if need be.

    The others are rows: tables that end with them come first, so that no row is small. `without` has (attribute,
    path) pairs: records that begin so stand in no cell.
    """

    dimensions: tuple
    without: tuple = ()

    @property
    def last(self):
        return self.dimensions[-1][0]

    def cells(self, records, depth):
        """{cell: records in it}, the last attribute seen to that depth at most."""
        *rows, (last, deepest) = self.dimensions
        ways = [*rows, (last, min(deepest, depth))]
        found = defaultdict(list)
        for record in records:
            if not self.leaves_out(record):
                found[tuple([record[name][:to] for name, to in ways])].append(record)
        return found

    def leaves_out(self, record):
        return any(record[name][: len(path)] == path for name, path in self.without)


def told_less(records, tables, fewest: Callable[[str, tuple], int]):
    """The records, each as precise as can be shown; `fewest` says how many a cell with that path must hold.

    One attribute after the other in the order of the tables' last ones, its beginnings before its ends: then small
    cells only become smaller while they are emptied, and the order in which they are found does not matter.
    """
    records = [dict(record) for record in records]
    for name in dict.fromkeys(table.last for table in tables):
        of_it = [table for table in tables if table.last == name]
        for depth in range(1, max(table.dimensions[-1][1] for table in of_it) + 1):
            settle(records, [table for table in of_it if table.dimensions[-1][1] >= depth], name, depth, fewest)
    return records


class Alike(dict):
    """What those records say that some tables cannot tell apart: looked at and shortened as one."""

    def __init__(self, said, records):
        super().__init__(said)
        self.records = records


def alike(records, tables):
    names = sorted({name for table in tables for name, _to in (*table.dimensions, *table.without)})
    found = defaultdict(list)
    for record in records:
        found[tuple([record[name] for name in names])].append(record)
    return [Alike(zip(names, said, strict=True), inside) for said, inside in found.items()]


def size(kinds):
    return sum(len(kind.records) for kind in kinds)


def settle(records, tables, name, depth, fewest):
    """No table has a small cell at this depth any more, nor a small rest."""
    kinds = alike(records, tables)
    while empty_small_cells(kinds, tables, name, depth, fewest) or fill_small_rests(kinds, tables, name, depth, fewest):
        pass
    for kind in kinds:
        for record in kind.records:
            record[name] = kind[name]


def empty_small_cells(kinds, tables, name, depth, fewest):
    """Shorten what is in small cells, until there are none; whether there were any."""
    found = False
    while small := [each for table in tables for each in small_cells(table, kinds, depth, fewest)]:
        found = True
        for cell in small:
            shorten(cell, name, depth)
    return found


def small_cells(table, kinds, depth, fewest):
    return [
        inside
        for cell, inside in table.cells(kinds, depth).items()
        if len(cell[-1]) == depth and size(inside) < needed(table, cell, fewest)
    ]


def fill_small_rests(kinds, tables, name, depth, fewest):
    """Where a rest is small, the smallest cell beside it joins it; whether any did. The first found, in order."""
    for table in tables:
        cells = table.cells(kinds, depth)
        for cell in sorted(cells):
            if len(cell[-1]) == depth - 1 and size(cells[cell]) < needed(table, cell, fewest):
                beside = [other for other in cells if other[:-1] == cell[:-1] and other[-1][:-1] == cell[-1]]
                beside = [other for other in beside if len(other[-1]) == depth]
                if beside:
                    shorten(cells[min(beside, key=lambda other: (size(cells[other]), other))], name, depth)
                    return True
    return False


def needed(table, cell, fewest):
    return max(fewest(name, path) for (name, _depth), path in zip(table.dimensions, cell, strict=True))


def shorten(kinds, name, depth):
    for kind in kinds:
        kind[name] = kind[name][: depth - 1]


def counts(records, *dimensions):
    """Counter of paths as the table shows them, with "altro" where a path ends before the depth of the table."""
    found = Counter()
    for paths, count in Counter(tuple([record[name] for name, _depth in dimensions]) for record in records).items():
        found[tuple(shown(path, depth) for path, (_name, depth) in zip(paths, dimensions, strict=True))] += count
    return found


OTHER = "altro"


def shown(path, depth):
    """ "casa-e-bollette/sfratto"; "casa-e-bollette/altro" where it is not told more precisely."""
    ending = [OTHER] if len(path) < depth else []
    return "/".join([*path[:depth], *ending])


def rounded(count):
    return ROUNDED_TO * round(count / ROUNDED_TO)
