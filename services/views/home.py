from django.http import QueryDict
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from organizations import hours
from organizations.models import CommunityPoint
from organizations.points import next_desk
from services.models import Taxonomy, TaxonomyTerm
from services.search import ListingSearch
from territory.models import Quarter

MOST_POINTS = 500  # looked at for the next to open; a country has more, and then one of them is open


@method_decorator(gzip_page, name="dispatch")
@access(PUBLIC)
class HomeView(TemplateView):
    template_name = "services/home.html"

    def get_context_data(self, **kwargs):
        tops = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.NEED, parent=None).order_by("position", "name")
        needs = [need for need in tops if not need.discreet]
        quarters = Quarter.objects.values_list("name", flat=True)
        discreet_needs = [need for need in tops if need.discreet]
        return super().get_context_data(
            **kwargs, needs=needs, discreet_needs=discreet_needs, quarters=quarters, **points_now()
        )


def points_now():
    """Two Punti Comunità open at this moment; where none is, the one that opens first."""
    open_now = ListingSearch(QueryDict("kind=community_point&open_now=true&per_page=2"))
    listings = open_now.page(facets=False).listings
    found = [(listing, listing.address, listing.state) for listing in listings] or next_to_open()
    return {"points": found, "some_open": bool(listings)}


def next_to_open():
    desk = next_desk(
        CommunityPoint.objects.select_related("location", "opening_hours")[:MOST_POINTS], hours.local_now()
    )
    return [(desk.point, desk.point.location.address, desk.state)] if desk else []
