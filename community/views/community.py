"""`/comunita/…`: which city, and what every page of one has."""

from django.shortcuts import redirect, render
from django.views.generic import ListView, TemplateView

from accounts.access import PUBLIC, access
from community.access import READ_NEEDS, SEE_WHAT_WAITS, SPEAK_FOR_GROUP, SPEAK_UP
from community.doors import asked, own, waiting
from community.models import EventDate
from community.safety.standing import is_way_out, suspension_of
from network.models import Network
from network.views.network import OfNetwork

FEW, LATEST = 3, 20


class OfCommunity(OfNetwork):
    """A page of the community of a city, under the view's own rule there.

    Who is suspended there sends nothing but the ways out (`ways_out` of a view: the names of its buttons that are one,
    or True for all of it).
    """

    def dispatch(self, request, *args, **kwargs):
        begins = request.resolver_match.url_name.endswith("_create")  # before they write all that in vain
        writes = (begins or request.method == "POST") and not is_way_out(request, self)
        if writes and (suspension := suspension_of(request.user, self.network)):
            return render(request, "community/safety/suspended.html", {"suspension": suspension}, status=403)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        here = {
            "reads_needs": READ_NEEDS.allows(self.request.user, self.network),
            "sees_what_waits": SEE_WHAT_WAITS.allows(self.request.user, self.network),
            "speaks_for_groups": SPEAK_FOR_GROUP.allows(self.request.user, self.network),
        }
        return super().get_context_data(**here, **kwargs)

    def form_invalid(self, form):
        """What is not filled in as it should is shown again, and says so to programs too."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(PUBLIC)
class CommunityListView(ListView):
    """The cities with a network; where there is one only, its community opens."""

    template_name = "community/community_list.html"

    def get_queryset(self):
        return Network.objects.with_somebody_in_it()

    def get(self, request, *args, **kwargs):
        cities = list(self.get_queryset()[:2])
        return redirect("community:detail", cities[0].slug) if len(cities) == 1 else super().get(request)


@access(PUBLIC)
class CommunityDetailView(OfCommunity, TemplateView):
    template_name = "community/community_detail.html"

    def get_context_data(self, **kwargs):
        network, coming = self.network, EventDate.objects.filter(event__network=self.network)
        shown = {
            "needs": network.needs.seen().for_reading().most_wanted_first()[:FEW],
            "themes": network.need_themes.most_wanted_first().select_related("network")[:FEW],
            "proposals": network.proposals.published().for_reading().latest_first()[:FEW],
            "initiatives": network.initiatives.seen().for_reading().newest_first()[:FEW],
            "calls": network.calls.taking_applications().for_reading().open_first()[:FEW],
            "dates": coming.taking_place().coming().for_reading().soonest_first()[:FEW],
        }
        return super().get_context_data(**shown, **kwargs)


@access(SPEAK_UP)
class OwnThingsView(OfCommunity, TemplateView):
    """Where one's own things in the city are, what became of what they said, and what they asked for in its calls."""

    template_name = "community/own_things.html"

    def get_context_data(self, **kwargs):
        user, network = self.request.user, self.network
        shown = {
            "needs": network.needs.filter(said_by=user).select_related("network").order_by("-said_at", "-id")[:LATEST],
            "proposals": network.proposals.filter(made_by=user).select_related("network")[:LATEST],
            "calls": network.calls.filter(applications__in=user.call_applications.all()),
        }
        return super().get_context_data(doors=own(user, network), asked=asked(user, network), **shown, **kwargs)


@access(SEE_WHAT_WAITS)
class WaitingView(OfCommunity, TemplateView):
    """What waits for an answer in the city, of every room, the oldest first."""

    template_name = "community/waiting.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(doors=waiting(self.request.user, self.network), **kwargs)
