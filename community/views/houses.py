"""What houses do together: projects that each agrees to, what they raise, and their numbers."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import CARE_FOR_FUNDRAISING, CARE_FOR_PROJECT, PROPOSE_WITH_HOUSES
from community.houses import actions
from community.houses.figures import figures_of
from community.houses.forms import FundraisingForm, ProjectForm, SourceForm, UseForm
from community.models import EventDate, Fundraising, HouseProject
from community.models.house_project import houses_kept_by
from puntocomunita.charts import bars

from .community import OfCommunity

PAGE = 20


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
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="case.csv"'
        writer = csv.writer(response)
        writer.writerow(together._fields)
        writer.writerows([*rows, together._replace(name=_("tutte insieme"))])
        return response


@access(PUBLIC)
class ProjectListView(OfCommunity, TemplateView):
    """With what is raised; what waits for a yes is read by who keeps a house in it."""

    template_name = "community/houses/project_list.html"

    def get_context_data(self, **kwargs):
        projects = HouseProject.objects.filter(network=self.network)
        waiting = projects.filter(state=HouseProject.State.PLANNED).kept_by(self.request.user)
        page = Paginator(projects.shown().for_reading(), PAGE).get_page(self.request.GET.get("page"))
        keeps = houses_kept_by(self.request.user).filter(location__municipality=self.network).exists()
        return super().get_context_data(page=page, waiting=waiting.for_reading(), keeps_a_house=keeps, **kwargs)


class OfProject(OfCommunity):
    @cached_property
    def project(self):
        rows = HouseProject.objects.filter(network=self.network).seen_by(self.request.user).for_reading()
        return get_object_or_404(rows, pk=self.kwargs["pk"])


@access(PUBLIC)
class ProjectDetailView(OfProject, TemplateView):
    template_name = "community/houses/project_detail.html"

    def get_context_data(self, **kwargs):
        dates = EventDate.objects.taking_place().coming().filter(event__project=self.project)
        told = {
            "project": self.project,
            "keeps_project": CARE_FOR_PROJECT.allows(self.request.user, self.project),
            "own": set(houses_kept_by(self.request.user).values_list("pk", flat=True)),
            "dates": dates.for_reading().soonest_first()[:PAGE],
            "fundraisings": self.project.fundraisings.shown().for_reading().soonest_first(),
        }
        return super().get_context_data(**told, **kwargs)


@access(CARE_FOR_PROJECT)
class ProjectDecideView(OfProject, View):
    """A POST says yes or no for one's house, or ends it."""

    @property
    def guarded(self):
        return self.project

    def get(self, request, *args, **kwargs):
        return redirect(self.project)

    def post(self, request, *args, **kwargs):
        try:
            self.decide(request.POST)
        except actions.Settled:
            messages.warning(request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
            return redirect("community:project_list", self.network.slug)
        messages.success(request, _("Fatto."))
        return redirect("community:project_list", self.network.slug) if "no" in request.POST else redirect(self.project)

    def decide(self, told):
        states = {"complete": HouseProject.State.COMPLETED, "stop": HouseProject.State.STOPPED}
        if state := next((state for verb, state in states.items() if verb in told), None):
            return actions.end(project=self.project, state=state)
        house = told.get("yes") or told.get("no") or ""
        own = set(houses_kept_by(self.request.user).values_list("pk", flat=True))
        part = next((p for p in self.project.parts.all() if str(p.house_id) == house and p.house_id in own), None)
        if part is None:
            raise actions.Settled
        return actions.agree(by=self.request.user, part=part) if "yes" in told else actions.decline(part=part)


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


@access(PUBLIC)
class FundraisingListView(OfCommunity, TemplateView):
    template_name = "community/houses/fundraising_list.html"

    def get_context_data(self, **kwargs):
        rows = Fundraising.objects.filter(network=self.network).for_reading()
        page = Paginator(rows.shown().latest_first(), PAGE).get_page(self.request.GET.get("page"))
        planned = rows.filter(state=Fundraising.State.PLANNED).kept_by(self.request.user)
        return super().get_context_data(page=page, planned=planned, **kwargs)


@access(PROPOSE_WITH_HOUSES)
class FundraisingCreateView(OfWhoKeepsAHouse):
    template_name, form_class = "community/houses/fundraising_form.html", FundraisingForm

    def instance(self):
        return Fundraising(network=self.network)

    def form_valid(self, form):
        raising = actions.plan(by=self.request.user, fundraising=form.instance, houses=form.cleaned_data["houses"])
        messages.success(self.request, _("Scritta: aprila quando è ora di cominciare."))
        return redirect(raising)


class OfFundraising(OfCommunity):
    @cached_property
    def fundraising(self):
        rows = Fundraising.objects.filter(network=self.network).seen_by(self.request.user).for_reading()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        row = self.fundraising
        amounts = map(float, (row.goal, row.raised, row.used))
        told = {
            "fundraising": row,
            "chart": bars(zip((_("Serve"), _("Raccolto"), _("Usato")), amounts, strict=True)),
            "sources": row.sources.select_related("organization"),
            "uses": row.uses.all(),
            "keeps_fundraising": CARE_FOR_FUNDRAISING.allows(self.request.user, row),
        }
        return super().get_context_data(**told | kwargs)


@access(PUBLIC)
class FundraisingDetailView(OfFundraising, TemplateView):
    template_name = "community/houses/fundraising_detail.html"


@access(CARE_FOR_FUNDRAISING)
class FundraisingManageView(OfFundraising, FormView):
    """What came in and what was used; a POST names what it writes down, or where it moves on to."""

    template_name = "community/houses/fundraising_manage.html"

    @property
    def guarded(self):
        return self.fundraising

    def get_form(self):
        told = self.request.POST
        return UseForm(told) if "use" in told else SourceForm(told, network=self.network)

    def get_context_data(self, **kwargs):
        forms = {"source_form": SourceForm(network=self.network), "use_form": UseForm()}
        if form := kwargs.pop("form", None):
            forms["use_form" if "use" in self.request.POST else "source_form"] = form
        return super().get_context_data(form=None, **forms | kwargs)

    def post(self, request, *args, **kwargs):
        try:
            return self.act(request.POST)
        except actions.MoreThanRaised:
            messages.warning(request, _("Non si può: si userebbe più di quanto è arrivato."))
        except actions.Settled:
            messages.warning(request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect("community:fundraising_manage", self.network.slug, self.fundraising.pk)

    def act(self, told):
        if state := told.get("state"):
            actions.move_on(fundraising=self.fundraising, state=state)
        elif wrong := told.get("wrong_source") or told.get("wrong_use"):
            actions.take_away(entry=self.entry("wrong_source" in told, wrong))
        else:
            form = self.get_form()
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            write = actions.use if "use" in told else actions.receive
            write(fundraising=self.fundraising, **form.cleaned_data)
        messages.success(self.request, _("Scritto."))
        return redirect("community:fundraising_manage", self.network.slug, self.fundraising.pk)

    def entry(self, is_source, pk):
        rows = self.fundraising.sources if is_source else self.fundraising.uses
        entry = rows.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
        if entry is None:
            raise Http404
        return entry
