"""One entry of a campaign: taking it, calling, writing down what is new beside it."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import access
from puntocomunita.templatetags.directory import phones
from services.access import MAP
from services.campaigns.actions import give_back, take
from services.campaigns.assets import AssetForm, record_asset
from services.campaigns.calling import AlreadyDone, is_gone, nobody_answers, record, said
from services.campaigns.checklist import ChecklistForm
from services.campaigns.places import located
from services.campaigns.questions import questions_of, with_phones
from services.editing import Conflict

from .campaigns import OfCampaign


class AtWork(OfCampaign):
    """A page for those who go around, and for who leads them: `work` refuses everybody else."""

    def work(self):
        if not (self.is_agent or self.leads):
            raise PermissionDenied


@access(MAP)
class VisitTakeView(AtWork, View):
    http_method_names = ["post"]

    def post(self, request, campaign):
        self.work()
        asked = request.POST.get("visit", "")
        visit = take(by=request.user, campaign=self.campaign, visit=int(asked) if asked.isdecimal() else None)
        if visit is None:
            messages.warning(request, _("L’ha appena presa qualcun altro: prendine un’altra."))
            return redirect("services:campaign_detail", campaign)
        return redirect("services:visit", campaign, visit.pk)


class OfVisit(AtWork):
    def find(self):
        found = located(self.campaign.visits.filter(pk=self.kwargs["visit"]), self.campaign)
        if not found:
            raise Http404
        self.visit = found[0]
        self.visit.campaign = self.campaign
        self.work()
        MAP.check(self.request.user, self.visit)


@access(MAP)
class VisitLeaveView(OfVisit, View):
    http_method_names = ["post"]

    def post(self, request, campaign, visit):
        self.find()
        if give_back(by=request.user, visit=self.visit):
            messages.success(request, _("L’hai lasciata: può prenderla qualcun altro."))
        return redirect("services:campaign_detail", campaign)


@access(MAP)
class VisitView(OfVisit, View):
    """The call; what it came to is saved by one of three buttons."""

    def get(self, request, campaign, visit):
        self.find()
        if self.visit.is_done:
            messages.info(request, _("Questa è già fatta."))
            return redirect("services:campaign_detail", campaign)
        return self.shown(self.form())

    def post(self, request, campaign, visit):
        self.find()
        form = self.form(request.POST)
        try:
            return self.saved(form)
        except AlreadyDone:
            messages.info(request, _("Era già salvata."))
            return self.on()
        except ObjectDoesNotExist:
            messages.warning(request, _("Nel frattempo qualcuno ha tolto questa scheda: non c’è più da chiamare."))
            return self.on()
        except Conflict as conflict:
            form.with_seen(conflict.fields)
            return self.shown(form, status=409, conflict=conflict)
        except ValidationError as error:
            for reason in error.messages:
                form.add_error(None, reason)
            return self.shown(form, status=422)

    def form(self, data=None):
        return ChecklistForm(data, visit=self.visit, questions=questions_of(self.visit, self.visit.place))

    def saved(self, form):
        end = self.request.POST.get("end")
        about = {"by": self.request.user, "visit": self.visit}
        if end == "nobody":
            visit = nobody_answers(**about, attempts=form.attempts)
            return self.on(_("Segnato: riprova un altro giorno.") if not visit.is_done else _("Segnato: basta così."))
        if end == "gone":
            is_gone(**about, words=self.request.POST.get("gone_words", ""))
            return self.on(_("Segnato: chi coordina guarda e la toglie dall’elenco."))
        if not form.is_valid():
            return self.shown(form, status=422)
        told = form.cleaned_data
        answered = {"answers": form.answers, "seen": form.seen, "whole": form.is_whole()}
        return self.on(said(*record(**about, how=told["how"], note=told["note"], **answered)))

    def on(self, words=None):
        """To the next that the person has in hand, or to the campaign; the address says whose draft can go."""
        if words:
            messages.success(self.request, words)
        own = self.campaign.visits.to_do().filter(agent=self.request.user).exclude(pk=self.visit.pk).first()
        address = reverse("services:campaign_detail", args=[self.campaign.pk])
        if own:
            address = reverse("services:visit", args=[self.campaign.pk, own.pk])
        return redirect(f"{address}?fatta={self.visit.pk}")

    def shown(self, form, status=200, conflict=None):
        context = {
            "campaign": self.campaign,
            "visit": self.visit,
            "form": form,
            "phones": phones(numbers_of(self.visit)),
            "conflict": conflict is not None,
        }
        return render(self.request, "services/campaigns/visit.html", context, status=status)


def numbers_of(visit):
    """Those of the entry first, then of its place and of its organisation."""
    return [number for thing in with_phones(visit.entry, visit.place) for number in thing.phones]


@access(MAP)
class CampaignAssetView(AtWork, View):
    """A resource that is not in the directory yet."""

    def get(self, request, campaign):
        self.work()
        return self.shown(AssetForm(campaign=self.campaign))

    def post(self, request, campaign):
        self.work()
        form = AssetForm(request.POST, campaign=self.campaign)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            asset, _change = record_asset(by=request.user, form=form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.shown(form, status=422)
        messages.success(
            request, _("Scritta: da adesso si trova.") if asset else _("Scritta: la guarda chi coordina, poi si trova.")
        )
        return redirect("services:campaign_detail", campaign)

    def shown(self, form, status=200):
        context = {"campaign": self.campaign, "form": form}
        return render(self.request, "services/campaigns/campaign_asset.html", context, status=status)
