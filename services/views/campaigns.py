"""`/giri/`: the campaigns, starting one, how far it is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView, TemplateView, View

from accounts.access import access
from organizations.models import CommunityPoint
from puntocomunita.spreadsheets import csv_download
from services.access import LEAD_CAMPAIGN, MAP
from services.campaigns.actions import change_campaign, deal, start_campaign
from services.campaigns.building import count_missing, fill
from services.campaigns.forms import CampaignForm, CampaignUpdateForm, DealForm
from services.campaigns.places import located
from services.campaigns.progress import Progress
from services.models import MappingCampaign

A_PAGE = 20  # campaigns
SHOWN = 30  # entries that a page lists to be taken; the others come up as these are done


@access(MAP)
class CampaignListView(ListView):
    template_name, paginate_by = "services/campaigns/campaign_list.html", A_PAGE

    def get_queryset(self):
        seen = MappingCampaign.objects.seen_by(self.request.user)
        return seen.with_progress().select_related("community_point__location")

    def get_context_data(self, **kwargs):
        return super().get_context_data(leads=LEAD_CAMPAIGN.allows(self.request.user), **kwargs)


def points_led_by(user):
    return CommunityPoint.objects.filter(pk__in=user.points_coordinated) | CommunityPoint.objects.directed_by(user)


@access(LEAD_CAMPAIGN)
class CampaignPointView(ListView):
    """Which Punto Comunità the campaign is of; who has one only is not asked."""

    template_name = "services/campaigns/campaign_point.html"

    def get_queryset(self):
        return points_led_by(self.request.user).select_related("location")

    def get(self, request, *args, **kwargs):
        points = list(self.get_queryset()[:2])
        if len(points) == 1:
            return redirect("services:campaign_create", slug=points[0].slug)
        return super().get(request, *args, **kwargs)


@access(LEAD_CAMPAIGN)
class CampaignCreateView(View):
    """First says how many calls that is; starts the campaign when that number was seen."""

    @cached_property
    def point(self):
        points = CommunityPoint.objects.select_related("location")
        point = get_object_or_404(points, slug=self.kwargs["slug"])
        LEAD_CAMPAIGN.check(self.request.user, point)
        return point

    def get(self, request, slug):
        return self.shown(CampaignForm(point=self.point))

    def post(self, request, slug):
        form = CampaignForm(request.POST, point=self.point)
        if not form.is_valid():
            return self.shown(form, status=422)
        if request.POST.get("counted") != str(form.entries):
            return self.shown(form)
        said = form.cleaned_data
        chosen = {name: said[name] for name in ("name", "quarters", "agents")}
        campaign = start_campaign(by=request.user, community_point=self.point, period=form.period, **chosen)
        messages.success(request, _("Il giro è cominciato: ognuno può prendere la prima voce."))
        return redirect("services:campaign_detail", campaign.pk)

    def shown(self, form, status=200):
        context = {"form": form, "point": self.point}
        return render(self.request, "services/campaigns/campaign_create.html", context, status=status)


class OfCampaign:
    """A page of the campaign in the address; its rule is asked of it before anything else."""

    def dispatch(self, request, *args, **kwargs):
        campaigns = MappingCampaign.objects.select_related("community_point__location")
        self.campaign = get_object_or_404(campaigns, pk=kwargs["campaign"])
        self.access.check(request.user, self.campaign)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def leads(self):
        return LEAD_CAMPAIGN.allows(self.request.user, self.campaign)

    @cached_property
    def is_agent(self):
        return self.campaign.agents.filter(pk=self.request.user.pk).exists()

    def visits(self, *order):
        return located(self.campaign.visits.order_by(*order, "position"), self.campaign)


@access(MAP)
class CampaignDetailView(OfCampaign, TemplateView):
    template_name = "services/campaigns/campaign_detail.html"

    def get_context_data(self, **kwargs):
        visits = self.visits("attempts")
        to_do = [visit for visit in visits if not visit.is_done]
        free = [visit for visit in to_do if visit.agent_id is None]
        context = {
            "campaign": self.campaign,
            "progress": Progress(self.campaign, visits),
            "own": [visit for visit in to_do if visit.agent_id == self.request.user.pk],
            "free": free[:SHOWN],
            "more": len(free[SHOWN:]),
            "works": self.is_agent or self.leads,
            "missing": count_missing(self.campaign.quarters.all(), self.campaign) if self.leads else 0,
            "deal_form": DealForm(campaign=self.campaign, visits=visits) if self.leads and free else None,
            "leads": self.leads,
        }
        return super().get_context_data(**kwargs | context)


@access(LEAD_CAMPAIGN)
class CampaignUpdateView(OfCampaign, View):
    def get(self, request, campaign):
        return self.shown(CampaignUpdateForm(campaign=self.campaign))

    def post(self, request, campaign):
        form = CampaignUpdateForm(request.POST, campaign=self.campaign)
        if not form.is_valid():
            return self.shown(form, status=422)
        change_campaign(by=request.user, campaign=self.campaign, **form.cleaned_data)
        messages.success(request, _("Salvato."))
        return redirect("services:campaign_detail", campaign)

    def shown(self, form, status=200):
        context = {"form": form, "campaign": self.campaign}
        return render(self.request, "services/campaigns/campaign_update.html", context, status=status)


@access(LEAD_CAMPAIGN)
class CampaignFillView(OfCampaign, View):
    http_method_names = ["post"]

    def post(self, request, campaign):
        added = fill(self.campaign)
        said = ngettext("Aggiunta %(count)s voce.", "Aggiunte %(count)s voci.", added)
        messages.success(request, said % {"count": added})
        return redirect("services:campaign_detail", campaign)


@access(LEAD_CAMPAIGN)
class CampaignDealView(OfCampaign, View):
    http_method_names = ["post"]

    def post(self, request, campaign):
        form = DealForm(request.POST, campaign=self.campaign, visits=self.visits())
        if form.is_valid():
            agent = form.cleaned_data["agent"]
            dealt = deal(by=request.user, campaign=self.campaign, agent=agent, visits=form.visits)
            said = ngettext("%(count)s voce a %(name)s.", "%(count)s voci a %(name)s.", dealt)
            messages.success(request, said % {"count": dealt, "name": agent.name})
        else:
            messages.warning(request, _("Intanto qualcuno le ha prese: guarda che cosa è rimasto."))
        return redirect("services:campaign_detail", campaign)


@access(LEAD_CAMPAIGN)
class CampaignSummaryView(OfCampaign, TemplateView):
    """All that came of a campaign, to be printed."""

    template_name = "services/campaigns/campaign_summary.html"

    def get_context_data(self, **kwargs):
        visits = self.visits()
        done = [visit for visit in visits if visit.is_done]
        context = {"campaign": self.campaign, "progress": Progress(self.campaign, visits), "done": done}
        return super().get_context_data(**kwargs | context)


@access(LEAD_CAMPAIGN)
class CampaignCsvView(OfCampaign, View):
    def get(self, request, campaign):
        header = [_("Voce"), _("Indirizzo"), _("Quartiere"), _("Di chi"), _("Esito"), _("Chiamate"), _("Quando")]
        rows = [row_of(visit) for visit in self.visits()]
        return csv_download(f"giro-{self.campaign.name}.csv", [*header, _("Nota")], rows)


def row_of(visit):
    address = visit.place.address if visit.place else ""
    who = visit.agent.name if visit.agent else ""
    when = visit.done_at and timezone.localtime(visit.done_at).date()
    said = [visit.get_state_display(), visit.attempts, when, visit.note]
    return [visit.entry, address, visit.quarter, who, *said]
