"""The tables that are published, and all that can be reckoned from them, on any year that may have been.

The attacker has every number before it is rounded, knows how they are made and what the database does not allow.
"""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.figures.disclosure import FEWEST, FEWEST_SENSITIVE, counts, told_less
from helpdesk.figures.publishing import (
    CONTACT_TABLES,
    DESK,
    REFERRAL_TABLES,
    RESULT,
    SHOWN_AT_DESKS,
    SHOWN_OF_CONTACTS,
    SHOWN_OF_REFERRALS,
    SHOWN_OF_UNMET,
    TOPIC,
    UNMET,
    at_a_desk,
    safe_cells,
    tables,
)
from helpdesk.figures.records import FEWEST_AT_A_DESK, contact_record, ending
from helpdesk.models import Enquiry, Referral

DESKS = ["badia", "centro", "fiumicello"]
TOPICS = [
    ("affitto", "casa"),
    ("sfratto", "casa"),
    ("casa", None),
    ("mense", "cibo"),
    ("violenza", "pericolo"),
    ("", ""),
]
HOMES = [("ovest", "badia"), ("ovest", "fiumicello"), ("sud", "folzano"), ("", "")]
MAY_BE_SILENT = ["age", "gender", "channel", "minutes", "topic", "home"]
RINGS = [("desk", "result", "topic"), ("desk", "result", "home"), ("desk", "result", "answer")]


# What no contact says: without an answer, whoever is helped; another answer, whoever is referred; any, who is unmet.
NEVER = [{"answered/referred", answer} for answer in ("information", "listening", "form_filling")]
NEVER += [{"unmet/unmet", answer} for answer in Enquiry.Answer.values]


def fewest(name, path):
    return FEWEST_SENSITIVE if name == "topic" and (not path or path[0] == "pericolo") else FEWEST


@st.composite
def contact(draw):
    """As `contact_records` reads it, with what the constraints of Enquiry let be."""
    (topic, heading), (zone, home) = draw(st.sampled_from(TOPICS)), draw(st.sampled_from(HOMES))
    result = draw(st.sampled_from(["solved", "solved", "referred", "unmet"]))
    answers = {"solved": ["information", "listening", "form_filling", "referral"], "referred": ["referral"]}
    row = {
        "desk": draw(st.sampled_from(DESKS)),
        "season": draw(st.integers(1, 4)),
        "result": result,
        "unmet_reason": draw(st.sampled_from(["full", "cost", "no_service"])) if result == "unmet" else "",
        "answers": [draw(st.sampled_from(answers[result]))] if result in answers else [],
        "topic": topic,
        "heading": heading,
        "zone": zone,
        "home": home,
    }
    choices = {"age_band": Enquiry.AgeBand, "gender": Enquiry.Gender}
    choices |= {"channel": Enquiry.Channel, "minutes": Enquiry.Minutes}
    return contact_record(row | {name: draw(st.sampled_from(["", *each])) for name, each in choices.items()})


def busy(groups):
    """Many alike and few alike, at the desks where enough came."""
    records = [record for record, count in groups for _each in range(count)]
    came = Counter(record["desk"] for record in records)
    return [record for record in records if came[record["desk"]] >= FEWEST_AT_A_DESK]


few_or_many = st.one_of(st.integers(1, 4), st.integers(1, 25))
years = st.lists(st.tuples(contact(), few_or_many), min_size=4, max_size=40).map(busy)
referral = st.builds(
    lambda desk, target, state, outcome: {"desk": (desk,), "target": (target,), "ending": ending(state, outcome)},
    st.sampled_from(DESKS),
    st.sampled_from(Referral.TargetKind.values),
    st.sampled_from(["completed", "not_completed", "declined", "sent"]),
    st.sampled_from(["met", "partly", "not_met"]),
)
referrals = (
    st.lists(st.tuples(referral, few_or_many), min_size=4, max_size=25)
    .map(lambda groups: [record for record, count in groups for _each in range(count)])
    .filter(lambda records: len(records) >= FEWEST)
)
unhurried = settings(deadline=None, max_examples=40)


def small(records, held):
    """(table, depth, cell) of each that is not empty and under the threshold."""
    for table in held:
        for depth in range(1, table.dimensions[-1][1] + 1):
            for cell, inside in table.cells(records, depth).items():
                if len(cell[-1]) == depth and len(inside) < least(table, cell):
                    yield table, depth, cell


def least(table, cell):
    return max(fewest(name, path) for (name, _to), path in zip(table.dimensions, cell, strict=True))


