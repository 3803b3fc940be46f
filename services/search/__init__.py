"""The one search: from the parameters of an address to a page of listings, with the reason of each."""

from .listing_search import ListingSearch

__all__ = ["ListingSearch"]
