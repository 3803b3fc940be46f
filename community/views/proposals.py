"""Proposals: found, written, sent, wanted, talked over, taken back by who made them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from accounts.access import PUBLIC, access
from community.access import RUN_CODESIGNS, SPEAK_FOR_GROUP, SPEAK_UP
from community.models import Proposal, ProposalEndorsement
from community.needs.forms import points_of
from community.proposals import actions
from community.proposals.forms import (
    ContributionForm,
    GroupProposalForm,
    ProposalForm,
    ProposalSearchForm,
    RewriteForm,
    WhyForm,
)
from network.views.network import Headed

from .community import OfCommunity

PAGE = 20


class OfProposals(OfCommunity):
    @cached_property
    def runs(self):
        return RUN_CODESIGNS.allows(self.request.user, self.network)

    def get_context_data(self, **kwargs):
        return super().get_context_data(runs=self.runs, **kwargs)


@access(PUBLIC)
class ProposalListView(OfProposals, ListView):
    template_name, paginate_by = "community/proposals/proposal_list.html", PAGE

    @cached_property
    def form(self):
        form = ProposalSearchForm(self.request.GET, self.network)
        form.is_valid()
        return form

    def get_queryset(self):
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        proposals = self.network.proposals.published()
        if words := asked.pop("q", ""):
            proposals = proposals.filter(title__trigram_word_similar=words)
        return proposals.filter(**asked).keys_most_wanted_first()

    def paginate_queryset(self, keys, size):
        paginator, page, found, has_more = super().paginate_queryset(keys, size)
        page.object_list = Proposal.objects.filter(pk__in=list(found)).for_reading().most_wanted_first()
        return paginator, page, page.object_list, has_more

    def get_context_data(self, **kwargs):
        mine = self.network.proposals.filter(made_by=self.request.user.pk, state="draft").latest_first()
        drafts = mine.select_related("network") if self.request.user.is_authenticated else []
        return super().get_context_data(form=self.form, drafts=drafts, **kwargs)


class WrittenOnceView(OfProposals, FormView):
    """A form; where another wrote the same a moment before, it is said above it."""

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        try:
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        except actions.AlreadyThere:
            form.add_error(None, _("Qualcuno l’ha scritto un momento prima di te: guarda com’è adesso."))
            return self.form_invalid(form)


class OfProposal(OfProposals):
    """About one proposal that the visitor may see; another is not there."""

    @cached_property
    def proposal(self):
        proposals = self.network.proposals.seen_by(self.request.user, self.runs).for_reading()
        return get_object_or_404(proposals, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(proposal=self.proposal, **kwargs)

    def moved_on(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("community:proposal_detail", self.network.slug, self.kwargs["pk"])


class OwnProposal:
    """To others it is not there."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.proposal.is_of(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@access(PUBLIC)
class ProposalDetailView(OfProposal, DetailView):
    template_name = "community/proposals/proposal_detail.html"

    def get_object(self):
        return self.proposal

    def get_context_data(self, **kwargs):
        user, proposal = self.request.user, self.proposal
        contributions = proposal.contributions.all() if self.runs else proposal.contributions.seen()
        shown = {
            "steps": proposal.steps.exclude(state=Proposal.State.DRAFT),
            "earlier": proposal.earlier_texts.all(),
            "contributions": contributions,
            "decision": getattr(proposal, "decision", None),
            "taken_in": proposal.taken_in.published().select_related("network"),
            "wants": user.is_authenticated
            and ProposalEndorsement.objects.filter(proposal=proposal, person=user).exists(),
            "is_mine": proposal.is_of(user),
            "talks": proposal.is_open and proposal.codesign is not None and proposal.codesign.takes_contributions,
        }
        return super().get_context_data(**{"contribution_form": ContributionForm()} | shown | kwargs)


class ProposalFormView(OfProposals, FormView):
    """Two buttons: to publish, and to go on another time (`draft`). What is much like it is shown before."""

    template_name, form_class = "community/proposals/proposal_form.html", ProposalForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"network": self.network, "instance": self.instance()}

    def get_initial(self):
        asked = {name: self.request.GET.get(name, "") for name in ("codesign", "theme")}
        return {name: value for name, value in asked.items() if value.isdecimal() and len(value) < 19}

    def form_valid(self, form):
        proposal = form.save(commit=False)
        if "draft" in self.request.POST:
            return self.kept(proposal)
        if "sure" not in self.request.POST and (found := self.alike(proposal)):
            return self.render_to_response(self.get_context_data(form=form, alike=found))
        return self.sent(form, proposal)

    def alike(self, proposal):
        others = self.network.proposals.published().for_reading()
        others = others.exclude(**actions.words_of(proposal, self.request.user))
        return list(others.saying_much_like(proposal.title))

    def sent(self, form, proposal):
        try:
            proposal = actions.send(by=self.request.user, proposal=proposal)
        except actions.NotNow:
            form.add_error("codesign", _("In questo percorso adesso non si propone: scegline un altro, o nessuno."))
            return self.form_invalid(form)
        messages.success(self.request, _("Pubblicata. Ti scriviamo a ogni passo che fa."))
        return redirect(proposal)


