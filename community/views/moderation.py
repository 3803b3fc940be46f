"""Of who coordinates: what was reported, what is due first, and what becomes of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import MODERATE
from community.models import ModerationAppeal
from community.safety import actions
from community.safety.forms import AppealAnswerForm, DecideForm
from community.safety.registry import moderated

from .community import OfCommunity

PAGE = 20


@access(MODERATE)
@method_decorator(never_cache, name="dispatch")
class ModerationDeskView(OfCommunity, TemplateView):
    """What is open, the soonest due first, or what was settled (`?chiuse=1`); and the appeals that wait."""

    template_name = "community/safety/desk.html"

    def get_context_data(self, **kwargs):
        closed = self.request.GET.get("chiuse") == "1"
        reports = self.network.moderation_reports.for_reading()
        reports = reports.settled().order_by("-made_at", "-id") if closed else reports.open().due_first()
        appeals = ModerationAppeal.objects.open().filter(decision__network=self.network).for_reading()
        page = Paginator(reports, PAGE).get_page(self.request.GET.get("page"))
        shown = {"page": page, "closed": closed, "appeals": [] if closed else appeals[:PAGE], "now": timezone.now()}
        return super().get_context_data(**shown, **kwargs)


class ModerationFormView(OfCommunity, FormView):
    """One thing that is decided; what another did in between is said."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except actions.Settled:
            messages.warning(request, _("Nel frattempo l’ha deciso un’altra persona: guarda com’è adesso."))
            return redirect(request.path)

    def done(self, words):
        messages.success(self.request, words)
        return redirect("community:moderation_desk", self.network.slug)


class OfReport(OfCommunity):
    @cached_property
    def report(self):
        rows = self.network.moderation_reports.for_reading().select_related("decision__decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


@access(MODERATE)
@method_decorator(never_cache, name="dispatch")
class ModerationReportView(OfReport, ModerationFormView):
    """What was reported and what it said then; nobody decides of their own words."""

    template_name, form_class = "community/safety/report_detail.html", DecideForm

    def get_context_data(self, **kwargs):
        report = self.report
        what = moderated(report.kind)
        thing = what and what.thing(report.thing)
        shown = {
            "report": report,
            "label": what.label if what else "",
            "thing": thing,
            "url": what.url(thing) if thing and self.may_read(what) else "",
            "same": self.network.moderation_reports.open().of_the_same_thing(report).count() - report.is_open,
            "before": self.decisions_before().count() if report.about else 0,
            "may_decide": self.may_decide,
            "now": timezone.now(),
        }
        return super().get_context_data(**shown, **kwargs)

    def decisions_before(self):
        """Against who wrote it, besides the one on this."""
        report = self.report
        return report.about.decisions_about.filter(outcome="upheld").exclude(pk=report.decision_id)

    def may_read(self, what):
        """Not what only two, or the people of a group, read: of that the report says enough."""
        return what.found_by(self.request.user, self.network, self.report.thing) is not None

    @property
    def may_decide(self):
        return self.report.is_open and self.report.about_id != self.request.user.pk

    def form_valid(self, form):
        if not self.may_decide:
            raise actions.Settled
        decision = actions.decide(by=self.request.user, report=self.report, **form.cleaned_data)
        if decision.is_upheld:
            return self.done(_("Deciso. Chi l’ha segnalato e chi l’ha scritto lo sanno."))
        return self.done(_("Deciso: rispondiamo a chi l’ha segnalato. Chi l’ha scritto non ne sa niente."))


@access(MODERATE)
class ModerationLookView(OfReport, View):
    """A POST says that somebody is at it, one with `no_more` that nobody is; a reload goes back to the report."""

    def get(self, request, *args, **kwargs):
        return redirect(self.report)

    def post(self, request, *args, **kwargs):
        try:
            if "no_more" in request.POST:
                actions.look_no_more(report=self.report)
            else:
                actions.look(by=request.user, report=self.report)
        except actions.Settled:
            messages.warning(request, _("Nel frattempo l’ha deciso un’altra persona: guarda com’è adesso."))
        return redirect(self.report)


@access(MODERATE)
@method_decorator(never_cache, name="dispatch")
class ModerationAppealView(ModerationFormView):
    """For another than who decided, and than who appeals."""

    template_name, form_class = "community/safety/appeal.html", AppealAnswerForm

    @cached_property
    def appeal(self):
        rows = ModerationAppeal.objects.filter(decision__network=self.network).for_reading()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def may_decide(self):
        decision = self.appeal.decision
        return self.appeal.is_open and self.request.user.pk not in (decision.decided_by_id, decision.about_id)

    def get_context_data(self, **kwargs):
        reports = self.appeal.decision.reports.order_by("made_at", "id")
        what = moderated(self.appeal.decision.kind)
        thing = what and what.thing(self.appeal.decision.thing)
        shown = {"text": next((each.text for each in reports), ""), "url": what.url(thing) if thing else ""}
        shown |= {"appeal": self.appeal, "may_decide": self.may_decide}
        return super().get_context_data(**shown, **kwargs)

    def form_valid(self, form):
        if not self.may_decide:
            raise actions.Settled
        actions.answer_appeal(by=self.request.user, appeal=self.appeal, **form.cleaned_data)
        return self.done(_("Deciso: chi ha fatto ricorso lo sa."))
