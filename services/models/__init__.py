from .listing import DirectoryVersion, FacetCount, Listing, ListingRefresh, Word
from .service import Asset, Service, ServiceArea, ServiceAtLocation
from .taxonomy import Taxonomy, TaxonomyTerm

__all__ = [
    "Asset",
    "DirectoryVersion",
    "FacetCount",
    "Listing",
    "ListingRefresh",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "Taxonomy",
    "TaxonomyTerm",
    "Word",
]
