"""The one search, asked for keys: of services, each once at its best place, or of listings."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict

from organizations.models import Timetable
from services.fields import clean_params

from . import parameters

NAMES = {parameter.name for parameter in (*parameters.SEARCH, parameters.KIND)}
READ_FROM_THE_TABLE = {"organization_id", "modified_after"}

_HOURS = (
    f"SELECT t.id, opening_state(t, %s) AS state FROM {Timetable._meta.db_table} AS t"
    " WHERE t.id IN (SELECT timetable_id FROM matched)"
)
_NO_HOURS = "SELECT NULL::bigint AS id, NULL::text AS state WHERE false"


def asks_the_search(asked):
    """Whether these parameters need the search, and not only the table."""
    return bool(asked.keys() & NAMES - READ_FROM_THE_TABLE)


def search_of(request):
    """The search of a request, without the parameters that say how to answer; 400 when it cannot be read."""
    from services.search import ListingSearch

    params = QueryDict(mutable=True)
    for name, values in clean_params(request.query_params).lists():
        if name in NAMES:
            params.setlist(name, values)
    search = ListingSearch(params)
    if search.errors:
        raise ValidationError({name: list(reasons) for name, reasons in search.errors.items()})
    return search


class Found:
    """The keys a search finds, in its order; `key` is a column of its rows, "service_id" or "id".

    One statement up to `BOUND` matches, two beyond: there the order leaves out who is open, as on the page.
    """

    def __init__(self, search, key, **only):
        self.search, self.key, self.only = search, key, only

    def page(self, number, size):
        """(how many in all, keys of the page); no `size`: all of them."""
        matched, keys, total = self.asked(self.rows(), number, size)
        if not total and len(self.search.words_query.groups) > 1:
            matched, keys, total = self.asked(self.rows(relaxed=True), number, size)
        return total, keys

    def rows(self, *, relaxed=False):
        return self.search.rows(relaxed=relaxed).filter(**self.only)

    def asked(self, rows, number, size):
        from services.search.matching import BOUND

        answer = self.run(rows[: BOUND + 1], number, size, at=self.search.at)
        return self.run(rows, number, size) if answer[0] > BOUND else answer

    def run(self, rows, number, size, *, at=None):
        """(rows matched, keys, distinct keys)"""
        from services.search.matching import COLUMNS, ORDERS

        matched, params = rows.query.get_compiler(connection=connection).as_sql()
        hours, at = (_HOURS, [at]) if at else (_NO_HOURS, [])
        statement = f"""WITH matched ({", ".join(COLUMNS)}, hits) AS MATERIALIZED ({matched}),
            hours AS MATERIALIZED ({hours}),
            scored AS (SELECT matched.*, state, %s::date - verified_on AS age
                FROM matched LEFT JOIN hours ON hours.id = timetable_id),
            placed AS (SELECT {self.key} AS key, row_number() OVER (ORDER BY {ORDERS[self.search.order]}) AS place
                FROM scored),
            best AS (SELECT key, min(place) AS place FROM placed GROUP BY key)
            SELECT (SELECT count(*) FROM matched), (SELECT count(*) FROM best),
                ARRAY(SELECT key::text FROM best ORDER BY place LIMIT %s OFFSET %s)"""
        with connection.cursor() as cursor:
            cursor.execute(statement, [*params, *at, self.search.today, size, (number - 1) * (size or 0)])
            matches, distinct, keys = cursor.fetchone()
        return matches, keys, distinct
