from django.views.generic import TemplateView

from accounts.access import SETTLE_IN, access


@access(SETTLE_IN)
class HomeView(TemplateView):
    template_name = "account/home.html"


@access(SETTLE_IN)
class SecondFactorView(TemplateView):
    """Where one is sent who has to set up the second factor before doing anything else."""

    template_name = "account/second_factor.html"