@access(SPEAK_UP)
class ProposalCreateView(ProposalFormView):
    title = gettext_lazy("Fai una proposta")
    lead = gettext_lazy("Che cosa si potrebbe fare insieme? A ogni proposta arriva una risposta.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title, lead=self.lead, **kwargs)

    def instance(self):
        return Proposal(network=self.network)

    def kept(self, proposal):
        proposal = actions.write(by=self.request.user, proposal=proposal)
        messages.success(self.request, _("Salvata: la vedi solo tu, finché non la pubblichi."))
        return redirect(proposal)


@access(SPEAK_FOR_GROUP)
class GroupProposalCreateView(ProposalCreateView):
    form_class = GroupProposalForm
    title = gettext_lazy("Scrivi la proposta di un gruppo")
    lead = gettext_lazy("Quello che più persone ti hanno proposto insieme. Di loro resta solo quante sono.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"points": points_of(self.network, self.request.user)}


@access(SPEAK_UP)
class ProposalUpdateView(OwnProposal, OfProposal, ProposalFormView):
    """One’s own draft; a POST with `discard` throws it away."""

    def instance(self):
        return self.proposal

    def get_context_data(self, **kwargs):
        told = {"title": _("La tua bozza"), "lead": _("La vedi solo tu, finché non la pubblichi.")}
        return super().get_context_data(**told, **kwargs)

    def get_form_kwargs(self):
        of_group = {"points": points_of(self.network, self.request.user)}
        return super().get_form_kwargs() | (of_group if self.get_form_class() is GroupProposalForm else {})

    def get_form_class(self):
        return GroupProposalForm if self.proposal.group_name else ProposalForm

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.is_draft else self.moved_on()

    @property
    def is_draft(self):
        return self.proposal.state == Proposal.State.DRAFT

    def post(self, request, *args, **kwargs):
        if not self.is_draft:
            return self.moved_on()
        try:
            return self.discarded() if "discard" in request.POST else super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.moved_on()

    def discarded(self):
        actions.discard(by=self.request.user, proposal=self.proposal)
        messages.success(self.request, _("Buttata via."))
        return redirect("community:proposal_list", self.network.slug)

    def kept(self, proposal):
        told = {name: getattr(proposal, name) for name in self.get_form_class().Meta.fields}
        actions.mend(by=self.request.user, proposal=proposal, **told)
        messages.success(self.request, _("Salvata."))
        return redirect("community:proposal_detail", self.network.slug, proposal.pk)


@access(SPEAK_UP)
class ProposalEndorseView(OfProposal, View):
    """A POST supports, one with `no_more` does so no longer; a reload goes back to the proposal."""

    ways_out = ("no_more",)

    def get(self, request, *args, **kwargs):
        return redirect(self.proposal)

    def post(self, request, *args, **kwargs):
        act = actions.want_no_more if "no_more" in request.POST else actions.want
        if self.proposal.state != Proposal.State.DRAFT:
            act(by=request.user, proposal=self.proposal)
        return redirect(self.proposal)


@access(SPEAK_UP)
class ContributionCreateView(ProposalDetailView):
    """Something is added, in the phases in which it is talked over."""

    def get(self, request, *args, **kwargs):
        return redirect(self.proposal)

    def post(self, request, *args, **kwargs):
        form, self.object = ContributionForm(request.POST), self.proposal
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(contribution_form=form), status=422)
        try:
            actions.contribute(by=request.user, proposal=self.proposal, words=form.cleaned_data["words"])
        except actions.NotNow:
            return self.moved_on()
        messages.success(request, _("Aggiunto: lo leggono tutti, senza il tuo nome."))
        return redirect(self.proposal)


class ProposalStepView(Headed, OfProposal, FormView):
    """One thing that is done with a proposal; what another did in between is said."""

    template_name = "community/proposals/proposal_step.html"

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.moved_on()

    def form_valid(self, form):
        messages.success(self.request, self.done(form.cleaned_data))
        return redirect(self.proposal)


@access(SPEAK_UP)
class ProposalWithdrawView(OwnProposal, ProposalStepView):
    """It stays readable, with the reason."""

    form_class = WhyForm
    title, button = gettext_lazy("Ritira la proposta"), gettext_lazy("Ritirala")

    def done(self, told):
        actions.withdraw(by=self.request.user, proposal=self.proposal, why=told["why"])
        return _("Ritirata.")


class RewriteView(ProposalStepView):
    """While it has no answer."""

    form_class = RewriteForm
    title, button = gettext_lazy("Riscrivi la proposta"), gettext_lazy("Salva il testo nuovo")
    lead = gettext_lazy("Com’era prima resta da leggere, accanto.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Proposal(**self.proposal.text)}

    def done(self, told):
        actions.rewrite(by=self.request.user, proposal=self.proposal, **told)
        return _("Riscritta: com’era prima si legge accanto.")


@access(SPEAK_UP)
class ProposalRewriteView(OwnProposal, RewriteView):
    pass


@access(RUN_CODESIGNS)
class ProposalRewriteTogetherView(RewriteView):
    """After it was talked over, by who coordinates."""
