"""Applications as those read them who evaluate, assess and decide: by reference; a name is opened on record."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import (
    ASSESS_APPLICANTS,
    DECIDE_APPLICATIONS,
    EVALUATE_APPLICATIONS,
    OPEN_APPLICANT,
)
from community.calls import actions
from community.calls.forms import AssessForm, ExcludeForm, PactOfCallForm, PointsForm
from community.calls.people import open_applicant
from community.models import Application, Call, Pact
from puntocomunita.encryption import decrypt

from .calls import PAGE, OfCall, OfCalls

State = Application.State


@access(EVALUATE_APPLICATIONS)
class ApplicationListView(OfCall, TemplateView):
    """`?stato=` of one state, or `da-pagare`: the benefits that are not paid whole."""

    template_name, unpaid = "community/calls/application_list.html", "da-pagare"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("stato", "")
        sent = self.call.applications.sent()
        to_pay = sent.with_paid().unpaid().count() if self.call.amount else 0
        counts = dict(sent.order_by().values_list("state").annotate(n=Count("pk")))
        states = [(value, label, counts[value]) for value, label in State.choices if value in counts]
        states += [(self.unpaid, _("da pagare"), to_pay)] if to_pay else []
        rows = sent.filter(state=asked) if asked in State.values else sent
        rows = rows.with_score().with_paid().select_related("quarter", "pact").order_by("protocol")
        page = Paginator(rows.unpaid() if asked == self.unpaid else rows, PAGE).get_page(self.request.GET.get("page"))
        paid = sent.aggregate(euros=Sum("payments__amount", default=0))["euros"]
        shown = {"page": page, "states": states, "asked": asked, "total": sum(counts.values()), "paid": paid}
        return super().get_context_data(**shown, due=counts.get(State.AWARDED, 0) * self.call.amount, **kwargs)


class OfApplication(OfCall):
    @cached_property
    def application(self):
        return self.found(self.call.applications.all())

    def found(self, rows):
        """Among these, with its call."""
        rows = rows.sent().with_score().select_related("person", "quarter")
        found = get_object_or_404(rows, code=self.kwargs["code"])
        found.call = self.call
        return found

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"application": self.application} | kwargs)

    def settled(self):
        messages.warning(self.request, _("Adesso non si può: guarda a che punto sono il bando e la domanda."))
        return redirect(self.application)


@access(EVALUATE_APPLICATIONS)
class ApplicationDetailView(OfApplication, FormView):
    """What was answered, and the points that one gives."""

    template_name, form_class = "community/calls/application_detail.html", PointsForm

    @cached_property
    def criteria(self):
        return list(self.call.criteria.all())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"criteria": self.criteria}

    def get_initial(self):
        given = self.application.scores.filter(evaluator=self.request.user).select_related("criterion")
        return {f"criterion_{each.criterion.number}": each.points for each in given}

    def get_context_data(self, **kwargs):
        user, application = self.request.user, self.application
        own = application.person_id == user.pk
        shown = {
            "gives_points": self.call.state == Call.State.EVALUATING
            and application.state == State.ADMITTED
            and not own,
            "decides": DECIDE_APPLICATIONS.allows(user, self.network) and not own,
            "opens": OPEN_APPLICANT.allows(user, self.network),
            "appeal": decrypt(application.appeal) if application.appeal else "",
            "pact": Pact.objects.followed_by(user, self.network).filter(application=application).for_reading().first(),
            "evaluators": application.scores.values("evaluator").distinct().count(),
            "payments": application.payments.all(),
            "answers": list(zip(self.call.declarations, application.declared, strict=False)),
        }
        return super().get_context_data(**shown | {"exclude_form": ExcludeForm()} | kwargs)

    def form_valid(self, form):
        try:
            actions.give_points(by=self.request.user, application=self.application, points=form.points)
        except actions.Settled:
            return self.settled()
        messages.success(self.request, _("Punti dati."))
        return redirect("community:application_list", self.network.slug, self.call.pk)


@access(DECIDE_APPLICATIONS)
class ApplicationDecideView(OfApplication, View):
    """A POST with `admit` admits, with reasons excludes, with `renounce` takes it back for who said so."""

    def get(self, request, *args, **kwargs):
        return redirect(self.application)

    def post(self, request, *args, **kwargs):
        form = ExcludeForm(request.POST)
        try:
            if "admit" in request.POST:
                actions.admit(by=request.user, application=self.application)
            elif "renounce" in request.POST:
                actions.renounce(by=request.user, application=self.application)
            elif form.is_valid():
                reasons = form.cleaned_data["reasons"]
                actions.exclude(by=request.user, application=self.application, reasons=reasons)
            else:
                messages.warning(request, form.errors["reasons"][0])
                return redirect(self.application)
        except actions.InPact:
            messages.warning(request, _("C’è un patto in corso: prima si chiude quello."))
            return redirect(self.application)
        except actions.IsPaid:
            messages.warning(request, _("Una parte è già stata pagata: prima si toglie il pagamento, se è tornato."))
            return redirect(self.application)
        except actions.Settled:
            return self.settled()
        except actions.NotReady:
            messages.warning(request, _("Prima serve il colloquio con l’assistente sociale."))
            return redirect(self.application)
        messages.success(request, _("Deciso: chi ha fatto domanda lo saprà."))
        return redirect("community:application_list", self.network.slug, self.call.pk)


@access(DECIDE_APPLICATIONS)
class ApplicationPactView(OfApplication, FormView):
    """Of who has a benefit that asks for hours: a pact is drafted, to be signed."""

    template_name, form_class = "community/calls/application_pact.html", PactOfCallForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"application": self.application}

    def form_valid(self, form):
        try:
            pact = actions.draft_pact(by=self.request.user, application=self.application, **form.cleaned_data)
        except actions.Settled:
            return self.settled()
        messages.success(self.request, _("Il patto è preparato: leggilo e chiedi le firme."))
        return redirect(pact.address("pact_follow"))


@method_decorator(never_cache, name="dispatch")
@access(OPEN_APPLICANT)
class ApplicantView(OfApplication, TemplateView):
    """A POST opens name and telephone, on record; a reload goes back."""

    template_name = "community/calls/applicant.html"

    def get(self, request, *args, **kwargs):
        return redirect(self.back)

    def post(self, request, *args, **kwargs):
        person = open_applicant(self.application, by=request.user)
        return self.render_to_response(self.get_context_data(person=person, form=AssessForm(), back=self.back))

    @property
    def back(self):
        if EVALUATE_APPLICATIONS.allows(self.request.user, self.network):
            return self.application.get_absolute_url()
        return reverse("community:assessment_list", args=[self.network.slug])


@access(ASSESS_APPLICANTS)
class AssessmentListView(OfCalls, TemplateView):
    """Of a social worker: who waits to be met, the first who asked first."""

    template_name = "community/calls/assessment_list.html"

    def get_context_data(self, **kwargs):
        waiting = Application.objects.filter(call__network=self.network).to_be_assessed_by(self.request.user)
        waiting = waiting.select_related("call__network")
        page = Paginator(waiting.order_by("submitted_at", "id"), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


@access(ASSESS_APPLICANTS)
class ApplicationAssessView(OfApplication, FormView):
    """Only that it was done, and on which day."""

    template_name, form_class = "community/calls/assess.html", AssessForm

    def form_valid(self, form):
        try:
            actions.assess(by=self.request.user, application=self.application, on=form.cleaned_data["on"])
        except actions.Settled:
            messages.warning(self.request, _("Il colloquio non serve più, o la domanda è tua: lo fa un’altra persona."))
        else:
            messages.success(self.request, _("Segnato il giorno: del colloquio non resta altro."))
        return redirect("community:assessment_list", self.network.slug)
