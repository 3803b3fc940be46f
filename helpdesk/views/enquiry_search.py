"""Searching beside the person: the public search, begun with what the contact says."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.views.generic import TemplateView

from accounts.access import access
from helpdesk.access import WORK_AT_DESK
from services.models import Listing
from services.search import ListingSearch
from services.views.listing_list import found

from .enquiries import OfEnquiry, referral_address

BEGUN = "begun"  # in the address from the first answer on, so that what is taken away does not come back
DOORS = {Listing.Kind.SERVICE: "s", Listing.Kind.COMMUNITY_POINT: "p"}  # as `helpdesk.referrals.doors` reads them
KEPT_APART = ("discreet", "map_query")  # of the public page alone


@access(WORK_AT_DESK)
class EnquirySearchView(OfEnquiry, TemplateView):
    """The same filter, queryset and cards; each result leads on to a referral."""

    template_name = "helpdesk/enquiries/enquiry_search.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET if BEGUN in self.request.GET else begun_with(self.enquiry, self.request.GET)
        context = found(ListingSearch(asked, page_mode=True))
        page, address = context["page"], referral_address(self.enquiry)
        for listing in [*page.listings, *page.unconfirmed]:
            listing.beside = "helpdesk/enquiries/pass_on.html"
            listing.pass_url = door_address(address, listing)
        shown = {name: value for name, value in context.items() if name not in KEPT_APART}
        return super().get_context_data(map_query="", kept_needs=asked.getlist("need"), **shown, **kwargs)


def begun_with(enquiry, query) -> QueryDict:
    """The search of a contact's needs, any of them, around its quarter."""
    asked = query.copy()
    asked[BEGUN] = "1"
    asked.setlist("need", list(enquiry.enquiry_topics.order_by("position").values_list("term__slug", flat=True)))
    if enquiry.quarter:
        asked["near"] = enquiry.quarter.name
    return asked


def door_address(address, listing):
    """The page of a referral to this very thing; an asset is no door."""
    if not address or listing.kind not in DOORS:
        return ""
    return f"{address}?{urlencode({'door': f'{DOORS[listing.kind]}.{listing.slug}'})}"
