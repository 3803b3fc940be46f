"""An organisation asks for help; who runs the network gives it to somebody to do; they say how it went."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView

from accounts.access import access
from network.access import RUN_NETWORK, SPEAK_FOR_MEMBER, TAKE_PART
from network.models import AssistanceRequest
from network.support import actions
from network.support.actions import Settled
from network.support.forms import AssignForm, AssistanceForm, AssistanceSearchForm, FinishForm

from .exchange import A_PAGE, OfExchange


@access(TAKE_PART)
class AssistanceListView(OfExchange, ListView):
    """All of them for who runs the network; for the others their own and those given to them."""

    template_name, paginate_by = "network/support/assistance_list.html", A_PAGE

    @cached_property
    def form(self):
        return AssistanceSearchForm(self.request.GET)

    def get_queryset(self):
        rows = self.network.assistance_requests.shown_to(self.request.user, self.runs_network)
        return rows.asked_for(self.form.wishes)

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


@access(SPEAK_FOR_MEMBER)
class AssistanceCreateView(OfExchange, FormView):
    template_name, form_class = "network/support/assistance_form.html", AssistanceForm

    def get_form_kwargs(self):
        more = {"instance": AssistanceRequest(network=self.network), "organizations": self.own}
        return super().get_form_kwargs() | more

    def form_valid(self, form):
        request = actions.ask(by=self.request.user, request=form.instance)
        messages.success(self.request, _("Mandata: chi coordina la rete cerca chi può aiutarvi, e vi scriviamo."))
        return redirect(request)


class OfAssistance(OfExchange):
    """A page of the request named in its address; that of others is not there."""

    @cached_property
    def asked(self):
        rows = self.network.assistance_requests.shown_to(self.request.user, self.runs_network)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        is_own = self.asked.is_asked_by(self.request.user)
        return super().get_context_data(asked=self.asked, is_own=is_own, **kwargs)


@access(TAKE_PART)
class AssistanceDetailView(OfAssistance, FormView):
    """How it stands; a POST says how it went or, with `give_back`, that somebody else is to do it."""

    template_name, form_class = "network/support/assistance_detail.html", FinishForm

    def post(self, request, *args, **kwargs):
        if "give_back" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.done(_("Torna fra quelle che cercano chi aiuta."), actions.give_back)

    def form_valid(self, form):
        return self.done(_("Segnato: grazie."), actions.finish, **form.cleaned_data)

    def done(self, words, act, **said):
        try:
            act(by=self.request.user, request=self.asked, **said)
        except Settled:
            return self.moved_on(self.asked)
        messages.success(self.request, words)
        return redirect("network:assistance_list", self.network.slug)


@access(RUN_NETWORK)
class AssistanceAssignView(OfAssistance, FormView):
    template_name, form_class = "network/support/assistance_assign.html", AssignForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.asked}

    def get_initial(self):
        return {"helper": self.asked.helper, "helper_organization": self.asked.helper_organization}

    def form_valid(self, form):
        try:
            actions.assign(by=self.request.user, request=self.asked, **form.cleaned_data)
        except Settled:
            return self.moved_on(self.asked)
        messages.success(self.request, _("Affidata: lo abbiamo scritto a chi aiuta e a chi ha chiesto."))
        return redirect("network:assistance_list", self.network.slug)


@access(SPEAK_FOR_MEMBER)
class AssistanceWithdrawView(OfExchange, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        rows = self.network.assistance_requests.of_those_kept_by(request.user)
        asked = get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])
        try:
            actions.withdraw(by=request.user, request=asked)
        except Settled:
            return self.moved_on(asked)
        messages.success(request, _("Ritirata."))
        return redirect("network:assistance_list", self.network.slug)
