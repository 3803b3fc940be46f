"""`/sportello/`: which desk, and what every page of one has."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import ListView

from accounts.access import access
from helpdesk.access import WORK_AT_DESK
from helpdesk.models import desks_of
from organizations.models import CommunityPoint


class OfDesk:
    """A page of the desk named in its address, under the view's own rule there; for others it is not there."""

    @property
    def desks(self):
        return CommunityPoint.objects.select_related("location__quarter", "location__municipality")

    @cached_property
    def desk(self):
        return get_object_or_404(self.desks, slug=self.kwargs["slug"])

    def dispatch(self, request, *args, **kwargs):
        self.rule.check(request.user, self.desk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def rule(self):
        return self.access.get(self.request.method) if isinstance(self.access, dict) else self.access

    def get_context_data(self, **kwargs):
        return super().get_context_data(desk=self.desk, **kwargs)


@access(WORK_AT_DESK)
class DeskListView(ListView):
    """The desks where one works; who has one only is taken there."""

    template_name = "helpdesk/desk_list.html"

    def get_queryset(self):
        points = CommunityPoint.objects.filter(pk__in=desks_of(self.request.user))
        return points.select_related("location__quarter")

    def get(self, request, *args, **kwargs):
        desks = list(self.get_queryset()[:2])
        if not desks:
            raise Http404
        return redirect("helpdesk:today", slug=desks[0].slug) if len(desks) == 1 else super().get(request)
