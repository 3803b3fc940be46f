"""`/dai-una-mano/`, without an account; and at the desk, from the first meeting to the mandate."""

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from accounts.actions import log_look
from accounts.limits import HOUR, may_write_to, too_many_requests
from accounts.models import AccessLog
from helpdesk.access import LEAD_DESK
from helpdesk.models import VolunteerApplication
from helpdesk.people import unsealed
from helpdesk.rota import applications
from helpdesk.rota.applications import Settled
from helpdesk.rota.forms import RotaForm
from helpdesk.rota.volunteer_forms import ApplicationForm, MeetForm, TrainForm
from organizations.views.inviting import may_send
from services.reports.sender import may

from .call_back import Calm
from .desk import OfDesk

State = VolunteerApplication.State


@access(PUBLIC)
@method_decorator(never_cache, name="dispatch")
class ApplicationCreateView(Calm, FormView):
    """Who fills the box that nobody sees, or is quicker than people are, gets the same thanks."""

    template_name, form_class = "helpdesk/rota/application_create.html", ApplicationForm

    def get_initial(self):
        return {"desk": self.request.GET.get("punto", "")[:160].replace("\x00", "")}

    def form_valid(self, form):
        if form.is_spam:
            return redirect("helpdesk:application_thanks")
        if not may(self.request, "volunteer_application"):
            form.add_error(None, _("Da qui sono già arrivate molte proposte. Riprova fra dieci minuti."))
            return self.refused(form, 429)
        said = {name: form.cleaned_data[name] for name in ("desk", "name", "email", "words")}
        applications.apply(**said, written_to=may_write_to(said["email"], "volunteer_application"))
        return redirect("helpdesk:application_thanks")

    def form_invalid(self, form):
        return self.refused(form, 422)

    def refused(self, form, status):
        return self.render_to_response(self.get_context_data(form=form), status=status)


@access(PUBLIC)
class ApplicationThanksView(Calm, TemplateView):
    template_name = "helpdesk/rota/application_thanks.html"


@access(LEAD_DESK)
class ApplicationListView(OfDesk, TemplateView):
    """Those that wait, the oldest first, without names; and how many were settled."""

    template_name = "helpdesk/rota/application_list.html"

    def get_context_data(self, **kwargs):
        rows = VolunteerApplication.objects.filter(community_point=self.desk)
        return super().get_context_data(
            rows=rows.open().order_by("created_at", "pk")[:100],
            settled=rows.filter(state=State.MANDATE).count(),
            **kwargs,
        )


class Way(NamedTuple):
    """One step on from where an application is."""

    name: str
    title: str
    button: str
    form: type[forms.Form] = RotaForm
    quiet: bool = True


WAYS = {
    State.MET: Way("met", gettext_lazy("Ci siamo visti"), gettext_lazy("Segna l’incontro"), MeetForm, False),
    State.TRAINED: Way("trained", gettext_lazy("Ha fatto la formazione"), gettext_lazy("Segna"), TrainForm, False),
    State.MANDATE: Way("mandate", gettext_lazy("Comincia"), gettext_lazy("Manda l’invito per e-mail"), RotaForm, False),
    State.DECLINED: Way("declined", gettext_lazy("Non ora"), gettext_lazy("Rispondi di no, con un grazie")),
    State.WITHDRAWN: Way("withdrawn", gettext_lazy("Ha cambiato idea"), gettext_lazy("Chiudi senza scrivere")),
}


@access(LEAD_DESK)
@method_decorator(never_cache, name="dispatch")
class ApplicationDetailView(OfDesk, TemplateView):
    """What somebody wrote, which is opened on record, and the steps from here; a POST does one."""

    template_name = "helpdesk/rota/application_detail.html"

    @cached_property
    def application(self):
        rows = VolunteerApplication.objects.filter(community_point=self.desk).open()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def ways(self):
        moves = VolunteerApplication.MOVES[self.application.state]
        return [way for state, way in WAYS.items() if state in moves]

    def get_context_data(self, tried=None, **kwargs):
        log_look(by=self.request.user, what=AccessLog.What.PEOPLE, thing=self.desk.name)
        texts = {name: unsealed(getattr(self.application, name)) for name in ("name", "email", "words")}
        forms = [(each, tried if tried and tried.prefix == each.name else self.form_of(each)) for each in self.ways]
        return super().get_context_data(application=self.application, said=texts, ways=forms, **kwargs)

    def form_of(self, way, data=None):
        return way.form(data, prefix=way.name)

    def post(self, request, *args, **kwargs):
        way = next((each for each in self.ways if each.name == request.POST.get("step")), None)
        if way is None:
            return self.moved_on()
        form = self.form_of(way, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(tried=form), status=422)
        if way.name == "mandate" and not may_send(request):
            return too_many_requests(request, wait=HOUR)
        try:
            getattr(self, way.name)(**form.cleaned_data)
        except Settled:
            return self.moved_on()
        return redirect(self.next_page(way))

    def next_page(self, way):
        goes_on = way.name in ("met", "trained")
        return self.request.path if goes_on else reverse("helpdesk:application_list", args=[self.desk.slug])

    def moved_on(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("helpdesk:application_list", slug=self.desk.slug)

    @property
    def given(self):
        return {"by": self.request.user, "application": self.application}

    def met(self, day):
        applications.meet(day=day, **self.given)
        messages.success(self.request, _("Segnato. Adesso la formazione."))

    def trained(self, day, kinds):
        applications.train(day=day, kinds=kinds, **self.given)
        messages.success(self.request, _("Segnato. Adesso puoi mandare l’invito."))

    def mandate(self):
        if applications.offer_mandate(**self.given):
            return messages.success(self.request, _("Invito mandato. Quello che aveva scritto è cancellato."))
        text = _("L’invito c’è, ma il messaggio non è partito: mandalo di nuovo dalla pagina delle persone.")
        return messages.warning(self.request, text)

    def declined(self):
        if applications.decline(**self.given):
            text = _("Fatto: le abbiamo scritto con gentilezza, e cancellato quello che aveva scritto.")
            return messages.success(self.request, text)
        text = _("Il messaggio non è partito, e non è cambiato niente: riprova più tardi.")
        return messages.warning(self.request, text)

    def withdrawn(self):
        applications.withdraw(**self.given)
        messages.success(self.request, _("Chiusa: quello che aveva scritto è cancellato."))
