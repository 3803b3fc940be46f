"""Asking the database: one statement finds, counts, orders and counts the facets.

Up to `BOUND` matches everything is exact and comes from one pass over them. Beyond it the total is
still exact, facets are lower bounds ("oltre…"), and the order leaves out who is open now
(docs/adr/0007).
"""

from dataclasses import dataclass, field

from django.db import connections, router
from django.db.models import Case, F, FloatField, IntegerField, Value, When
from django.db.models.functions import Cast

from services.freshness.days import FRESH, UNCONFIRMED
from services.models import Listing
from services.reports.doubt import with_doubts
from services.tokens import EASE
from services.words.query import IN_BOTH, IN_NAME, IN_NEED, IN_TEXT, IN_THEME

BOUND = 10_000
PROBED = 5_000  # a tier of fewer rows is sorted, one of more walked in the order of an index
UNSEEN = ("tokens", "point", "name_key", "quarter__boundary")  # columns no card shows
NOWHERE = Cast(None, FloatField())
COLUMNS = (
    "id",
    "kind",
    "rank",
    "service_id",
    "terms",
    "quarter_id",
    "timetable_id",
    "verified_on",
    "name_key",
    *EASE,
    "begins_at",
    "distance",
    "fit",
)

# What a listing is worth near a place: the words first, then how near, open, how recently confirmed.
SCORE = f"""(CASE fit WHEN {IN_BOTH} THEN 3.25 WHEN {IN_NAME} THEN 3.0
        WHEN {IN_NEED} THEN 2.25 WHEN {IN_THEME} THEN 1.75 ELSE 0.5 END
    + CASE WHEN distance IS NULL THEN 0.5 ELSE 2.0 * exp(-distance / 1000.0) END
    + CASE state WHEN 'open' THEN 0.5 ELSE 0 END
    + CASE WHEN age <= {FRESH} THEN 0.5 WHEN age <= {UNCONFIRMED} THEN 0.25 ELSE -0.75 END)"""
STALE = f"age IS NULL OR age > {UNCONFIRMED}"
AMONG_EQUALS = f"rank DESC, {STALE}, state = 'open' DESC, age NULLS LAST, begins_at NULLS LAST, id"
ORDERS = {
    "relevance": f"hits DESC, fit DESC, {AMONG_EQUALS}",
    "near": f"hits DESC, {SCORE} DESC, distance NULLS LAST, begins_at NULLS LAST, id",
    "distance": "distance NULLS LAST, begins_at NULLS LAST, id",
    "name": "name_key, id",
    "verified": "age NULLS LAST, id",
}


@dataclass
class Hit:
    id: int
    fit: int
    distance: float | None


