"""The concierges of a city: what each does, its board, becoming a member; opening one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import EXCHANGE_WITH_NEIGHBOURS, KEEP_CONCIERGE, OPEN_CONCIERGE, RUN_CONCIERGE
from community.concierge import membership
from community.concierge.forms import BoardForm, ConciergeForm, JoinForm, NewConciergeForm, OwnContactForm
from community.concierge.people import own_contact
from community.models import Concierge, ConciergeMembership

from .community import OfCommunity

PAGE = 20


@access(PUBLIC)
class ConciergeListView(OfCommunity, TemplateView):
    template_name = "community/concierge/concierge_list.html"

    def get_context_data(self, **kwargs):
        concierges = self.network.concierges.for_reading().with_figures()
        may_open = OPEN_CONCIERGE.allows(self.request.user, self.network)
        return super().get_context_data(concierges=concierges, may_open=may_open, **kwargs)


class OfConcierge(OfCommunity):
    """A page of one concierge, whose rule is asked of it."""

    @cached_property
    def concierge(self):
        rows = self.network.concierges.for_reading().with_figures()
        return get_object_or_404(rows, pk=self.kwargs["concierge"])

    @property
    def guarded(self):
        return self.concierge

    @cached_property
    def member(self):
        """The membership of who looks, as long as it is in force; a fee may be still to pay."""
        if not self.request.user.is_authenticated:
            return None
        rows = ConciergeMembership.objects.in_force().filter(concierge=self.concierge, person=self.request.user)
        return rows.select_related("concierge").first()

    def here(self):
        return redirect("community:concierge_detail", self.network.slug, self.concierge.pk)

    def get_context_data(self, **kwargs):
        keeps = KEEP_CONCIERGE.allows(self.request.user, self.concierge)
        return super().get_context_data(**kwargs | {"concierge": self.concierge, "keeps": keeps})


@access(PUBLIC)
class ConciergeDetailView(OfConcierge, TemplateView):
    """Its board: of who is no member, titles only."""

    template_name = "community/concierge/concierge_detail.html"

    def get_context_data(self, **kwargs):
        form = BoardForm(self.request.GET)
        form.is_valid()
        page = Paginator(self.board(form.cleaned_data), PAGE).get_page(self.request.GET.get("page"))
        runs = RUN_CONCIERGE.allows(self.request.user, self.concierge)
        return super().get_context_data(form=form, page=page, member=self.member, runs=runs, **kwargs)

    def board(self, asked):
        rows = self.concierge.exchanges.on_the_board().newest_first().select_related("concierge__network")
        if self.member:
            rows = rows.but_of_people_apart_from(self.request.user)
        narrowed = {name: asked[name] for name in ("kind", "category") if asked.get(name)}
        if asked.get("q"):
            narrowed["title__trigram_word_similar"] = asked["q"]
        return rows.filter(**narrowed)


class ConciergeFormView(FormView):
    template_name = "community/concierge/concierge_form.html"

    def form_valid(self, form):
        try:
            with transaction.atomic():
                concierge = form.save()
        except IntegrityError:
            form.add_error(None, _("Lì c’è già una portineria."))
            return self.form_invalid(form)
        messages.success(self.request, _("Salvato."))
        return redirect(concierge)


@access(OPEN_CONCIERGE)
class ConciergeCreateView(OfCommunity, ConciergeFormView):
    form_class = NewConciergeForm

    def get_form_kwargs(self):
        new = Concierge(network=self.network)
        return super().get_form_kwargs() | {"instance": new, "network": self.network}


@access(RUN_CONCIERGE)
class ConciergeUpdateView(OfConcierge, ConciergeFormView):
    form_class = ConciergeForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.concierge}


@access(EXCHANGE_WITH_NEIGHBOURS)
class ConciergeJoinView(OfConcierge, FormView):
    """Of who is in already, how they are reached from now on."""

    template_name = "community/concierge/join.html"

    def get_form_class(self):
        return OwnContactForm if self.member else JoinForm

    def get_initial(self):
        return {"contact": own_contact(self.member) if self.member else ""}

    def get_context_data(self, **kwargs):
        return super().get_context_data(member=self.member, **kwargs)

    def form_valid(self, form):
        if self.member:
            membership.reach_at(member=self.member, contact=form.cleaned_data["contact"])
            messages.success(self.request, _("Salvato: da adesso ti si raggiunge così."))
            return self.here()
        try:
            member = membership.join(
                by=self.request.user, concierge=self.concierge, contact=form.cleaned_data["contact"]
            )
        except membership.AlreadyIn:
            messages.info(self.request, _("Fai già parte di questa portineria."))
            return self.here()
        messages.success(self.request, self.said(member))
        return self.here()

    def said(self, member):
        if member.is_current:
            return _("Fatto: ora puoi offrire, chiedere e rispondere.")
        return _("Fatto. Passa in portineria per la quota: poi puoi offrire, chiedere e rispondere.")
