"""Calls as everybody reads them, and as the direction writes them and moves them on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from accounts.access import PUBLIC, access
from community.access import (
    ASSESS_APPLICANTS,
    EVALUATE_APPLICATIONS,
    RECORD_APPLICATION,
    RUN_CALLS,
    TELL_APPLICANTS,
)
from community.calls import actions
from community.calls.writing import CallForm, OpenCallForm
from community.models import Application, Call
from puntocomunita.spreadsheets import csv_download

from .community import OfCommunity

PAGE, RANKING_PAGE = 20, 100
RULES = {
    "runs_calls": RUN_CALLS,
    "evaluates": EVALUATE_APPLICATIONS,
    "records": RECORD_APPLICATION,
    "assesses": ASSESS_APPLICANTS,
    "tells": TELL_APPLICANTS,
}


class OfCalls(OfCommunity):
    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            **{name: rule.allows(user, self.network) for name, rule in RULES.items()} | kwargs
        )


class OfCall(OfCalls):
    """A page of one call; a draft is there for who runs calls only."""

    @cached_property
    def call(self):
        calls = self.network.calls.seen_by(RUN_CALLS.allows(self.request.user, self.network)).for_reading()
        return get_object_or_404(calls, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"call": self.call} | kwargs)


@access(PUBLIC)
class CallListView(OfCalls, ListView):
    template_name, paginate_by = "community/calls/call_list.html", PAGE

    def get_queryset(self):
        runs = RUN_CALLS.allows(self.request.user, self.network)
        return self.network.calls.seen_by(runs).for_reading().open_first()

    def get_context_data(self, **kwargs):
        mine = Application.objects.of(self.request.user).filter(call__network=self.network)
        return super().get_context_data(mine=mine.select_related("call__network").order_by("-id")[:PAGE], **kwargs)


@access(PUBLIC)
class CallDetailView(OfCall, DetailView):
    template_name = "community/calls/call_detail.html"

    def get_object(self):
        return self.call

    def get_context_data(self, **kwargs):
        mine = Application.objects.of(self.request.user).filter(call=self.call).order_by("-id").first()
        shown = {"criteria": self.call.criteria.all(), "mine": mine, "undecided": self.undecided()}
        return super().get_context_data(**shown, **kwargs)

    def undecided(self):
        """How many applications hold back the ranking, for who publishes it."""
        runs = self.call.state == Call.State.EVALUATING and RUN_CALLS.allows(self.request.user, self.network)
        return self.call.applications.waiting().count() if runs else 0


@access(RUN_CALLS)
class CallCreateView(OfCalls, FormView):
    template_name, form_class = "community/calls/call_form.html", CallForm

    def instance(self):
        return Call(network=self.network)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.instance()}

    def form_valid(self, form):
        criteria, call = form.cleaned_data.get("criteria", ()), form.save(commit=False)
        try:
            call = actions.write_call(by=self.request.user, call=call, criteria=criteria)
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda a che punto è adesso."))
        else:
            messages.success(self.request, _("Salvato."))
        return redirect(call)


@access(RUN_CALLS)
class CallUpdateView(OfCall, CallCreateView):
    def instance(self):
        return self.call

    def get_form_class(self):
        return CallForm if self.call.state == Call.State.DRAFT else OpenCallForm


@access(RUN_CALLS)
class CallMoveView(OfCall, View):
    """A POST moves it to the next step, or with `wait` keeps as a draft what would open; a reload goes back to it."""

    STEPS = {
        Call.State.DRAFT: actions.publish,
        Call.State.OPEN: actions.close_call,
        Call.State.CLOSED: actions.start_evaluation,
        Call.State.EVALUATING: actions.publish_ranking,
        Call.State.AWARDED: actions.archive,
    }

    def get(self, request, *args, **kwargs):
        return redirect(self.call)

    def post(self, request, *args, **kwargs):
        step = actions.keep_as_draft if "wait" in request.POST else self.STEPS.get(self.call.state)
        if step is None or request.POST.get("from") != self.call.state:
            messages.warning(request, _("Qualcuno l’ha già fatto: guarda a che punto è adesso."))
            return redirect(self.call)
        try:
            step(by=request.user, call=self.call)
        except actions.Settled:
            messages.warning(request, _("Non è ancora il momento: guarda i giorni scritti nel bando."))
        except actions.AppealsOpen:
            messages.warning(request, _("Chi non è ammesso può ancora chiedere di riguardare, o aspetta una risposta."))
        except actions.NotReady:
            messages.warning(request, _("Prima vanno decise tutte le domande, e date tutte le valutazioni."))
        else:
            messages.success(request, _("Fatto."))
        return redirect(self.call)


class OfRanking(OfCall):
    def ranked(self):
        if not self.call.has_ranking:
            raise Http404
        return self.call.applications.ranked()


@access(PUBLIC)
class CallRankingView(OfRanking, DetailView):
    """By reference only."""

    template_name = "community/calls/call_ranking.html"

    def get_object(self):
        return self.call

    def get_context_data(self, **kwargs):
        page = Paginator(self.ranked(), RANKING_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


@access(PUBLIC)
class CallRankingDownloadView(OfRanking, View):
    def get(self, request, *args, **kwargs):
        header = [_("posto"), _("riferimento"), _("punti"), _("a che punto è")]
        rows = [(each.position, each.code, each.points, each.get_state_display()) for each in self.ranked()]
        return csv_download(f"graduatoria-{self.call.pk}.csv", header, rows)
