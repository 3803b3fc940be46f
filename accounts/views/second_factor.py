from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from accounts.access import SETTLE_IN, access

WANTED = "wanted_before_second_factor"


@access(SETTLE_IN)
class SecondFactorView(TemplateView):
    """Where one is sent who has to set up the second factor before doing anything else."""

    template_name = "account/second_factor.html"

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("next", "")
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            request.session[WANTED] = wanted
        return super().get(request, *args, **kwargs)


@access(SETTLE_IN)
class RecoveryCodesView(ViewRecoveryCodesView):
    """Shown at once after the first factor is set up: from here the person goes on to what they wanted."""

    def get_context_data(self, **kwargs):
        wanted = self.request.session.get(WANTED) or reverse("account_home")
        return super().get_context_data(wanted=wanted, **kwargs)
