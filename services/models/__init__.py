from .campaign import CampaignVisit, MappingCampaign
from .change import Change
from .duplicate import Moved, SuspectedPair
from .history import Act, RowChange
from .link_check import LinkCheck
from .listing import DirectoryVersion, FacetCount, Listing, ListingRefresh, Word
from .report import Report
from .service import Asset, Service, ServiceArea, ServiceAtLocation
from .taxonomy import Taxonomy, TaxonomyTerm
from .verification import Verification

__all__ = [
    "Act",
    "Asset",
    "CampaignVisit",
    "Change",
    "DirectoryVersion",
    "FacetCount",
    "LinkCheck",
    "Listing",
    "ListingRefresh",
    "MappingCampaign",
    "Moved",
    "Report",
    "RowChange",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "SuspectedPair",
    "Taxonomy",
    "TaxonomyTerm",
    "Verification",
    "Word",
]
