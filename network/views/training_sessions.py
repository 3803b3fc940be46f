"""A course with its dates: one enrols there; who runs the network sets them, moves them, calls them off."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from accounts.limits import may_write_to
from helpdesk.views.call_back import Calm
from network.access import RUN_NETWORK
from network.models import TrainingSession
from network.trainings import actions
from network.trainings.calendars import calendar_of
from network.trainings.enrolling import Closed, ask, enrol
from network.trainings.forms import CancelSessionForm, EnrolForm, SessionForm, days_form
from network.trainings.links import page_of
from puntocomunita.even_time import even_time
from services.reports.sender import may

from .network import Headed, OfNetwork
from .trainings import CalendarAnswer, OfTraining


class OfSession(OfNetwork):
    @cached_property
    def session(self):
        rows = TrainingSession.objects.filter(training__network=self.network).with_days().with_places()
        session = get_object_or_404(rows.select_related("training"), pk=self.kwargs["pk"])
        session.training.network = self.network
        return session

    def get_context_data(self, **kwargs):
        return super().get_context_data(session=self.session, training=self.session.training, **kwargs)


@access(PUBLIC)
@method_decorator([never_cache, even_time], name="dispatch")
class SessionView(OfSession, FormView):
    """
    When, where, and how to enrol: with a button for who is signed in, by name and e-mail for others. These get the
    same answer, in the same time, whether the mailbox is enrolled already or not; programs too.
    """

    template_name, form_class = "network/trainings/session.html", EnrolForm

    def get_form_kwargs(self):
        return {name: value for name, value in super().get_form_kwargs().items() if name != "initial"}

    def get_context_data(self, **kwargs):
        user = self.request.user
        own = self.session.enrolments.in_force().of_user(user).first() if user.is_authenticated else None
        page = page_of(self.own(own)) if own else ""
        return super().get_context_data(own=own, own_page=page, **kwargs)

    def own(self, enrolment):
        enrolment.session = self.session
        return enrolment

    def post(self, request, *args, **kwargs):
        try:
            return self.enrol() if request.user.is_authenticated else super().post(request, *args, **kwargs)
        except Closed:
            messages.warning(request, _("A questo corso non ci si iscrive più."))
            return redirect(self.session)

    def enrol(self):
        enrolment = enrol(by=self.request.user, session=self.session)
        return redirect(page_of(self.own(enrolment)))

    def form_valid(self, form):
        if not form.is_spam:
            if not may(self.request, "training"):
                form.add_error(None, _("Da qui sono già arrivate molte iscrizioni. Riprova fra dieci minuti."))
                return self.refused(form, 429)
            address = form.cleaned_data["email"]
            written_to = may_write_to(address, "training")
            ask(session=self.session, name=form.cleaned_data["name"], address=address, written_to=written_to)
        return redirect("network:training_thanks", self.network.slug, self.session.pk)

    def form_invalid(self, form):
        return self.refused(form, 422)

    def refused(self, form, status):
        return self.render_to_response(self.get_context_data(form=form), status=status)


@access(PUBLIC)
class EnrolThanksView(Calm, OfSession, TemplateView):
    template_name = "network/trainings/thanks.html"


@access(PUBLIC)
class SessionCalendarView(OfSession, CalendarAnswer):
    def get(self, request, *args, **kwargs):
        return self.answer(calendar_of(self.session))


class SessionFormView(FormView):
    """Where and how many places, and below its days."""

    template_name, form_class = "network/trainings/session_form.html", SessionForm
    known = None

    @cached_property
    def days(self):
        return days_form(self.request.POST if self.request.method == "POST" else None, self.known)

    def get_context_data(self, **kwargs):
        return super().get_context_data(days=self.days, **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        right = [form.is_valid(), self.days.is_valid()]
        return self.form_valid(form) if all(right) else self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(RUN_NETWORK)
class SessionCreateView(OfTraining, SessionFormView):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": TrainingSession(training=self.training)}

    def form_valid(self, form):
        session = actions.hold_session(by=self.request.user, session=form.instance, days=self.days.spans)
        messages.success(self.request, _("Le date ci sono: adesso ci si può iscrivere."))
        return redirect(session)


@access(RUN_NETWORK)
class SessionUpdateView(OfSession, SessionFormView):
    @property
    def known(self):
        return self.session

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.session}

    def form_valid(self, form):
        before = self.session.sequence
        try:
            session = actions.change_session(by=self.request.user, session=self.session, days=self.days.spans)
        except actions.TooFew:
            form.add_error("places", _("Chi ha già un posto lo tiene: i posti non possono essere meno."))
            return self.form_invalid(form)
        except actions.Settled:
            messages.warning(self.request, _("È annullato, o è già passato: le date non cambiano più."))
            return redirect(self.session)
        told = _("Salvato: chi è iscritto sa del cambiamento per e-mail.")
        messages.success(self.request, told if session.sequence > before else _("Salvato."))
        return redirect(session)


@access(RUN_NETWORK)
class SessionCancelView(Headed, OfSession, FormView):
    template_name, form_class = "network/trainings/session_step.html", CancelSessionForm
    title, button = gettext_lazy("Annulla queste date"), gettext_lazy("Annulla e avvisa")
    lead = gettext_lazy("Restano in elenco come annullate, e chi è iscritto o aspetta lo sa per e-mail.")

    def form_valid(self, form):
        try:
            actions.cancel_session(by=self.request.user, session=self.session, **form.cleaned_data)
            messages.success(self.request, _("Annullato: chi era iscritto lo sa per e-mail."))
        except actions.Settled:
            messages.warning(self.request, _("È già annullato, o è già passato."))
        return redirect(self.session)
