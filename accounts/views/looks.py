from datetime import timedelta

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import ListView

from accounts.access import OWN_ACCOUNT, access
from accounts.models import AccessLog

PERIODS = {"7": _("Ultimi 7 giorni"), "30": _("Ultimi 30 giorni"), "365": _("Ultimo anno")}
MINE, OTHERS = "mie", "altri"


@access(OWN_ACCOUNT)
@method_decorator(never_cache, name="dispatch")
class LookListView(ListView):
    """What was looked at in one's name or, with `chi=altri`, who looked at one's data; newest first."""

    template_name = "account/look_list.html"
    context_object_name = "looks"
    paginate_by = 50

    @cached_property
    def side(self):
        return OTHERS if self.request.GET.get("chi") == OTHERS else MINE

    @cached_property
    def days(self):
        asked = self.request.GET.get("giorni")
        return asked if asked in PERIODS else "30"

    def get_queryset(self):
        user = self.request.user
        looks = AccessLog.objects.by(user).as_opened() if self.side == MINE else AccessLog.objects.at(user)
        return looks.since(timezone.now() - timedelta(days=int(self.days))).naming_actors()

    def paginate_queryset(self, queryset, page_size):
        """A page past the end is the last one."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(side=self.side, days=self.days, periods=PERIODS, **kwargs)
