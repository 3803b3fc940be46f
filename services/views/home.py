from django.http import QueryDict
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from django.views.generic import TemplateView

from services.models import Taxonomy, TaxonomyTerm
from services.search import ListingSearch
from territory.models import Quarter


@method_decorator(gzip_page, name="dispatch")
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
    """Two Punti Comunità open at this moment; where none is, two that say when they open."""
    is_open = ListingSearch(QueryDict("kind=community_point&open_now=true&per_page=2")).page().listings
    points = is_open or ListingSearch(QueryDict("kind=community_point&per_page=2")).page().listings
    return {"points": points, "some_open": bool(is_open)}
