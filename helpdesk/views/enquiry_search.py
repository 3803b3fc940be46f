"""Searching beside the person: the public search, begun with what the contact says."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.access import access
from helpdesk.access import CHANGE_ENQUIRY, WORK_AT_DESK
from helpdesk.referrals.track_record import track_records
from services.models import Listing
from services.search import ListingSearch
from services.views.listing_list import found

from .enquiries import NOTHING_FOUND, OfEnquiry

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
        found_here = [*context["page"].listings, *context["page"].unconfirmed]
        records = track_records({listing.service_id for listing in found_here if listing.service_id})
        for listing in found_here:
            listing.beside = "helpdesk/enquiries/pass_on.html"
            listing.pass_url = self.door_address(listing)
            listing.record = in_words(records.get(listing.service_id))
        shown = {name: value for name, value in context.items() if name not in KEPT_APART}
        may_change = CHANGE_ENQUIRY.allows(self.request.user, self.enquiry) and self.enquiry.is_recent
        shown |= {"reasons": NOTHING_FOUND if may_change else []}
        return super().get_context_data(map_query="", kept_needs=asked.getlist("need"), **shown, **kwargs)

    def door_address(self, listing):
        """The page of a referral to this very thing; an asset, or what people do together, is no door."""
        if listing.kind not in DOORS:
            return ""
        address = reverse("helpdesk:referral_create", args=[self.desk.slug, self.enquiry.pk])
        return f"{address}?{urlencode({'porta': f'{DOORS[listing.kind]}.{listing.slug}'})}"


def begun_with(enquiry, query) -> QueryDict:
    """The search of a contact's needs, any of them, around its quarter."""
    asked = query.copy()
    asked[BEGUN] = "1"
    asked.setlist("need", list(enquiry.enquiry_topics.order_by("position").values_list("term__slug", flat=True)))
    if enquiry.quarter:
        asked["near"] = enquiry.quarter.name
    return asked


def in_words(record):
    """ "risponde di solito in 3 giorni · 80 su 100 finiti bene"; nothing where too few have answered."""
    if record is None:
        return ""
    days, well = record
    answers = ngettext("risponde di solito in %d giorno", "risponde di solito in %d giorni", days or 0)
    said = [answers % days] if days else []
    said += [_("%d su 100 finiti bene") % well] if well is not None else []
    return " · ".join(said)
