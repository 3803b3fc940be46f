"""Of who coordinates: which proposals wait for an answer, and the answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.access import access
from community.access import RUN_CODESIGNS
from community.models import Proposal
from community.models.proposal import PATIENCE
from community.needs.forms import HideForm
from community.proposals import actions
from community.proposals.beginning import bring_to_life
from community.proposals.forms import DecideForm, MergeForm, WorkOnForm

from .proposals import PAGE, OfProposal, OfProposals, ProposalStepView


@access(RUN_CODESIGNS)
class ProposalDeskView(OfProposals, TemplateView):
    """Without an answer, the longest first, and what was accepted and has not begun."""

    template_name = "community/proposals/desk.html"

    def get_context_data(self, **kwargs):
        waiting = self.network.proposals.without_an_answer().with_people().select_related("network", "codesign")
        page = Paginator(waiting, PAGE).get_page(self.request.GET.get("page"))
        late = self.network.proposals.waiting_too_long().count()
        to_begin = self.network.proposals.to_begin().with_people().select_related("network")[:PAGE]
        return super().get_context_data(page=page, late=late, days=PATIENCE.days, to_begin=to_begin, **kwargs)


class AboutProposalView(ProposalStepView):
    """Its form knows the proposal."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"proposal": self.proposal}


@access(RUN_CODESIGNS)
class ProposalWorkOnView(AboutProposalView):
    form_class = WorkOnForm
    title, button = gettext_lazy("Lavoriamoci insieme"), gettext_lazy("Prendila in mano")
    lead = gettext_lazy("Entra in un percorso: se ne parla insieme, e il testo può cambiare.")

    def done(self, told):
        actions.work_on(proposal=self.proposal, codesign=told["codesign"])
        return _("Da oggi ci si lavora insieme: chi l’ha sostenuta lo sa.")


@access(RUN_CODESIGNS)
class ProposalDecideView(AboutProposalView):
    form_class = DecideForm
    title, button = gettext_lazy("Rispondi: sì o no"), gettext_lazy("Rispondi a tutti")

    def done(self, told):
        actions.decide(by=self.request.user, proposal=self.proposal, **told)
        return _("Risposto: chi l’ha fatta e chi la sostiene lo legge.")


@access(RUN_CODESIGNS)
class ProposalMergeView(AboutProposalView):
    form_class = MergeForm
    title, button = gettext_lazy("Unisci a un’altra"), gettext_lazy("Uniscile")
    lead = gettext_lazy("Chi sostiene questa sostiene l’altra. Questa resta da leggere, con il perché.")

    def done(self, told):
        actions.merge(by=self.request.user, proposal=self.proposal, **told)
        return _("Unite: chi sosteneva questa adesso sostiene l’altra.")


class HidingView(ProposalStepView):
    """A POST with `show` shows it again."""

    form_class = HideForm
    title, button = gettext_lazy("Nascondi"), gettext_lazy("Nascondi")

    @property
    def thing(self):
        return self.proposal

    def get_context_data(self, **kwargs):
        return super().get_context_data(hidden_thing=self.thing, **kwargs)

    def post(self, request, *args, **kwargs):
        if "show" not in request.POST:
            return super().post(request, *args, **kwargs)
        actions.show_again(thing=self.thing)
        messages.success(request, _("Adesso si vede di nuovo."))
        return redirect(self.proposal)

    def done(self, told):
        actions.hide(by=self.request.user, thing=self.thing, reason=told["reason"])
        return _("Non si vede più; chi l’ha scritto legge perché.")


@access(RUN_CODESIGNS)
class ProposalHideView(HidingView):
    pass


@access(RUN_CODESIGNS)
class ContributionHideView(HidingView):
    @property
    def thing(self):
        return get_object_or_404(self.proposal.contributions, pk=self.kwargs["contribution"])


@access(RUN_CODESIGNS)
class ProposalBeginView(OfProposal, View):
    """A POST makes the initiative of an accepted proposal, or leads to the one that is there."""

    def get(self, request, *args, **kwargs):
        return redirect(self.proposal)

    def post(self, request, *args, **kwargs):
        if self.proposal.state != Proposal.State.ACCEPTED:
            return self.moved_on()
        initiative = bring_to_life(by=request.user, proposal=self.proposal)
        messages.success(request, _("È nata un’iniziativa: adesso trova chi la fa."))
        return redirect(initiative)
