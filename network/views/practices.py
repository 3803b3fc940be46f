"""`/rete/…/pratiche/`: the library of practices, to be searched by anyone; members propose, coordinators decide."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from network.access import RUN_NETWORK, TAKE_PART
from network.models import PracticeResource
from network.practices import DeclinePracticeForm, PracticeForm, PracticeSearchForm, decide, propose

from .network import OfNetwork

A_PAGE = 20


class OfLibrary(OfNetwork):
    def practices(self):
        return PracticeResource.objects.filter(network=self.network).for_reading()


@access(PUBLIC)
class PracticeListView(OfLibrary, ListView):
    template_name = "network/trainings/practice_list.html"
    paginate_by = A_PAGE

    @cached_property
    def form(self):
        return PracticeSearchForm(self.request.GET)

    def get_queryset(self):
        return self.form.found_in(self.practices().approved())

    def get_context_data(self, **kwargs):
        user = self.request.user
        own = self.practices().proposed_by_user(user) if user.is_authenticated else ()
        waiting = self.practices().waiting_longest_first()
        takes_part = TAKE_PART.allows(user, self.network)
        shown = {"form": self.form, "own": own, "waiting": waiting, "takes_part": takes_part}
        return super().get_context_data(**shown, **kwargs)


class OfPractice(OfLibrary):
    """One in the library; one that is not only for who proposed it and who decides."""

    @cached_property
    def practice(self):
        user, rows = self.request.user, self.practices()
        if not RUN_NETWORK.allows(user, self.network):
            own = rows.proposed_by_user(user) if user.is_authenticated else rows.none()
            rows = rows.approved() | own
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(practice=self.practice, **kwargs)


@access(PUBLIC)
class PracticeDetailView(OfPractice, TemplateView):
    template_name = "network/trainings/practice_detail.html"


@access(TAKE_PART)
class PracticeProposeView(OfNetwork, FormView):
    template_name, form_class = "network/trainings/practice_form.html", PracticeForm

    def get_form_kwargs(self):
        organizations = self.network.kept_by(self.request.user).order_by("name")
        new = PracticeResource(network=self.network)
        return super().get_form_kwargs() | {"instance": new, "organizations": organizations}

    def form_valid(self, form):
        practice = propose(by=self.request.user, practice=form.instance)
        messages.success(self.request, _("Grazie: chi coordina la legge, e qui vedi che cosa risponde."))
        return redirect(practice)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(RUN_NETWORK)
class PracticeDecideView(OfPractice, FormView):
    """Into the library or, with a reason, not this time."""

    template_name, form_class = "network/trainings/practice_decide.html", DeclinePracticeForm

    def post(self, request, *args, **kwargs):
        if "approve" not in request.POST:
            return super().post(request, *args, **kwargs)
        decide(by=request.user, practice=self.practice)
        messages.success(request, _("È nella raccolta: adesso la legge chiunque."))
        return redirect("network:practice_list", self.network.slug)

    def form_valid(self, form):
        decide(by=self.request.user, practice=self.practice, **form.cleaned_data)
        messages.success(self.request, _("Fatto: chi l’ha proposta legge perché."))
        return redirect("network:practice_list", self.network.slug)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
