from django.views.generic import TemplateView

from services.models import Taxonomy, TaxonomyTerm


class HomeView(TemplateView):
    template_name = "services/home.html"

    def get_context_data(self, **kwargs):
        needs = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.NEED, parent=None).order_by("position", "name")
        return super().get_context_data(**kwargs, needs=needs)