@unhurried
@given(years, referrals)
def test_nothing_small_is_left_in_any_table(contacts, passed_on):
    for records, held in ((contacts, CONTACT_TABLES), (passed_on, REFERRAL_TABLES)):
        safe = told_less(records, held, fewest)
        assert [*small(safe, held)] == []
        assert min((len(rest) for table in held for rest in table.cells(safe, 2).values()), default=FEWEST) >= FEWEST


@unhurried
@given(years)
def test_who_is_hidden_may_as_well_have_said_nothing(records):
    """A year in which they kept silent publishes the same, to the last number."""
    safe = told_less(records, CONTACT_TABLES, fewest)

    silent = [record | {name: less[name] for name in MAY_BE_SILENT} for record, less in zip(records, safe, strict=True)]

    assert safe_cells(silent, [], fewest) == safe_cells(records, [], fewest)


@unhurried
@given(years, st.data())
def test_hidden_cell_may_as_well_hold_any_number_below_the_threshold(records, data):
    """So many of those who are in its rest may have meant it: that year publishes the same too."""
    safe = told_less(records, CONTACT_TABLES, fewest)
    hidden = [each for each in small(records, CONTACT_TABLES) if each[0].last in MAY_BE_SILENT]
    if not hidden:
        return
    table, _depth, cell = data.draw(st.sampled_from(hidden))
    rest = [number for number, each in enumerate(safe) if stands_in_rest(each, table, cell)]
    silent = [record | {table.last: less[table.last]} for record, less in zip(records, safe, strict=True)]

    if rest:
        for number in rest[: data.draw(st.integers(1, least(table, cell) - 1))]:
            silent[number] = silent[number] | {table.last: cell[-1]}

    assert safe_cells(silent, [], fewest) == safe_cells(records, [], fewest)


def stands_in_rest(record, table, cell):
    rows = all(record[name][:to] == path for (name, to), path in zip(table.dimensions[:-1], cell[:-1], strict=True))
    return rows and record[table.last] == cell[-1][:-1] and not table.leaves_out(record)


@unhurried
@given(years)
def test_rest_of_what_is_always_said_holds_two_things_at_least(records):
    """Else whoever is in it would be known to have said the one that is missing."""
    safe = told_less(records, CONTACT_TABLES, fewest)

    for ways in ((("desk", 1), ("result", 1)), (("desk", 1), ("result", 1), ("answer", 1))):
        meant = {}
        for record, less in zip(records, safe, strict=True):
            if not less[name := ways[-1][0]]:
                meant.setdefault(tuple(less[each][:to] for each, to in ways), set()).add(record[name][:1])
        assert [values for values in meant.values() if len(values) == 1 and values != {()}] == []


# Reckoning


def shown(records):
    """{(measure, ways): Counter of cells} of contacts, as they are shown but not rounded."""
    unmet = [record for record in records if record["result"] == UNMET]
    kinds = [("all", records, [*SHOWN_OF_CONTACTS, (DESK, RESULT)]), ("unmet", unmet, SHOWN_OF_UNMET)]
    kinds.append(("desks", [at_a_desk(record) for record in records], SHOWN_AT_DESKS))
    return {(kind, ways): counts(told, *ways) for kind, told, lists in kinds for ways in lists}


def learned(records, ring, published):
    """Cells of these three things that the published sums leave fewer than five numbers for, and are small."""
    depths = {"result": 2 if "answer" in ring else 1, "home": 2}
    ways = tuple((name, depths.get(name, 1)) for name in ring)
    truth = counts(records, *ways)
    values = [sorted({cell[place] for cell in truth}) for place in range(3)]
    left = {cell: [0, len(records)] for cell in product(*values) if not any({*cell} >= pair for pair in NEVER)}
    sums = [*sums_over(left, ways, published)]
    while sum(narrow(left, cells, total) for cells, total in sums):
        pass
    return {
        cell: (low, high) for cell, (low, high) in left.items() if 0 < truth[cell] < FEWEST and high - low < FEWEST - 1
    }


def sums_over(left, ways, published):
    """(cells, what they sum to) for each published number about some of these three things."""
    results = [name for name, _depth in ways].index("result")
    for (kind, columns), counted in published.items():
        places = [ways.index(way) for way in columns if way in ways]
        if len(places) < len(columns):
            continue
        is_unmet = {cell: cell[results].startswith("unmet") for cell in left}
        of_kind = [cell for cell in left if kind == "all" or is_unmet[cell] == (kind == "unmet")]
        for values in {tuple(cell[place] for place in places) for cell in of_kind}:
            yield [cell for cell in of_kind if tuple(cell[place] for place in places) == values], counted[values]


