"""The best SQL we can write by hand for what `/api/listings` answers, as one JSON text from the database.

It gets what was asked already read (words as a tsquery, places as marks or a circle, terms as ids) and
asks the same tables through the same driver: total, one page of listings with the state of their hours,
and every facet counted without its own filter. Past `BOUND` matches it does what the API does: exact
total, facets over the first `BOUND` + 1, the page by tiers of the words.
"""

import math

from services.places import Circle
from services.search import ListingSearch
from services.search.matching import BOUND, ORDERS
from services.tokens import any_of
from services.words.query import IN_BOTH, IN_NAME, IN_NEED, IN_TEXT, IN_THEME
from territory.distances import DIAMETER, chord
from territory.fields import EARTH_RADIUS

TREES = ("need", "activity", "target")
FLAGS = ("free", "no_appointment", "anonymous", "soft_entry", "wheelchair")
NEWEST = "rank DESC, verified_on DESC NULLS LAST, id"
CURRENT = "(happens_until IS NULL OR happens_until > now())"
FITS = {"in_both": IN_BOTH, "in_name": IN_NAME, "in_name_or_need": IN_NEED, "in_name_or_theme": IN_THEME}
CARD = """json_build_object('id', l.uuid, 'kind', l.kind, 'slug', l.slug, 'name', l.name,
  'organization_name', l.organization_name, 'summary', l.summary, 'address', l.address, 'phone', l.phone,
  'postal_code', l.postal_code, 'languages', l.languages, 'latitude', l.latitude, 'longitude', l.longitude,
  'free', l.free, 'no_appointment', l.no_appointment, 'anonymous', l.anonymous, 'soft_entry', l.soft_entry,
  'wheelchair', l.wheelchair, 'comes_home', l.comes_home, 'by_phone', l.by_phone, 'online', l.online,
  'path', l.path, 'happens', l.happens, 'happens_until', l.happens_until,
  'minimum_age', l.minimum_age, 'maximum_age', l.maximum_age, 'verified_on', l.verified_on,
  'verified_how', l.verified_how, 'service_id', l.service_id, 'organization_id', l.organization_id,
  'quarter', q.slug, 'distance', round(p.distance), 'state', h.state, 'until', n.until, 'opens', n.opens)"""
CONTENTS = f"""(SELECT coalesce(json_agg({CARD} ORDER BY p.place), '[]')
  FROM page p JOIN services_listing l USING (id) LEFT JOIN territory_quarter q ON q.id = l.quarter_id
  LEFT JOIN (SELECT s.timetable_id, s.state FROM opening_states(%(at)s) s WHERE s.timetable_id IN (
    SELECT timetable_id FROM page JOIN services_listing USING (id))) h ON h.timetable_id = l.timetable_id
  LEFT JOIN organizations_timetable t ON t.id = l.timetable_id
  LEFT JOIN LATERAL opening_next(t, %(at)s) n ON t.id IS NOT NULL)"""
# IS TRUE keeps it a hash that is filled once; as a semi-join it is evaluated again for every row.
OPEN = "(timetable_id IN (SELECT timetable_id FROM opening_states(%(opening)s) WHERE state = 'open')) IS TRUE"
EASE = f"""(SELECT json_build_object({", ".join(f"'{flag}', count(*) FILTER (WHERE {flag})" for flag in FLAGS)})
  FROM matched)"""


