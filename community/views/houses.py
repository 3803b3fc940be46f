"""What houses do together: projects that each agrees to, what they raise, and their numbers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import CARE_FOR_PROJECT, MODERATE, PROPOSE_WITH_HOUSES
from community.houses import actions
from community.houses.figures import figures_of
from community.houses.forms import AskHouseForm, MendProjectForm, ProjectForm
from community.models import EventDate, HouseProject
from community.models.house_project import houses_kept_by
from community.safety.decided import decision_to_appeal
from puntocomunita.charts import bars
from puntocomunita.spreadsheets import csv_download

from .community import OfCommunity
from .revising import RevisedView

PAGE = 20
SOON = 6  # days of a project


@access(PUBLIC)
class HouseNumbersView(OfCommunity, TemplateView):
    template_name = "community/houses/numbers.html"

    def get_context_data(self, **kwargs):
        rows, together, months = figures_of(self.network)
        chart = bars((date_format(each.month, "F Y"), each.hours) for each in months)
        return super().get_context_data(rows=rows, together=together, months=months, chart=chart, **kwargs)


@access(PUBLIC)
class HouseNumbersFileView(OfCommunity, View):
    def get(self, request, *args, **kwargs):
        rows, together, _months = figures_of(self.network)
        header = [_("Casa"), _("Stanze"), _("Posti"), _("Prenotazioni"), _("Ore"), _("Persone"), _("Eventi")]
        header += [_("Persone agli eventi"), _("Raccolti, €"), _("Usati, €")]
        return csv_download("case.csv", header, [*rows, together._replace(name=_("tutte insieme"))])


@access(PUBLIC)
class ProjectListView(OfCommunity, TemplateView):
    """With what is raised; what waits for a yes is read by who keeps a house in it."""

    template_name = "community/houses/project_list.html"

    def get_context_data(self, **kwargs):
        projects = HouseProject.objects.filter(network=self.network)
        waiting = projects.filter(state=HouseProject.State.PLANNED).asked_of(self.request.user)
        page = Paginator(projects.shown().for_reading(), PAGE).get_page(self.request.GET.get("page"))
        keeps = houses_kept_by(self.request.user).filter(location__municipality=self.network).exists()
        return super().get_context_data(page=page, waiting=waiting.for_reading(), keeps_a_house=keeps, **kwargs)


class OfProject(OfCommunity):
    @cached_property
    def project(self):
        moderates = MODERATE.allows(self.request.user, self.network)
        rows = HouseProject.objects.filter(network=self.network).seen_by(self.request.user, moderates)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])

    @property
    def kept(self):
        """By a house that is in it: one that is only asked finds nothing to change."""
        return get_object_or_404(HouseProject.objects.kept_by(self.request.user), pk=self.project.pk)

    def changed_meanwhile(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("community:project_list", self.network.slug)


@access(PUBLIC)
class ProjectDetailView(OfProject, TemplateView):
    template_name = "community/houses/project_detail.html"

    def get_context_data(self, **kwargs):
        dates = EventDate.objects.taking_place().coming().filter(event__project=self.project)
        told = {
            "project": self.project,
            "decision": decision_to_appeal(self.request.user, "house_project", self.project),
            "keeps_project": HouseProject.objects.kept_by(self.request.user).filter(pk=self.project.pk).exists(),
            "may_leave": self.project.is_active and len(self.project.houses_in) > 2,
            "own": set(houses_kept_by(self.request.user).values_list("pk", flat=True)),
            "dates": dates.for_reading().soonest_first()[:SOON],
            "fundraisings": self.project.fundraisings.shown().for_reading().soonest_first(),
        }
        return super().get_context_data(**told, **kwargs)


@access(CARE_FOR_PROJECT)
class ProjectDecideView(OfProject, View):
    """A POST says yes or no for one's house or leaves, takes back what nobody agreed to yet, or ends it."""

    VERBS = {"yes": actions.agree, "no": actions.decline, "leave": actions.leave}

    @property
    def guarded(self):
        return self.project

    def get(self, request, *args, **kwargs):
        return redirect(self.project)

    def post(self, request, *args, **kwargs):
        try:
            self.decide(request.POST)
        except actions.Settled:
            return self.changed_meanwhile()
        messages.success(request, _("Fatto."))
        away = {"no", "leave", "take_back"} & set(request.POST)
        return redirect("community:project_list", self.network.slug) if away else redirect(self.project)

    def decide(self, told):
        states = {"complete": HouseProject.State.COMPLETED, "stop": HouseProject.State.STOPPED}
        if state := next((state for verb, state in states.items() if verb in told), None):
            return actions.end(project=self.kept, state=state)
        if "take_back" in told:
            return actions.take_back(project=self.kept)
        verb = next((each for each in self.VERBS if each in told), "")
        house = told.get(verb, "")
        own = set(houses_kept_by(self.request.user).values_list("pk", flat=True))
        part = next((p for p in self.project.parts.all() if str(p.house_id) == house and p.house_id in own), None)
        if part is None:
            raise actions.Settled
        return actions.agree(by=self.request.user, part=part) if verb == "yes" else self.VERBS[verb](part=part)


class OfKeptProject(OfProject):
    @property
    def guarded(self):
        return self.project

    def get_context_data(self, **kwargs):
        return super().get_context_data(project=self.project, **kwargs)


@access(CARE_FOR_PROJECT)
class ProjectUpdateView(RevisedView, OfKeptProject, FormView):
    template_name, form_class = "community/houses/project_update.html", MendProjectForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.kept}

    def save(self, form):
        try:
            actions.mend_project(project=form.instance, revision=form.cleaned_data["revision"])
        except actions.Settled:
            return self.changed_meanwhile()
        messages.success(self.request, _("Salvato."))
        return redirect(self.project)


@access(CARE_FOR_PROJECT)
class ProjectAskView(OfKeptProject, FormView):
    """One more house is asked."""

    template_name, form_class = "community/houses/project_ask.html", AskHouseForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"project": self.kept}

    def form_valid(self, form):
        try:
            actions.ask_house(project=self.project, house=form.cleaned_data["house"])
        except actions.Settled:
            return self.changed_meanwhile()
        messages.success(self.request, _("Chiesto: chi cura quella casa risponde dalla pagina del progetto."))
        return redirect(self.project)


class OfWhoKeepsAHouse(OfCommunity, FormView):
    """To others it says how."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "instance": self.instance()}


@access(PROPOSE_WITH_HOUSES)
class ProjectCreateView(OfWhoKeepsAHouse):
    template_name, form_class = "community/houses/project_form.html", ProjectForm

    def instance(self):
        return HouseProject(network=self.network)

    def form_valid(self, form):
        told = {"project": form.instance, "houses": form.cleaned_data["houses"], "own": form.own}
        project = actions.propose(by=self.request.user, **told)
        messages.success(self.request, _("Scritto: comincia quando tutte le case dicono di sì."))
        return redirect(project)
