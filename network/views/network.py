"""`/rete/`: which network, and what every page of one has."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import ListView, TemplateView

from accounts.access import PUBLIC, access, rule_of
from network.access import RUN_NETWORK, SEE_AS_MEMBER
from network.models import Network, TrainingSession


class OfNetwork:
    """A page of the network named in its address (`slug` of the city), under the view's own rule there."""

    @cached_property
    def network(self):
        return get_object_or_404(Network, slug=self.kwargs["slug"])

    @property
    def guarded(self):
        """What the rule is asked of."""
        return self.network

    def dispatch(self, request, *args, **kwargs):
        rule_of(type(self), request.method).check(request.user, self.guarded)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        here = {
            "network": self.network,
            "is_member": SEE_AS_MEMBER.allows(self.request.user, self.network),
            "runs_network": RUN_NETWORK.allows(self.request.user, self.network),
        }
        return super().get_context_data(**here, **kwargs)


class Headed:
    """A page whose class says its `title`, its `lead` and what its `button` says."""

    title = lead = button = ""

    def get_context_data(self, **kwargs):
        said = {"title": self.title, "lead": self.lead, "button": self.button}
        return super().get_context_data(**said | kwargs)


@access(PUBLIC)
class NetworkListView(ListView):
    """The cities that have a network; where there is one only, it opens."""

    template_name = "network/network_list.html"

    def get_queryset(self):
        return Network.objects.with_somebody_in_it()

    def get(self, request, *args, **kwargs):
        networks = list(self.get_queryset()[:2])
        return redirect(networks[0]) if len(networks) == 1 else super().get(request)


@access(PUBLIC)
class NetworkDetailView(OfNetwork, TemplateView):
    template_name = "network/network_detail.html"

    def get_context_data(self, **kwargs):
        coming = self.network.meetings.public().coming().select_related("network", "location")
        bulletin = self.network.bulletin_issues.select_related("network").first()
        courses = TrainingSession.objects.coming().filter(training__network=self.network, status="CONFIRMED")
        shown = {
            "meetings": coming.with_minutes()[:2],
            "bulletin": bulletin,
            "vision": self.network.visions.in_force().first(),
            "courses": courses.with_places().select_related("training")[:2],
            "programmes": self.network.coaching_programmes.active().with_team_size().latest_first()[:2],
        }
        context = super().get_context_data(**shown, **kwargs)
        return context | (self.to_do() if context["runs_network"] else {})

    def to_do(self):
        """Of who coordinates."""
        return {
            "to_read": self.network.bulletin_items.waiting().count(),
            "to_assign": self.network.assistance_requests.waiting().count(),
        }
