"""A search as page, API and map use it."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organizations import hours, points
from organizations.models import CommunityPoint
from services.fields import clean_params
from services.filters import ListingFilter
from services.models import Listing
from services.words.query import WordsQuery
from territory.models import Quarter

from . import matching
from .active import ActiveFilter, active_filters
from .facets import Facet, Facets, stored_counts
from .matching import BOUND, Hit, Matches
from .reasons import reasons
from .rescue import Rescue, rescues

SIZE, LARGEST = 20, 100  # listings a page
FURTHEST = 1_000_000  # page
CITY = 40  # desks, at most
UNCONFIRMED = 20  # listings with unconfirmed hours shown apart
PAGING = ("page", "per_page")


@dataclass
class SearchPage:
    """One page of a search. `approximate` facets are lower bounds; `total` is always exact."""

    number: int
    size: int
    total: int
    listings: list[Listing]
    facets: dict[str, Facet] = field(default_factory=dict)
    unconfirmed: list[Listing] = field(default_factory=list)
    unconfirmed_total: int = 0
    rescue: list[Rescue] = field(default_factory=list)
    nearest_point: object = None
    relaxed: bool = False
    corrected: str = ""

    @property
    def pages(self) -> int:
        return -(-self.total // self.size)

    @property
    def first_number(self) -> int:
        return (self.number - 1) * self.size + 1


class ListingSearch:
    """Reads the parameters once; `errors` says which it could not use, `page()` asks the database.

    With `page_mode` the words are in `q`, parameters nobody knows are ignored and a page past the end
    becomes the last one; without it they are errors. With `of_directory` only its entries are found, unless
    `kind` asks for others.
    """

    def __init__(self, params, *, now=None, page_mode=False, also_known=(), of_directory=False):
        self.page_mode = page_mode
        self.params = clean_params(params)
        data = self.params.copy()
        if page_mode and "q" in data:
            data.setlist("search", data.pop("q"))
        self.of_directory = of_directory and "kind" not in self.params
        rows = Listing.objects.of_directory() if self.of_directory else Listing.objects.current()
        self.filterset = ListingFilter(data, now=now, queryset=rows)
        self.errors = self.filterset.errors | self._paging_errors()
        if not page_mode:
            self.errors |= self._unknown({*self.filterset.filters, *PAGING, *also_known})

    # What was asked

    @property
    def values(self) -> dict:
        return self.filterset.values

    @property
    def words_query(self) -> WordsQuery:
        return self.values.get("search") or WordsQuery()

    @property
    def words(self) -> str:
        return self.filterset.form.data.get("search", "") if self.words_query else ""

    @property
    def place(self):
        """The circle or area of `near`, or None."""
        return self.values.get("near") or self.values.get("proximity")

    @cached_property
    def place_error(self) -> ValidationError | None:
        """The unknown or ambiguous place, with its `suggestions` or `options`."""
        errors = self.filterset.form.errors.get("near")
        return errors.as_data()[0] if errors else None

    @property
    def corrected(self) -> str:
        return self.words_query.corrected

    @cached_property
    def active(self) -> list[ActiveFilter]:
        return active_filters(self)

    @property
    def at(self):
        """The moment whose openings count for the order: the asked one, else now."""
        return self.values.get("open_at") or self.filterset.now

    @property
    def today(self):
        return self.filterset.now.date()

    @property
    def order(self) -> str:
        order = self.values.get("ordering", "relevance")
        located = self.place is not None and self.place.latitude is not None
        if order == "distance" and not located:
            order = "relevance"
        return "near" if order == "relevance" and located else order

    def url(self, **changes) -> str:
        """The query string with some parameters changed; None takes one away, and the page starts anew."""
        params = self.params.copy()
        for name, value in ({"page": None} | changes).items():
            if value is None:
                params.pop(name, None)
            else:
                params.setlist(name, value if isinstance(value, list) else [str(value)])
        return "?" + params.urlencode()

    def url_without(self, name: str, value: str) -> str:
        left = [each for each in self.params.getlist(name) if each != value]
        return self.url(**{name: left or None})

    # What was found

    def rows(self, *, leaving_out=(), relaxed=False):
        rows = self._narrowed(leaving_out=leaving_out, relaxed=relaxed)
        return matching.prepared(rows, self.words_query, relaxed=relaxed)

    def _narrowed(self, *, leaving_out=(), relaxed=False, among=None):
        words = self.words_query.any_of_them if relaxed else None
        return self.filterset.narrowed(leaving_out=leaving_out, words=words, among=among)

    def _total(self, relaxed) -> int:
        """Less what is over, which a small index counts: asked of each row it costs half as much again."""
        among = Listing.objects.of_directory() if self.of_directory else Listing.objects.all()
        found = self._narrowed(relaxed=relaxed, among=among)
        return found.count() - found.over().count()

    def page(self, number: int | None = None, size: int | None = None, *, facets=True) -> SearchPage:
        """One page; in page mode with all that helps when little is found."""
        number, size = number or self.number, size or self.size
        if self.place_error:
            return SearchPage(1, size, 0, [])
        matches, relaxed = self._matches(number, size, facets)
        if self.page_mode and matches.total and not matches.hits:
            return self.page(-(-matches.total // size), size, facets=facets)
        page = SearchPage(number, size, matches.total, self._listings(matches.hits), relaxed=relaxed)
        page.corrected = self.corrected
        page.facets = self._facets(matches, relaxed) if facets else {}
        return self._with_help(page) if self.page_mode else page

    def _with_help(self, page: SearchPage) -> SearchPage:
        """Unconfirmed hours apart, filters to relax when nothing is found, the desk where a person answers."""
        if page.number == 1:
            page.unconfirmed, page.unconfirmed_total = self._unconfirmed()
        if not page.total:
            page.rescue = rescues(self)
        page.nearest_point = self._nearest_point()
        return page

    def _matches(self, number, size, facets) -> tuple[Matches, bool]:
        if not self._narrows and (stored := stored_counts()).get("total", {}).get("", 0) > BOUND:
            return self._everything(stored, number, size), False
        relaxed = False
        matches = self._find(self.rows(), number, size, facets)
        if not matches.total and len(self.words_query.groups) > 1:
            relaxed = True
            matches = self._find(self.rows(relaxed=True), number, size, facets)
        if matches.bounded:
            matches.total = self._total(relaxed)
            matches.hits = self._page_of_many(number, size, relaxed)
        return matches, relaxed

    def _find(self, rows, number, size, facets):
        return matching.find(
            rows, at=self.at, today=self.today, order=self.order, number=number, size=size, facets=facets
        )

    @property
    def _narrows(self) -> bool:
        return self.of_directory or bool(set(self.values) - {"ordering"})

    def _everything(self, counts, number, size) -> Matches:
        """No filter on a long directory: the order of an index, the counts as last stored."""
        rows, start = Listing.objects.current(), (number - 1) * size
        rows = rows.order_by("name_key", "id") if self.order == "name" else matching.newest_first(rows)
        keys = rows[start : start + size].values_list("id", flat=True)
        hits = [Hit(key, matching.IN_TEXT, None) for key in keys]
        return Matches(self._total(relaxed=False), hits, counts)

    def _page_of_many(self, number, size, relaxed) -> list[Hit]:
        """A page of more than the bound, in an order made for many."""
        if self.order != "relevance":
            rows = self.rows(relaxed=relaxed)
            return matching.page_of(rows, today=self.today, order=self.order, number=number, size=size)
        start, hits = (number - 1) * size, []
        for fit, words in self.words_query.loose_tiers() if relaxed else self.words_query.tiers():
            rows = matching.newest_first(self.filterset.narrowed(words=words))
            hits += matching.hits_of(rows[start : start + size - len(hits)], fit)
            if len(hits) == size:
                break
            start = max(0, start - rows.order_by().count()) if start else 0
        return hits

    def _listings(self, hits: list[Hit]) -> list[Listing]:
        """The listings of a page with all that a card says; two queries."""
        by_id = matching.listings_by_id([hit.id for hit in hits])
        listings = [by_id[hit.id] for hit in hits if hit.id in by_id]
        for hit, listing in zip([hit for hit in hits if hit.id in by_id], listings, strict=True):
            listing.fit, listing.distance = hit.fit, hit.distance
        return self._told(listings)

    def _told(self, listings):
        asked = "open_at" in self.values
        states = hours.states({row.timetable_id for row in listings}, self.at, asked=asked)
        for listing in listings:
            listing.quarter_name = listing.quarter.name if listing.quarter else ""
            listing.state = states.get(listing.timetable_id, hours.UNKNOWN)
            listing.label = listing.state.label(self.at) if listing.has_hours else ""
            listing.reasons = reasons(listing, self.words_query, self.filterset.vocabulary, self.today)
        return listings

    def _facets(self, matches, relaxed) -> dict[str, Facet]:
        asked = {name: self.params.getlist(name) for name in self.params}
        return Facets(self.filterset, matches, lambda **kwargs: self.rows(relaxed=relaxed, **kwargs), asked).build()

    def _unconfirmed(self) -> tuple[list[Listing], int]:
        """What might be open at the asked time, but nobody knows: shown apart and counted."""
        if not {"open_at", "open_now"} & set(self.values):
            return [], 0
        rows = self.filterset.narrowed(leaving_out={"open_at", "open_now"}).of_directory().unconfirmed_at(self.at)
        rows = matching.prepared(rows, self.words_query)
        matches = self._find(rows, 1, UNCONFIRMED, facets=False)
        return self._listings(matches.hits), matches.total

    def _nearest_point(self):
        """The Punto Comunità to turn to, with its `state`: the quarter's own, the nearest, else the next to open."""
        found = points.own_point(self._quarter) if self._quarter else None
        if not found and self.place and self.place.latitude is not None:
            found = next(iter(points.nearest_points(self.place.latitude, self.place.longitude, 1)), None)
        if not found and not self.place:
            found = self._next_to_open()
        if found:
            timetable_id = found.opening_hours and found.opening_hours.timetable_id
            found.state = hours.states({timetable_id}, self.filterset.now).get(timetable_id, hours.UNKNOWN)
        return found

    @cached_property
    def _quarter(self):
        """The quarter of the place, or the one chosen among the filters."""
        if self.place and self.place.place:
            return self.place.place.quarter
        chosen = self.params.getlist("quarter")
        return Quarter.objects.filter(slug=chosen[0]).first() if "quarter" in self.values and len(chosen) == 1 else None

    def _next_to_open(self):
        """Of a city's few desks, the first to open; in a whole country any would be far away."""
        desks = list(CommunityPoint.objects.select_related("location", "opening_hours")[: CITY + 1])
        desk = points.next_desk(desks, self.filterset.now) if len(desks) <= CITY else None
        return desk and desk.point

    # Paging

    @cached_property
    def number(self) -> int:
        return self._whole("page", 1)

    @cached_property
    def size(self) -> int:
        return self._whole("per_page", SIZE)

    def _whole(self, name, default) -> int:
        return default if name in self.errors else int(self.params.get(name, default))

    def _paging_errors(self) -> dict[str, list[str]]:
        errors = {}
        for name, most in (("page", FURTHEST), ("per_page", LARGEST)):
            value = self.params.get(name, "1")
            if not re.fullmatch(r"[0-9]{1,9}", value) or not 0 < int(value) <= most:
                errors[name] = [_("Scrivi un numero intero fra 1 e %s.") % most]
        return errors

    def _unknown(self, known) -> dict[str, list[str]]:
        said = _("Questo parametro non esiste. Guarda /api/docs/ per quelli che ci sono.")
        return {name: [said] for name in self.params if name not in known}
