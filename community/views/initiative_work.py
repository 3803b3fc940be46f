"""The pages of who leads an initiative: it begins, stops, is done; its partners, tasks, places, people reached."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import Role, access
from community.access import ANSWER_FOR_PARTNER, LEAD_INITIATIVE, TAKE_PART
from community.initiatives import actions, working
from community.initiatives.forms import (
    OutcomeForm,
    PartnerForm,
    PlaceForm,
    ReachForm,
    StartForm,
    StopForm,
    TaskForm,
)
from community.models import InitiativeMunicipality, InitiativePartner, InitiativeTask, Outcome
from community.notices.words import day_said
from network.views.network import Headed
from puntocomunita.templatetags.portal import after

from .initiatives import OfInitiative


@access(LEAD_INITIATIVE)
class InitiativeRunView(OfInitiative, TemplateView):
    """All that who leads may do, and what waits for them."""

    template_name = "community/initiatives/initiative_run.html"

    def get_context_data(self, **kwargs):
        is_on = self.initiative.published_at and not self.initiative.is_over
        shown = {
            "speaks_for_it": is_on and Role.LEADER in self.initiative.roles_of(self.request.user),
            "partners": self.initiative.partners.for_reading(),
            "tasks": self.initiative.tasks.for_reading(),
            "reach": self.initiative.reach.newest_first(),
            "places": self.initiative.places.select_related("municipality"),
            "waiting": self.initiative.stories.waiting().for_reading().order_by("told_at", "id"),
        }
        return super().get_context_data(**shown | kwargs)


class InitiativeActView(Headed, OfInitiative, FormView):
    """A form of who leads or takes part; what another did in between is said."""

    template_name = "community/initiatives/form.html"
    said = gettext_lazy("Fatto.")

    def form_valid(self, form):
        try:
            self.act(form)
        except actions.Settled:
            return self.moved_on()
        messages.success(self.request, self.said)
        return redirect(self.back())

    def back(self):
        return f"{self.initiative.get_absolute_url()}cura/"


@access(LEAD_INITIATIVE)
class InitiativeStartView(InitiativeActView):
    form_class, title, button = StartForm, gettext_lazy("Si comincia"), gettext_lazy("Comincia")

    def act(self, form):
        actions.start(initiative=self.initiative, starts_on=form.cleaned_data["starts_on"])


@access(LEAD_INITIATIVE)
class InitiativeStopView(InitiativeActView):
    form_class, title, button = StopForm, gettext_lazy("Ferma l’iniziativa"), gettext_lazy("Fermala")
    lead = gettext_lazy("Resta nell’elenco, con il perché. Non si ricomincia: se ne fa un’altra.")

    def act(self, form):
        actions.stop(initiative=self.initiative, reason=form.cleaned_data["reason"])


@access(LEAD_INITIATIVE)
class InitiativeCompleteView(InitiativeActView):
    form_class, title, button = OutcomeForm, gettext_lazy("È riuscita: che cosa resta"), gettext_lazy("È riuscita")
    lead = gettext_lazy("Quello che resta è un bene comune: di’ chi lo può usare e chi se ne prende cura.")
    said = gettext_lazy("Riuscita. Quello che resta è tra i beni comuni della città.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"initiative": self.initiative}

    def act(self, form):
        actions.complete(initiative=self.initiative, **form.cleaned_data)

    def back(self):
        return self.initiative


@access(LEAD_INITIATIVE)
class OutcomeUpdateView(InitiativeActView):
    """What is left changes hands, or is there until a day."""

    form_class, title, button = OutcomeForm, gettext_lazy("Il bene comune"), gettext_lazy("Salva")
    lead = gettext_lazy("È cambiato chi se ne prende cura? Nessuno può più? Scrivi chi, o fino a quando c’è.")
    said = gettext_lazy("Salvato: tutti lo leggono così.")

    def get_form_kwargs(self):
        outcome = get_object_or_404(Outcome, initiative=self.initiative)
        outcome.cared_by = "" if outcome.organization_id else outcome.cared_by
        return super().get_form_kwargs() | {"initiative": self.initiative, "instance": outcome}

    def act(self, form):
        actions.mend_outcome(initiative=self.initiative, **form.cleaned_data)

    def back(self):
        return f"{self.initiative.get_absolute_url()}#bene-comune"


def said_of(partner):
    day = after(day_said(partner.since), "dal" if partner.confirmed_at else "il")
    told = {"name": partner.organization, "day": day, "role": partner.get_role_display()}
    if partner.confirmed_at:
        return _("«%(name)s» c’è già, %(day)s: %(role)s.") % told
    return _("L’avete già chiesto a «%(name)s» %(day)s, e non ha ancora risposto: %(role)s.") % told


@access(LEAD_INITIATIVE)
class PartnerCreateView(InitiativeActView):
    form_class, title, button = PartnerForm, gettext_lazy("Chi la fa con voi"), gettext_lazy("Chiedi")
    lead = gettext_lazy("Un’organizzazione si vede solo quando una delle sue persone ha detto di sì.")
    said = gettext_lazy("Fatto: se non è la tua, le abbiamo scritto.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"members": self.network.members()}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except actions.AlreadyThere:
            there = self.initiative.partners.in_the_way_of(form.cleaned_data["organization"])
            return self.told(form, there) if there else self.moved_on()

    def told(self, form, there):
        link = format_html('<a href="{}#partner">{}</a>', self.back(), _("Guarda chi la fa con voi."))
        form.add_error(None, format_html("{} {}", said_of(there), link))
        return self.form_invalid(form)

    def act(self, form):
        actions.ask_partner(by=self.request.user, initiative=self.initiative, **form.cleaned_data)


@access(ANSWER_FOR_PARTNER)
class PartnerAnswerView(OfInitiative, TemplateView):
    """For the people of the organisation: `yes`, or `no`, also later; who leads may take one out."""

    template_name = "community/initiatives/partner_answer.html"

    @cached_property
    def partner(self):
        rows = InitiativePartner.objects.filter(initiative__network=self.network, initiative=self.kwargs["pk"])
        return get_object_or_404(rows.for_reading().select_related("initiative__network"), pk=self.kwargs["row"])

    @property
    def guarded(self):
        return self.partner

    @property
    def initiative(self):
        """Also one that is not public yet, for who is asked."""
        return self.partner.initiative

    @property
    def is_theirs(self):
        kept = {each.organization_id for each in self.request.user.current_memberships}
        return self.partner.organization_id in kept

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"partner": self.partner, "is_theirs": self.is_theirs} | kwargs)

    def post(self, request, *args, **kwargs):
        agreed = "yes" in request.POST and self.is_theirs
        if agreed or "no" in request.POST:
            try:
                actions.answer_for_partner(by=request.user, partner=self.partner, agreed=agreed)
            except actions.Settled:
                return self.moved_on()
            messages.success(request, _("Detto di sì: adesso si legge.") if agreed else _("Fatto: non si legge."))
        return redirect("community:initiative_own", self.network.slug)


@access(LEAD_INITIATIVE)
class TaskCreateView(InitiativeActView):
    form_class, title, button = TaskForm, gettext_lazy("Qualcosa da fare"), gettext_lazy("Aggiungi")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": InitiativeTask(initiative=self.initiative)}

    def act(self, form):
        working.add_task(by=self.request.user, task=form.instance)


@access(LEAD_INITIATIVE)
class ReachCreateView(InitiativeActView):
    form_class, title, button = ReachForm, gettext_lazy("Persone raggiunte"), gettext_lazy("Aggiungi")
    lead = gettext_lazy("Quante persone c’erano. Mai chi.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"initiative": self.initiative}

    def act(self, form):
        if not working.add_reach(by=self.request.user, reach=form.instance):
            self.said = _(
                "Era già scritto così, e si conta una volta sola. Se sono altre persone scrivi che cosa cambia: "
                "per esempio «%(activity)s, secondo gruppo»."
            ) % {"activity": form.instance.activity}


@access(LEAD_INITIATIVE)
class ReachView(OfInitiative, View):
    """A POST takes away what was written wrong; a reload goes back."""

    def get(self, request, *args, **kwargs):
        return redirect("community:initiative_run", self.network.slug, self.initiative.pk)

    def post(self, request, *args, **kwargs):
        self.initiative.reach.filter(pk=self.kwargs["row"]).delete()
        messages.success(request, _("Tolto: non si conta più."))
        return self.get(request)


@access(LEAD_INITIATIVE)
class PlaceCreateView(InitiativeActView):
    form_class, title, button = PlaceForm, gettext_lazy("Un comune dove si fa"), gettext_lazy("Aggiungi")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": InitiativeMunicipality(initiative=self.initiative)}

    def act(self, form):
        working.add_place(place=form.instance)


TASK_VERBS = {"done": working.finish, "give_back": working.give_back, "take_away": working.take_away}


@access(TAKE_PART)
class TaskView(OfInitiative, View):
    """A POST takes a task on, or does `give_back`, `done`, or, by who leads, `take_away`."""

    ways_out = ("give_back",)

    @property
    def guarded(self):
        return self.network

    def get(self, request, *args, **kwargs):
        return redirect(self.initiative)

    @cached_property
    def task(self):
        task = get_object_or_404(self.initiative.tasks, pk=self.kwargs["row"])
        task.initiative = self.initiative
        return task

    def post(self, request, *args, **kwargs):
        try:
            self.act()
        except actions.Settled:
            return self.moved_on()
        if "take_away" in request.POST:
            return redirect("community:initiative_run", self.network.slug, self.initiative.pk)
        return redirect(f"{self.initiative.get_absolute_url()}#da-fare")

    def act(self):
        user, sent = self.request.user, self.request.POST
        kept = {each.organization_id for each in user.current_memberships}
        theirs = self.task.person_id == user.pk or self.task.organization_id in kept
        verb = next((each for each in TASK_VERBS if each in sent), None)
        if verb is None:
            mine = {str(each.pk): each for each in self.network.kept_by(user)}
            for_whom = mine.get(sent.get("organization"))
            return working.take_task(by=user, task=self.task, organization=for_whom)
        if not (self.leads or theirs and verb != "take_away"):
            raise Http404
        return TASK_VERBS[verb](task=self.task)
