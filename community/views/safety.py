"""To report what somebody wrote, to keep a person away, to read what was decided of one's own words and appeal."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import OWN_ACCOUNT, PUBLIC, access
from community.access import SPEAK_UP
from community.models import ModerationDecision
from community.safety import actions
from community.safety.decided import speaks_of
from community.safety.forms import AppealForm, ReportForm
from community.safety.registry import moderated
from helpdesk.views.call_back import Calm
from services.reports.sender import mark_of, may

from .community import OfCommunity


@access(PUBLIC)
class SafetyView(TemplateView):
    """How one reports, what happens then and in what time, whom to call."""

    template_name = "community/safety/safety.html"


class OfReported(OfCommunity):
    """About one thing that the visitor may read; another is not there."""

    @cached_property
    def what(self):
        if what := moderated(self.kwargs["kind"]):
            return what
        raise Http404

    @cached_property
    def thing(self):
        if thing := self.what.found_by(self.request.user, self.network, self.kwargs["pk"]):
            return thing
        raise Http404

    @property
    def url(self):
        return self.what.url(self.thing)


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class ReportCreateView(Calm, OfReported, FormView):
    """Also without an account. Who fills the box that nobody sees gets the same thanks."""

    template_name, form_class, ways_out = "community/safety/report.html", ReportForm, True

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        user, author = self.request.user, self.what.author(self.thing)
        others = self.what.is_met and user.is_authenticated and author not in (None, user)
        shown = {"title": self.what.title(self.thing), "label": self.what.label, "url": self.url, "may_block": others}
        return super().get_context_data(**shown, **self.kwargs, **kwargs)

    def form_valid(self, form):
        if not form.is_spam:
            if not may(self.request, "report"):
                form.add_error(None, _("Da qui sono già arrivate molte segnalazioni. Riprova fra dieci minuti."))
                return self.refused(form, 429)
            self.report(form.cleaned_data)
        hears = self.request.user.is_authenticated or form.cleaned_data["email"]
        answered = _("Grazie: la guarda una persona. Poi ti rispondiamo.")
        messages.success(self.request, answered if hears else _("Grazie: la guarda una persona."))
        return redirect("community:safety")

    def report(self, said):
        by = self.request.user if self.request.user.is_authenticated else None
        told = {"reason": said["reason"], "words": said["words"], "contact": said.get("email", "")}
        mark = "" if by else mark_of(self.request, self.thing)
        actions.report(by=by, network=self.network, what=self.what, thing=self.thing, mark=mark, **told)

    def form_invalid(self, form):
        return self.refused(form, 422)

    def refused(self, form, status):
        return self.render_to_response(self.get_context_data(form=form), status=status)


@access(SPEAK_UP)
class BlockCreateView(OfReported, View):
    """By way of something that they wrote where people meet: nobody is named by a number."""

    ways_out = True

    def get(self, request, *args, **kwargs):
        return redirect("community:report_create", self.network.slug, self.kwargs["kind"], self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        author = self.what.author(self.thing)
        if not self.what.is_met or author in (None, request.user):
            raise Http404
        actions.block(by=request.user, other=author, thing=str(self.what.title(self.thing))[:120])
        messages.success(request, _("Fatto: quello che scrive a te non ti arriva più, e non lo sa."))
        return redirect("community:block_list")


@access(OWN_ACCOUNT)
class BlockListView(ListView):
    """A POST with `pk` lets the person write again."""

    template_name, paginate_by = "community/safety/block_list.html", 20

    def get_queryset(self):
        return self.request.user.blocks.all()

    def post(self, request, *args, **kwargs):
        key = request.POST.get("pk", "")
        if key.isdecimal() and self.get_queryset().filter(pk=key).delete()[0]:
            messages.success(request, _("Sbloccata: quello che scrive può arrivarti di nuovo."))
        return redirect("community:block_list")


@access(SPEAK_UP)
class ModerationDecisionView(OfCommunity, FormView):
    """Of who wrote the thing, or keeps it once its author is gone: why it is hidden, and the one appeal."""

    template_name, form_class, ways_out = "community/safety/decision.html", AppealForm, True

    @cached_property
    def decision(self):
        upheld = ModerationDecision.objects.filter(network=self.network, outcome="upheld")
        upheld = upheld.select_related("network", "appeal", "suspension")
        decision = get_object_or_404(upheld, pk=self.kwargs["pk"])
        if not speaks_of(self.request.user, decision):
            raise Http404
        return decision

    def get_context_data(self, **kwargs):
        what = moderated(self.decision.kind)
        thing = what and what.thing(self.decision.thing)
        shown = {"title": what.title(thing) if thing else "", "appeal": getattr(self.decision, "appeal", None)}
        shown["suspension"] = getattr(self.decision, "suspension", None)
        return super().get_context_data(decision=self.decision, **shown, **kwargs)

    def form_valid(self, form):
        try:
            actions.appeal(decision=self.decision, words=form.cleaned_data["words"])
            messages.success(self.request, _("Mandato: lo legge un’altra persona, e ti scriviamo che cosa decide."))
        except actions.TooLate:
            messages.warning(self.request, _("Non si può più: il tempo è finito, o l’hai già fatto."))
        return redirect(self.decision)