class BestSQL:
    """The statements of one search; `answer` runs them on a psycopg2 cursor and gives (total, JSON texts)."""

    def __init__(self, search: ListingSearch):
        self.search, self.asked, self.words = search, search.values, search.words_query
        self.order = search.order
        page = {"limit": search.size, "offset": (search.number - 1) * search.size, "today": search.today}
        self.values = page | {"at": search.at}
        self.values |= {f"chosen_{tree}": self.asked.get(tree, []) for tree in TREES}
        self.parts = {name: self._part(name, value) for name, value in self.asked.items()}
        if isinstance(self.asked.get("near"), Circle):
            self._circle(self.asked["near"])

    def answer(self, cursor) -> tuple[int, list[str]]:
        if not set(self.asked) - {"ordering"} and (stored := self._ask(cursor, EVERYTHING[self.order]))[0] > BOUND:
            return stored[0], [stored[1]]
        total, text = self._ask(cursor, self._exact())
        if total <= BOUND:
            return total, [text]
        return self._many(cursor, text)

    def _ask(self, cursor, statement):
        cursor.execute(statement, self.values)
        return cursor.fetchone()

    # What is asked, as SQL

    def _part(self, name, value):
        """(tsquery, condition) of a parameter, either may be empty."""
        parameter = self.search.filterset.filters[name]
        if parameter.marks:
            return str(parameter.marks(value)), ""
        if name == "near" and not isinstance(value, Circle):
            return str(any_of(value.marks)), ""
        if name == "near":
            return "", "(point <@ %(box)s::cube AND point <-> %(center)s::cube <= %(chord)s" + (
                " OR latitude IS NULL AND tokens @@ %(reached)s::tsquery)" if value.reached_by else ")"
            )
        if name in ("open_at", "open_now"):
            self.values["opening"] = value
            return "", OPEN
        return "", ""

    def _circle(self, circle):
        lat, lng, metres = math.radians(circle.latitude), math.radians(circle.longitude), chord(circle.radius)
        xyz = [
            axis * EARTH_RADIUS
            for axis in (math.cos(lat) * math.cos(lng), math.cos(lat) * math.sin(lng), math.sin(lat))
        ]
        corners = [tuple(axis + sign * metres for axis in xyz) for sign in (-1, 1)]
        self.values |= {
            "center": str(tuple(xyz)),
            "box": f"{corners[0]},{corners[1]}",
            "chord": metres,
            "reached": str(any_of(circle.reached_by)),
        }

    def _where(self, *leaving_out) -> str:
        parts = [part for name, part in self.parts.items() if name not in leaving_out]
        queries = " & ".join(query for query, _ in parts if query)
        conditions = [condition for _, condition in parts if condition] + [CURRENT]
        if queries:
            key = "words" + "_".join(leaving_out)
            self.values[key] = queries
            conditions.insert(0, f"tokens @@ %({key})s::tsquery")
        return " AND ".join(conditions)

    def _fit(self) -> str:
        """How well the words fit, best first; and `hits`, what the words that only order weigh."""
        if not self.words:
            return f"{IN_TEXT} AS fit, 0 AS hits"
        self.values |= {name: getattr(self.words, name) for name in FITS}
        cases = " ".join(f"WHEN tokens @@ %({name})s::tsquery THEN {fit}" for name, fit in FITS.items())
        return f"CASE {cases} ELSE {IN_TEXT} END AS fit, {self._hits()} AS hits"

    def _hits(self) -> str:
        met = ["0"]
        for number, group in enumerate(self.words.boosting):
            self.values[f"group{number}"] = group.clause
            met.append(f"CASE WHEN tokens @@ %(group{number})s::tsquery THEN {group.weight} ELSE 0 END")
        return " + ".join(met)

    @property
    def _distance(self) -> str:
        near = isinstance(self.asked.get("near"), Circle)
        return f"asin((point <-> %(center)s::cube) / {DIAMETER}) * {DIAMETER}" if near else "NULL::float"

    # The statements

    def _exact(self) -> str:
        """One statement: matches up to the bound, the page, the facets; one CTE more for each facet that is set."""
        return f"""WITH matched AS MATERIALIZED (
          SELECT id, kind, rank, terms, quarter_id, timetable_id, verified_on, name_key, {", ".join(FLAGS)},
            happens[1] AS begins_at,
            {self._distance} AS distance, {self._fit()}
          FROM services_listing WHERE {self._where()} LIMIT {BOUND + 1}),
        hours AS MATERIALIZED (SELECT timetable_id, state FROM opening_states(%(at)s)
          WHERE timetable_id IN (SELECT timetable_id FROM matched)),
        page AS MATERIALIZED (
          SELECT id, distance, row_number() OVER () AS place FROM (
            SELECT id, distance FROM (
              SELECT matched.*, state, %(today)s::date - verified_on AS age
              FROM matched LEFT JOIN hours USING (timetable_id)) AS scored
            ORDER BY {ORDERS[self.order]} LIMIT %(limit)s OFFSET %(offset)s) AS best)
        SELECT (SELECT count(*) FROM matched), json_build_object('contents', {CONTENTS},
          'facets', json_build_object({self._trees()}, 'quarter', {self._quarters()},
            'kind', {self._kinds()}, 'open_now', {self._open()}, 'ease', {EASE}))::text"""

    def _rows(self, facet, columns):
        if facet not in self.asked:
            return "matched"
        where = self._where(facet, "open_at" if facet == "open_now" else facet)
        return f"(SELECT {columns} FROM services_listing WHERE {where} LIMIT {BOUND + 1}) AS others"

    def _trees(self) -> str:
        return ", ".join(f"'{tree}', {self._tree(tree)}" for tree in TREES)

    def _tree(self, tree) -> str:
        return f"""(SELECT json_agg(json_build_object('value', t.slug, 'label', t.name, 'count', c.n, 'parent', u.slug)
            ORDER BY t.position)
          FROM (SELECT term, count(*) AS n FROM {self._rows(tree, "terms")}, unnest(terms) AS term GROUP BY term) AS c
          JOIN services_taxonomyterm t ON t.id = c.term JOIN services_taxonomy x ON x.id = t.taxonomy_id
          LEFT JOIN services_taxonomyterm u ON u.id = t.parent_id
          WHERE x.slug = '{tree}' AND (NOT t.discreet OR t.id = ANY(%(chosen_{tree})s::int[])))"""

    def _quarters(self) -> str:
        return f"""(SELECT json_agg(json_build_object('value', q.slug, 'label', q.name, 'count', c.n) ORDER BY c.n DESC)
          FROM (SELECT quarter_id, count(*) AS n FROM {self._rows("quarter", "quarter_id")}
            WHERE quarter_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 60) AS c
          JOIN territory_quarter q ON q.id = c.quarter_id)"""

    def _kinds(self) -> str:
        return f"""(SELECT json_object_agg(kind, n)
          FROM (SELECT kind, count(*) AS n FROM {self._rows("kind", "kind")} GROUP BY 1) AS c)"""

    def _open(self) -> str:
        return f"""(SELECT count(*) FROM {self._rows("open_now", "timetable_id")}
          JOIN hours USING (timetable_id) WHERE state = 'open')"""

    def _many(self, cursor, text):
        """Past the bound: the exact total, and the page from the best tier of the words on."""
        total = self._ask(cursor, f"SELECT count(*), NULL FROM services_listing WHERE {self._where()}")[0]
        if self.order != "relevance":
            return total, [text, self._ask(cursor, self._page(f"SELECT * FROM ({self._scored()}) AS scored"))[1]]
        texts, left, offset = [text], self.values["limit"], self.values["offset"]
        others = self._where("search")
        for fit, query in self.words.tiers():
            self.values |= {"tier": str(query) if query else "", "limit": left, "offset": offset}
            words = "tokens @@ %(tier)s::tsquery AND " if query else ""
            rows = f"""SELECT id, {self._distance} AS distance, {fit} AS fit FROM services_listing
              WHERE {words}{others} ORDER BY {NEWEST} LIMIT %(limit)s OFFSET %(offset)s"""
            found, page = self._ask(cursor, self._cards(rows))
            texts.append(page)
            left -= found
            if not left:
                break
            if offset and query:
                counted = self._ask(cursor, f"SELECT count(*), NULL FROM services_listing WHERE {words}{others}")[0]
                offset = max(0, offset - counted)
        return total, texts

    def _scored(self):
        return f"""SELECT id, rank, name_key, happens[1] AS begins_at, {self._distance} AS distance, {self._fit()},
          NULL::text AS state, %(today)s::date - verified_on AS age FROM services_listing WHERE {self._where()}"""

    def _page(self, rows):
        return self._cards(f"{rows} ORDER BY {ORDERS[self.order]} LIMIT %(limit)s OFFSET %(offset)s")

    def _cards(self, rows):
        return f"""WITH page AS MATERIALIZED (SELECT id, distance, row_number() OVER () AS place FROM ({rows}) AS r)
          SELECT (SELECT count(*) FROM page), {CONTENTS}::text"""


def _everything(columns):
    return f"""WITH page AS MATERIALIZED (
        SELECT id, NULL::float AS distance, row_number() OVER () AS place FROM (
          SELECT id FROM services_listing WHERE {CURRENT} ORDER BY {columns} LIMIT %(limit)s OFFSET %(offset)s) AS r)
      SELECT (SELECT count(*) FROM services_listing), json_build_object('contents', {CONTENTS},
        'facets', (SELECT json_object_agg(facet, counts) FROM (
          SELECT facet, json_object_agg(value, count) AS counts FROM services_facetcount GROUP BY facet) AS f))::text"""


EVERYTHING = {
    "relevance": _everything(NEWEST),
    "verified": _everything("verified_on DESC NULLS LAST, id"),
    "name": _everything("name_key, id"),
}
