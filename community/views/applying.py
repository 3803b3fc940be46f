"""To see whether one may ask, without an access and leaving nothing; to ask in three steps; to follow one's own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import APPLY_TO_CALL, RECORD_APPLICATION
from community.calls import actions
from community.calls.forms import AppealForm, ContactForm, EligibilityForm, QuarterForm, RecordForm
from community.calls.people import person_of
from community.models import Application, Pact

from .appealing import Appealing
from .calls import OfCall

State = Application.State


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class CallFormView(OfCall, FormView):
    """A form of a call that takes applications now; else back to the call, which says when."""

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.call.takes_applications else self.too_late()

    def post(self, request, *args, **kwargs):
        if not self.call.takes_applications:
            return self.too_late()
        try:
            return super().post(request, *args, **kwargs)
        except actions.Settled:
            return self.too_late()

    def too_late(self):
        messages.warning(self.request, _("Adesso non si può fare domanda: guarda i giorni scritti nel bando."))
        return redirect(self.call)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"call": self.call}


@access(PUBLIC)
class CallCheckView(CallFormView):
    """Nothing of it is kept, nor in an address."""

    template_name, form_class = "community/calls/check.html", EligibilityForm

    def form_valid(self, form):
        return self.render_to_response(self.get_context_data(form=form, is_answered=True, why_not=form.why_not))


class StepView(CallFormView):
    """A step of one's own application; who has sent it follows it."""

    @cached_property
    def draft(self):
        return Application.objects.of(self.request.user).standing().filter(call=self.call).first()

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.draft and self.draft.state != State.DRAFT:
            return redirect("community:own_application", self.network.slug, self.call.pk)
        return super().dispatch(request, *args, **kwargs)

    def go(self, name):
        return redirect(f"community:{name}", self.network.slug, self.call.pk)

    def save(self, **told):
        return actions.save_draft(by=self.request.user, call=self.call, person=self.request.user, **told)

    def get_context_data(self, **kwargs):
        return super().get_context_data(draft=self.draft, **kwargs)


@access(APPLY_TO_CALL)
class EligibilityStepView(StepView):
    template_name, form_class = "community/calls/apply.html", EligibilityForm

    def get_initial(self):
        """What is kept; of birth dates nothing is."""
        if not self.draft:
            return {}
        given = {"household": self.draft.household, "residence": self.draft.residence}
        declared = {f"declared_{number}": "yes" if said else "no" for number, said in enumerate(self.draft.declared)}
        return given | declared | {"permit": "yes" if self.draft.permit else ""}

    def form_valid(self, form):
        if form.why_not:
            return self.render_to_response(self.get_context_data(form=form, why_not=form.why_not), status=422)
        self.save(**vars(form.answers))
        return self.go("call_apply_quarter")


class LaterStepView(StepView):
    """Not before the first."""

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.draft else self.go("call_apply")

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.draft else self.go("call_apply")


@access(APPLY_TO_CALL)
class QuarterStepView(LaterStepView):
    template_name, form_class = "community/calls/apply_quarter.html", QuarterForm

    def get_initial(self):
        return {"quarter": self.draft.quarter_id}

    def form_valid(self, form):
        self.save(quarter=form.cleaned_data["quarter"])
        return self.go("call_apply_send")


class AsksOnce:
    """Says it where somebody of the application is in another one."""

    def asked_twice(self, form):
        form.add_error(None, _("Una di queste persone ha già una domanda a questo bando, da sola o in coppia."))
        return self.form_invalid(form)


@access(APPLY_TO_CALL)
class SendStepView(AsksOnce, LaterStepView):
    template_name, form_class = "community/calls/apply_send.html", ContactForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["call"]
        return kwargs | {"household": self.draft.household}

    def form_valid(self, form):
        told = {"phone": form.cleaned_data["phone"], "fiscal_codes": form.fiscal_codes}
        try:
            actions.send(by=self.request.user, application=self.draft, **told)
        except actions.AskedTwice:
            return self.asked_twice(form)
        messages.success(self.request, _("Mandata. Ti scriviamo ogni volta che cambia qualcosa."))
        return self.go("own_application")


@access(RECORD_APPLICATION)
class ApplicationRecordView(AsksOnce, CallFormView):
    """Of who has no access, who is there and answers."""

    template_name, form_class = "community/calls/record.html", RecordForm

    def form_valid(self, form):
        told = vars(form.answers) | {name: form.cleaned_data[name] for name in ("name", "phone", "email", "quarter")}
        try:
            sent = actions.record(by=self.request.user, call=self.call, fiscal_codes=form.fiscal_codes, **told)
        except actions.AskedTwice:
            return self.asked_twice(form)
        said = {"protocol": sent.protocol, "code": sent.code}
        messages.success(
            self.request,
            _("Mandata: numero %(protocol)s, riferimento %(code)s. Stampa il foglio per chi è qui.") % said,
        )
        return redirect("community:application_letter", self.network.slug, self.call.pk, sent.code)


@method_decorator(sensitive_post_parameters(), name="dispatch")
@access(APPLY_TO_CALL)
class OwnApplicationView(Appealing, OfCall, TemplateView):
    """Where it is and what comes next; a POST with `withdraw` takes it back, a draft with `discard`.

    With `appeal`, who was not admitted asks that it be looked at again.
    """

    template_name = "community/calls/own_application.html"

    @cached_property
    def application(self):
        found = (
            Application.objects.of(self.request.user).filter(call=self.call).order_by("-id").select_related("quarter")
        )
        if not (first := found.first()):
            raise Http404
        first.call = self.call
        return first

    def get_context_data(self, **kwargs):
        shown = {"application": self.application, "phone": person_of(self.application).phone}
        shown["pact"] = Pact.objects.of(self.request.user).filter(application=self.application).for_reading().first()
        shown["payments"] = self.application.payments.all()
        shown["points"] = self.application.scores.told() if self.application.has_place else []
        return super().get_context_data(**shown | {"appeal_form": AppealForm()} | kwargs)

    def post(self, request, *args, **kwargs):
        application = self.application
        if application.state == State.DRAFT and "discard" in request.POST:
            actions.discard_draft(application=application)
            messages.success(request, _("Fatto: della domanda non resta niente."))
            return redirect(self.call)
        return self.appeal() if "appeal" in request.POST else self.withdraw()

    def not_said(self, form):
        return self.render_to_response(self.get_context_data(appeal_form=form), status=422)

    def withdraw(self):
        try:
            actions.withdraw(application=self.application)
        except actions.InPact:
            messages.warning(
                self.request, _("C’è un patto in corso: prima si chiude quello, parlane con chi ti segue.")
            )
        except actions.IsPaid:
            messages.warning(self.request, _("Una parte è già stata pagata: parlane con chi segue il bando."))
        except actions.Settled:
            messages.warning(self.request, _("A questo punto non si può più ritirare."))
        else:
            messages.success(self.request, _("Ritirata."))
        return self.back()

    def back(self):
        return redirect("community:own_application", self.network.slug, self.call.pk)
