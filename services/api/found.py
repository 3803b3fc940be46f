"""The one search, asked for keys: of services, each once at its best place, or of listings."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict

from services.fields import clean_params
from services.models import Listing
from services.search import ListingSearch
from services.search.matching import BOUND, ORDERS, answer

from . import parameters

NAMES = {parameter.name for parameter in (*parameters.SEARCH, parameters.KIND)}
_LISTINGS = Listing._meta.db_table
_TOTAL = ("SELECT 'matches', '', count(*), NULL::float FROM matched", ())
READ_FROM_THE_TABLE = {"organization_id", "modified_after"}


def asks_the_search(asked):
    """Whether these parameters need the search, and not only the table."""
    return bool(asked.keys() & NAMES - READ_FROM_THE_TABLE)


def search_of(request):
    """The search of a request, without the parameters that say how to answer; 400 when it cannot be read."""
    params = QueryDict(mutable=True)
    for name, values in clean_params(request.query_params).lists():
        if name in NAMES:
            params.setlist(name, values)
    search = ListingSearch(params)
    if search.errors:
        raise ValidationError({name: list(reasons) for name, reasons in search.errors.items()})
    return search


class Found:
    """The keys a search finds, in its order: those of services, each once, or of services at locations.

    One statement up to `BOUND` matches, two beyond: there the order leaves out who is open, as on the page.
    """

    def __init__(self, search, *, at_locations=False):
        self.search, self.at_locations = search, at_locations
        self.key = "id" if at_locations else "service_id"

    def page(self, number, size):
        """(how many in all, keys of the page); no `size`: all of them."""
        matches, total, keys = self.asked(number, size)
        if not matches and len(self.search.words_query.groups) > 1:
            matches, total, keys = self.asked(number, size, relaxed=True)
        return total, keys

    def asked(self, number, size, *, relaxed=False):
        rows = self.search.rows(relaxed=relaxed).filter(service__isnull=False)
        rows = rows.filter(service_at_location__isnull=False) if self.at_locations else rows
        found = self.run(rows[: BOUND + 1], number, size, at=self.search.at)
        return self.run(rows, number, size) if found[0] > BOUND else found

    def run(self, rows, number, size, *, at=None):
        """(rows matched, distinct keys, keys of the page)"""
        counts = answer(rows, [_TOTAL, self.distinct(), self.keys(number, size)], at=at).counts
        return counts["matches"][""], counts["distinct"][""], [UUID(key) for key in counts.get("key", {})]

    def distinct(self):
        return f"SELECT 'distinct', '', count(DISTINCT {self.key}), NULL FROM matched", ()

    def keys(self, number, size):
        """Each key at the best place of its rows."""
        known = f"(SELECT service_at_location_id FROM {_LISTINGS} WHERE id = key)" if self.at_locations else "key"
        order = ORDERS[self.search.order]
        statement = f"""(SELECT 'key', {known}::text, best, NULL::float FROM (
            SELECT key, min(place) AS best FROM (
                SELECT {self.key} AS key, row_number() OVER (ORDER BY {order}) AS place FROM (
                    SELECT matched.*, state, %s::date - verified_on AS age
                    FROM matched LEFT JOIN hours ON hours.id = timetable_id
                ) AS scored
            ) AS placed GROUP BY key ORDER BY best LIMIT %s OFFSET %s
        ) AS page ORDER BY best)"""
        return statement, (self.search.today, size, (number - 1) * (size or 0))