def narrow(left, cells, total):
    """Bounds of each of some cells whose sum is known; whether any became narrower."""
    low, high = (sum(left[cell][end] for cell in cells) for end in (0, 1))
    changed = False
    for cell in cells:
        least_of_it, most_of_it = left[cell]
        found = [max(least_of_it, total - (high - most_of_it)), min(most_of_it, total - (low - least_of_it))]
        if found != left[cell]:
            low, high = low + found[0] - least_of_it, high + found[1] - most_of_it
            left[cell], changed = found, True
    return changed


def is_acyclic(tables):
    """Whether what each pair of tables shares can be taken away until one is left (Graham): then no ring is closed."""
    edges, before = {frozenset(table) for table in tables}, None
    while edges != before:
        before, met = edges, Counter(node for edge in edges for node in edge)
        edges = {frozenset(node for node in edge if met[node] > 1) for edge in edges}
        edges = {edge for edge in edges if not any(edge < other for other in edges)}
    return len(edges) == 1


def nodes(ways):
    return {(name, depth) for name, to in ways for depth in range(1, to + 1)}


@pytest.mark.parametrize(
    ("held", "shown_of_it"),
    [
        (CONTACT_TABLES, [*SHOWN_OF_CONTACTS, *SHOWN_AT_DESKS]),
        ([table for table in CONTACT_TABLES if not table.without], [*SHOWN_OF_CONTACTS, *SHOWN_OF_UNMET]),
        (REFERRAL_TABLES, SHOWN_OF_REFERRALS),
    ],
    ids=["answered", "unmet", "referrals"],
)
def test_what_is_shown_is_part_of_tables_that_close_no_ring(held, shown_of_it):
    """Then what they leave open of any other number is five wide at least (docs/statistics.md)."""
    edges = [nodes(table.dimensions) for table in held]

    assert [ways for ways in shown_of_it if not any(nodes(ways) <= edge for edge in edges)] == []
    assert is_acyclic(edges)
    assert not is_acyclic([{1, 2}, {2, 3}, {1, 3}])


@unhurried
@given(years)
def test_sums_and_differences_say_no_small_number(records):
    safe = told_less(records, CONTACT_TABLES, fewest)
    published = shown(safe)

    assert {ring: found for ring in RINGS if (found := learned(safe, ring, published))} == {}


def at(desk, count, result="solved", **said):
    bare = dict.fromkeys(["reason", "answer", *MAY_BE_SILENT], ())
    paths = {"solved": ("answered", "solved"), "referred": ("answered", "referred"), "unmet": UNMET}
    return [bare | {"desk": (desk,), "season": ("1",), "result": paths[result]} | said] * count


def test_desk_that_says_unmet_and_silent_would_say_how_many_answers_are_hidden():
    """Whoever is helped has an answer: 14 without one, of whom 12 unmet, were two who only wanted to be listened to."""
    listened, unmet = at("badia", 2, answer=("listening",)), at("badia", 12, "unmet")
    informed, filled = at("badia", 30, answer=("information",)), at("badia", 9, answer=("form_filling",))
    records = listened + unmet + informed + filled
    by_itself = told_less(records, tables((DESK, ("result", 2)), (DESK, ("answer", 1))), fewest)

    safe = told_less(records, CONTACT_TABLES, fewest)

    assert learned(by_itself, RINGS[2], shown(by_itself)) == {("badia", "answered/solved", "altro"): (2, 2)}
    assert counts(safe, DESK, ("answer", 1)) == {("badia", "information"): 30, ("badia", "altro"): 23}


def test_three_tables_that_close_a_ring_would_say_a_need_without_an_answer_at_a_desk():
    """All the unmet about food are of Badia, where nobody else asks for food: the rest of its unmet are two."""
    food, house = ("cibo", "mense"), ("casa", "affitto")
    records = at("badia", 10, "unmet", topic=food) + at("badia", 2, "unmet", topic=house)
    records += at("badia", 20, topic=house) + at("centro", 20, "unmet", topic=house) + at("centro", 20, topic=house)
    ring = [(DESK, RESULT), (DESK, TOPIC), (RESULT, TOPIC)]
    as_told = {("all", ways): counts(records, *ways) for ways in ring}

    safe = told_less(records, CONTACT_TABLES, fewest)

    assert learned(records, RINGS[0], as_told) == {("badia", "unmet", "casa"): (2, 2)}
    assert learned(safe, RINGS[0], shown(safe)) == {}
