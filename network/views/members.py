"""Organisations of a network: the list, and how one asks to join, is answered, leaves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, ListView

from accounts.access import PUBLIC, Role, access
from network.access import APPLY_TO_NETWORK, LEAVE_NETWORK, RUN_NETWORK, SPEAK_FOR_MEMBER
from network.members import actions
from network.members.contacts import seen_by
from network.members.directory import members_asked_for, table_of, vcards
from network.members.forms import ApplyForm, DecideForm, MemberSearchForm, ReasonForm
from network.models import NetworkMembership
from organizations.models import Organization
from puntocomunita.spreadsheets import csv_download, xlsx_download

from .network import Headed, OfNetwork

KEPT_BY_NO_CACHE = {"Cache-Control": "private, no-store"}


class OfMembers(OfNetwork):
    @cached_property
    def form(self):
        form = MemberSearchForm(self.request.GET, self.network)
        form.is_valid()
        return form

    @cached_property
    def visibilities(self):
        return seen_by(self.request.user, self.network)

    def asked_for(self):
        return members_asked_for(self.network, self.form.cleaned_data, self.visibilities)


@access(PUBLIC)
class MemberListView(OfMembers, ListView):
    template_name = "network/members/member_list.html"
    paginate_by = 24

    def get_queryset(self):
        return self.asked_for()

    def get_context_data(self, **kwargs):
        asking = self.network.memberships.waiting_longest_first()
        asked = self.request.GET.urlencode()
        speaks = SPEAK_FOR_MEMBER.allows(self.request.user, self.network)
        return super().get_context_data(form=self.form, asking=asking, asked=asked, speaks_for_member=speaks, **kwargs)


@access(PUBLIC)
class MemberFileView(OfMembers, View):
    """The members that the page shows, all of them, in a file of the `kind` that its address names."""

    kind = "csv"

    def get(self, request, *args, **kwargs):
        members, name = list(self.asked_for()), f"organizzazioni-{self.network.slug}"
        if self.kind == "vcf":
            headers = {"Content-Disposition": f'attachment; filename="{name}.vcf"'} | KEPT_BY_NO_CACHE
            return HttpResponse(vcards(members), content_type="text/vcard; charset=utf-8", headers=headers)
        download = {"csv": csv_download, "xlsx": xlsx_download}[self.kind]
        return download(f"{name}.{self.kind}", *table_of(members, self.visibilities))


class MembershipFormView(Headed, OfNetwork, FormView):
    """A step of an organisation in or out of the network."""

    template_name = "network/members/membership_step.html"

    def form_valid(self, form):
        try:
            words = self.done(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, words)
        return redirect("network:member_list", self.network.slug)


@access(APPLY_TO_NETWORK)
class MembershipApplyView(MembershipFormView):
    form_class = ApplyForm
    title = gettext_lazy("Entra nella rete")
    lead = gettext_lazy("Possono entrare associazioni, enti, imprese e anche gruppi informali, di qui o di fuori.")
    button = gettext_lazy("Chiedi di entrare")

    @cached_property
    def organizations(self):
        """Those that the person answers for and that are not in it."""
        owned = [each.organization_id for each in self.request.user.current_memberships if each.role == Role.OWNER]
        inside = self.network.memberships.in_force().values("organization")
        return Organization.objects.filter(pk__in=owned).exclude(pk__in=inside).in_alphabetical_order()

    def get_initial(self):
        asked = self.request.GET.get("organizzazione")
        return {"organization": next((each for each in self.organizations if each.slug == asked), None)}

    def get_form_kwargs(self):
        more = {"organizations": self.organizations, "instance": NetworkMembership(network=self.network)}
        return super().get_form_kwargs() | more

    def get_context_data(self, **kwargs):
        return super().get_context_data(has_nothing_to_bring=not self.organizations, **kwargs)

    def done(self, form):
        actions.apply_to_join(by=self.request.user, membership=form.instance)
        return _("Hai chiesto di entrare: chi coordina la rete ti risponde per e-mail.")


@access(RUN_NETWORK)
class MembershipDecideView(MembershipFormView):
    form_class = DecideForm
    title = gettext_lazy("Chi chiede di entrare")
    button = gettext_lazy("Rispondi")

    @cached_property
    def membership(self):
        rows = self.network.memberships.applied().select_related("organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(membership=self.membership, **kwargs)

    def done(self, form):
        answer = {"by": self.request.user, "membership": self.membership}
        if form.cleaned_data["decision"] == form.ADMIT:
            actions.admit(**answer)
            return _("Adesso è nella rete: lo abbiamo scritto all’organizzazione.")
        actions.turn_down(**answer, reason=form.cleaned_data["reason"])
        return _("Abbiamo scritto all’organizzazione perché per ora no.")


@access(LEAVE_NETWORK)
class MembershipLeaveView(MembershipFormView):
    form_class = ReasonForm
    title = gettext_lazy("Esci dalla rete")
    lead = gettext_lazy("La scheda resta nell’elenco di tutte le organizzazioni. Si può rientrare quando si vuole.")
    button = gettext_lazy("Esci dalla rete")

    @cached_property
    def membership(self):
        """One's own, or any for who runs the network."""
        rows = self.network.memberships.admitted().select_related("organization")
        if not RUN_NETWORK.allows(self.request.user, self.network):
            held = self.request.user.current_memberships
            rows = rows.filter(organization__in=[each.organization_id for each in held if each.role == Role.OWNER])
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(membership=self.membership, **kwargs)

    def done(self, form):
        reason = form.cleaned_data["reason"]
        actions.leave(by=self.request.user, membership=self.membership, reason=reason)
        return _("L’organizzazione è uscita dalla rete.")