@dataclass
class Matches:
    """What one statement answered: exact while `total` is at most `BOUND`."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def bounded(self) -> bool:
        return self.total > BOUND


def prepared(rows, words_query, *, relaxed=False):
    """The queryset with the columns of `COLUMNS` and `hits`, what the groups it meets weigh.

    Relaxed, all groups count; else those that only order.
    """
    if "distance" not in rows.query.annotations:
        rows = rows.annotate(distance=NOWHERE)
    hits = _weight_of(words_query.groups if relaxed else words_query.boosting)
    rows = rows.annotate(fit=_fit(words_query), hits=hits, begins_at=F("happens__0"))
    return rows.order_by().values_list(*COLUMNS, "hits")


def _fit(words_query):
    if not words_query:
        return Value(IN_TEXT)
    return Case(
        When(tokens__hold=words_query.in_both, then=IN_BOTH),
        When(tokens__hold=words_query.in_name, then=IN_NAME),
        When(tokens__hold=words_query.in_name_or_need, then=IN_NEED),
        When(tokens__hold=words_query.in_name_or_theme, then=IN_THEME),
        default=IN_TEXT,
    )


def _weight_of(groups):
    met = Value(0, output_field=IntegerField())
    for group in groups:
        met = met + Case(When(tokens__hold=group.clause, then=group.weight), default=0, output_field=IntegerField())
    return met


def find(rows, *, at, today, order, number, size, facets=True) -> Matches:
    """Up to `BOUND` + 1 of the prepared rows: total, one page in order, facet counts."""
    parts = [_page(order, today, number, size), (_TOTAL, ())] + ([(_FACETS, ())] if facets else [])
    return answer(rows[: BOUND + 1], parts, at=at)


def page_of(rows, *, today, order, number, size) -> list[Hit]:
    """One page in order out of any number of prepared rows, without who is open."""
    return answer(rows, [_page(order, today, number, size)]).hits


def count_facet(rows, name, *, at) -> dict[str, int]:
    """The counts of one facet ("kind", "term", "quarter", "open") over up to `BOUND` + 1 of the prepared rows."""
    part = {"kind": _KINDS, "term": _TERMS, "quarter": _QUARTERS, "open": _OPEN}[name]
    return answer(rows[: BOUND + 1], [(part, ())], at=at).counts.get(name, {})


_TOTAL = "SELECT 'total', '', count(*), NULL::float FROM matched"
_KINDS = "SELECT 'kind', kind, count(*), NULL FROM matched GROUP BY 2"
_TERMS = "SELECT 'term', term::text, count(*), NULL FROM matched, unnest(terms) AS term GROUP BY 2"
_QUARTERS = "SELECT 'quarter', quarter_id::text, count(*), NULL FROM matched WHERE quarter_id IS NOT NULL GROUP BY 2"
_OPEN = (
    "SELECT 'open', state, count(*), NULL FROM matched JOIN hours ON hours.id = matched.timetable_id"
    " WHERE state = 'open' GROUP BY 2"
)
_EASE = (
    "SELECT 'ease', mark, sum(n)::bigint, NULL FROM ("
    "SELECT " + ", ".join(f"count(*) FILTER (WHERE {name}) AS {name}" for name in EASE) + " FROM matched"
    ") AS flags, LATERAL (VALUES " + ", ".join(f"('{name}', {name})" for name in EASE) + ") AS v (mark, n) GROUP BY 2"
)
_FACETS = " UNION ALL ".join([_KINDS, _TERMS, _QUARTERS, _OPEN, _EASE])
_HOURS = (
    "SELECT timetable_id AS id, state FROM opening_states(%s) WHERE timetable_id IN (SELECT timetable_id FROM matched)"
)
_NO_HOURS = "SELECT NULL::bigint AS id, NULL::text AS state WHERE false"


def _page(order, today, number, size):
    statement = (
        "(SELECT 'row', id::text AS key, fit::bigint, distance FROM"
        " (SELECT matched.*, state, %s::date - verified_on AS age"
        " FROM matched LEFT JOIN hours ON hours.id = timetable_id) AS scored"
        f" ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s)"
    )
    return statement, (today, size, (number - 1) * size)


def answer(rows, parts, *, at=None) -> Matches:
    """Run the parts, (SQL, parameters) pairs, over the rows and the hours they keep at that moment."""
    matched, params = _compiled(rows)
    hours, hours_params = (_HOURS, (at,)) if at else (_NO_HOURS, ())
    statement = (
        f"WITH matched ({', '.join(COLUMNS)}, hits) AS MATERIALIZED ({matched}),"
        f" hours AS MATERIALIZED ({hours}) {' UNION ALL '.join(part for part, _ in parts)}"
    )
    values = [*params, *hours_params, *(value for _, part_params in parts for value in part_params)]
    with _connection().cursor() as cursor:
        cursor.execute(statement, values)
        return _read(cursor.fetchall())


def _read(answer_rows) -> Matches:
    matches = Matches()
    for part, key, number, distance in answer_rows:
        if part == "total":
            matches.total = number
        elif part == "row":
            matches.hits.append(Hit(int(key), number, distance))
        else:
            matches.counts.setdefault(part, {})[key] = number
    return matches


def newest_first(rows):
    """Services, then desks, then the rest (`Listing.IN_ORDER`); the latest checked first."""
    return rows.order_by("-rank", F("verified_on").desc(nulls_last=True), "id")


def hits_of(rows, fit) -> list[Hit]:
    """The rows of a page that is already `newest_first`, one statement."""
    if "distance" not in rows.query.annotations:
        rows = rows.annotate(distance=NOWHERE)
    return [Hit(pk, fit, distance) for pk, distance in _page_of_tier(rows)]


def _page_of_tier(rows):
    """(id, distance) of a page `newest_first`: few rows are sorted, many are walked in the order of the index.

    The planner cannot tell which it is, as it takes most tsqueries for the same share of the table; left
    alone it walks past a million rows for a dozen (2,300 ms instead of 10).
    """
    all_of_them = rows.all()
    all_of_them.query.clear_limits()
    all_of_them.query.clear_ordering(force=True)
    few, few_params = _compiled(all_of_them.values_list("id", "rank", "verified_on", "distance")[: PROBED + 1])
    walked, walked_params = _compiled(rows.values_list("id", "distance"))
    start, stop = rows.query.low_mark, rows.query.high_mark
    statement = (
        f"WITH few (id, rank, verified_on, distance) AS MATERIALIZED ({few}),"
        f" probed AS MATERIALIZED (SELECT count(*) > {PROBED} AS many FROM few)"
        " (SELECT id, distance FROM few WHERE NOT (SELECT many FROM probed)"
        " ORDER BY rank DESC, verified_on DESC NULLS LAST, id LIMIT %s OFFSET %s)"
        f" UNION ALL SELECT * FROM ({walked}) AS walked WHERE (SELECT many FROM probed)"
    )
    with _connection().cursor() as cursor:
        cursor.execute(statement, [*few_params, stop - start, start, *walked_params])
        return cursor.fetchall()


def _compiled(rows):
    return rows.query.get_compiler(connection=_connection()).as_sql()


def _connection():
    return connections[router.db_for_read(Listing)]


def listings_by_id(ids) -> dict[int, Listing]:
    rows = with_doubts(Listing.objects.filter(id__in=ids)).select_related("quarter").defer(*UNSEEN)
    return {listing.id: listing for listing in rows}
