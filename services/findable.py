"""Nothing is unfindable: each listing is looked for as a person would, and the lost ones are named."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from .filters import ListingFilter
from .models import Listing, TaxonomyTerm
from .words.vocabulary import Vocabulary, current_vocabulary


@dataclass(frozen=True)
class Lost:
    listing: Listing
    query: str  # the query string that should have found it


def lost_listings(listings: QuerySet) -> Iterator[Lost]:
    """Those that are not found by their own name, by an everyday word of a theme, or in their quarter.

    A short query for each way, by primary key and the same filter as everybody's search.
    """
    vocabulary, synonyms = current_vocabulary(), _a_synonym_each()
    for listing in listings.select_related("quarter").iterator(chunk_size=1_000):
        for query in _ways_to_find(listing, synonyms):
            if not _found(listing, query, vocabulary):
                yield Lost(listing, query.urlencode())


def _a_synonym_each() -> dict[int, str]:
    """{term id: its first synonym}, where it has one."""
    rows = TaxonomyTerm.objects.exclude(synonyms=[]).values_list("id", "synonyms")
    return {term_id: synonyms[0] for term_id, synonyms in rows}


def _ways_to_find(listing, synonyms) -> Iterator[QueryDict]:
    yield _query(search=listing.name[:150])
    said = [synonyms[term_id] for term_id in listing.terms if term_id in synonyms]
    if said:
        yield _query(search=said[-1])
    if listing.quarter:
        yield _query(quarter=listing.quarter.slug)


def _query(**params) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(params)
    return query


def _found(listing, query, vocabulary: Vocabulary) -> bool:
    return ListingFilter(query, vocabulary=vocabulary).narrowed().filter(pk=listing.pk).exists()
