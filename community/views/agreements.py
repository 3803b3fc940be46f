"""Agreements: drafted for an initiative that lasts, signed by three sides, ended."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from accounts.access import PUBLIC, Role, access
from community.access import RUN_CODESIGNS, SIGN_AGREEMENT
from community.models import AgreementSignature, Initiative, ManagementAgreement
from community.proposals import agreeing
from community.proposals.actions import Settled
from community.proposals.codesign_forms import AgreementForm, EndForm

from .proposals import PAGE, OfProposals, WrittenOnceView

Side = AgreementSignature.Side


@access(PUBLIC)
class AgreementListView(OfProposals, ListView):
    template_name, paginate_by = "community/proposals/agreement_list.html", PAGE

    def get_queryset(self):
        return self.network.agreements.seen().for_reading().in_force_first()


class OfAgreement(OfProposals):
    @cached_property
    def agreement(self):
        return get_object_or_404(self.network.agreements.seen().for_reading(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(agreement=self.agreement, **kwargs)

    def moved_on(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("community:agreement_detail", self.network.slug, self.kwargs["pk"])


@access(PUBLIC)
class AgreementDetailView(OfAgreement, DetailView):
    """With the sides for which the visitor may sign; who signed is not named."""

    template_name = "community/proposals/agreement_detail.html"

    def get_object(self):
        return self.agreement

    def get_context_data(self, **kwargs):
        signatures = list(self.agreement.signatures.all())
        user = self.request.user
        mine = next((each for each in signatures if user.is_authenticated and each.person_id == user.pk), None)
        sides = [(side, side.label, [each for each in signatures if each.side == side]) for side in Side]
        side = None if mine else self.side_of(user, {each.side for each in signatures})
        return super().get_context_data(sides=sides, mine=mine, side=side, **kwargs)

    def side_of(self, user, signed):
        """The one for which the person may still sign, or None."""
        if not (user.is_authenticated and self.agreement.is_draft):
            return None
        kept = {each.organization_id: each.role for each in user.current_memberships}
        side = Side.CITIZENS
        if self.agreement.organization_id in kept:
            side = Side.ORGANIZATION if kept[self.agreement.organization_id] == Role.OWNER else None
        elif self.network.pk in user.cities_directed:
            side = Side.MUNICIPALITY
        return None if side in signed - {Side.CITIZENS} else side


@access(SIGN_AGREEMENT)
class AgreementSignView(OfAgreement, View):
    """A POST signs for a `side`; a reload goes back to the agreement."""

    def get(self, request, *args, **kwargs):
        return redirect(self.agreement)

    def post(self, request, *args, **kwargs):
        side = request.POST.get("side", "")
        if side not in Side.values:
            return self.moved_on()
        try:
            signed = agreeing.sign(by=request.user, agreement=self.agreement, side=side)
        except Settled:
            return self.moved_on()
        except agreeing.NotTheirs:
            messages.error(request, _("Da questa parte non puoi firmare tu, o è già firmato."))
            return redirect(self.agreement)
        done = _("Firmato da tutti: adesso è un servizio, e si trova nell’elenco.")
        messages.success(request, done if signed.is_in_force else _("Firmato. Mancano gli altri."))
        return redirect(self.agreement)


class AgreementFormView(WrittenOnceView):
    template_name, form_class = "community/proposals/agreement_form.html", AgreementForm

    def get_form_kwargs(self):
        told = {"initiative": self.initiative, "instance": self.instance()}
        return super().get_form_kwargs() | told

    def get_context_data(self, **kwargs):
        return super().get_context_data(initiative=self.initiative, **kwargs)


@access(RUN_CODESIGNS)
class AgreementCreateView(AgreementFormView):
    """For one initiative, that has none to sign; where there was one, it is what this begins from."""

    @cached_property
    def initiative(self):
        rows = self.network.initiatives.seen().exclude(state=Initiative.State.STOPPED)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["initiative"])

    def instance(self):
        return ManagementAgreement(network=self.network, initiative=self.initiative)

    @cached_property
    def before(self):
        return self.initiative.agreements.exclude(signed_at=None).order_by("-signed_at").first()

    def get_initial(self):
        return agreeing.renewed(self.before) if self.before else {}

    def get(self, request, *args, **kwargs):
        there = self.initiative.agreements.to_sign().select_related("network").first()
        return redirect(there) if there else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(renews=self.before, **kwargs)

    def form_valid(self, form):
        agreement = agreeing.draft(by=self.request.user, agreement=form.save(commit=False))
        messages.success(self.request, _("Adesso si firma: l’organizzazione e il Comune lo sanno già."))
        return redirect(agreement)


@access(RUN_CODESIGNS)
class AgreementUpdateView(OfAgreement, AgreementFormView):
    """While it is a draft; who had signed signs again."""

    @property
    def initiative(self):
        return self.agreement.initiative

    def instance(self):
        if not self.agreement.is_draft:
            raise Http404
        return self.agreement

    def form_valid(self, form):
        try:
            agreeing.rewrite(agreement=self.agreement, **form.cleaned_data)
        except Settled:
            return self.moved_on()
        messages.success(self.request, _("Salvato: si firma da capo."))
        return redirect("community:agreement_detail", self.network.slug, self.agreement.pk)


@access(RUN_CODESIGNS)
class AgreementEndView(OfAgreement, FormView):
    template_name, form_class = "community/proposals/agreement_end.html", EndForm
    done = gettext_lazy("Concluso. Il servizio nell’elenco risulta chiuso.")

    def form_valid(self, form):
        try:
            agreeing.end(agreement=self.agreement, reason=form.cleaned_data["reason"])
        except Settled:
            return self.moved_on()
        messages.success(self.request, self.done)
        return redirect("community:agreement_detail", self.network.slug, self.agreement.pk)
