"""What houses and initiatives raise money for: read, prepared, changed, counted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.access import PUBLIC, access
from community.access import CARE_FOR_FUNDRAISING, MODERATE, PROPOSE_WITH_HOUSES
from community.houses import actions
from community.houses.forms import FundraisingForm, MendFundraisingForm, SourceForm, UseForm
from community.models import Fundraising
from community.safety.decided import decision_to_appeal
from puntocomunita.charts import bars

from .community import OfCommunity
from .houses import PAGE, OfWhoKeepsAHouse
from .revising import RevisedView

SAID = {
    Fundraising.State.OPEN: gettext_lazy("Aperta: adesso la leggono tutti."),
    Fundraising.State.CLOSED: gettext_lazy("Chiusa. Quando entrate e spese ci sono, di’ che i conti sono finiti."),
    Fundraising.State.ACCOUNTED: gettext_lazy("I conti sono finiti: adesso si legge come è stato usato tutto."),
}


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

    def get_initial(self):
        """Begun at an initiative, it is of that one; what is not among the choices is left unchosen."""
        return {"initiative": self.request.GET.get("initiative")}

    def form_valid(self, form):
        raising = actions.plan(by=self.request.user, fundraising=form.instance, houses=form.cleaned_data["houses"])
        messages.success(self.request, _("Scritta: aprila quando è ora di cominciare."))
        return redirect(raising)


class OfFundraising(OfCommunity):
    @cached_property
    def fundraising(self):
        moderates = MODERATE.allows(self.request.user, self.network)
        rows = Fundraising.objects.filter(network=self.network).seen_by(self.request.user, moderates)
        return get_object_or_404(rows.for_reading(), pk=self.kwargs["pk"])

    def to_its_care(self):
        return redirect("community:fundraising_manage", self.network.slug, self.fundraising.pk)

    def changed_meanwhile(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return self.to_its_care()

    def get_context_data(self, **kwargs):
        row = self.fundraising
        amounts = map(float, (row.goal, row.raised, row.used))
        told = {
            "fundraising": row,
            "chart": bars(zip((_("Serve"), _("Raccolto"), _("Usato")), amounts, strict=True)),
            "sources": row.sources.select_related("organization"),
            "uses": row.uses.all(),
            "keeps_fundraising": CARE_FOR_FUNDRAISING.allows(self.request.user, row),
            "decision": decision_to_appeal(self.request.user, "fundraising", row),
        }
        return super().get_context_data(**told | kwargs)


@access(PUBLIC)
class FundraisingDetailView(OfFundraising, TemplateView):
    template_name = "community/houses/fundraising_detail.html"


@access(CARE_FOR_FUNDRAISING)
class FundraisingUpdateView(RevisedView, OfFundraising, FormView):
    """Until it is accounted for."""

    template_name, form_class = "community/houses/fundraising_update.html", MendFundraisingForm

    @property
    def guarded(self):
        return self.fundraising

    def get_form_kwargs(self):
        row = get_object_or_404(Fundraising, pk=self.fundraising.pk)
        return super().get_form_kwargs() | {"user": self.request.user, "instance": row}

    def save(self, form):
        told = {"revision": form.cleaned_data["revision"], "houses": form.cleaned_data.get("houses")}
        try:
            actions.mend_fundraising(fundraising=form.instance, **told)
        except actions.Settled:
            return self.changed_meanwhile()
        messages.success(self.request, _("Salvato."))
        return redirect(self.fundraising)


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
        except actions.SameEntry:
            messages.warning(request, _("Una riga uguale c’è già. Se è un’altra, cambia due parole."))
        except actions.Over:
            messages.warning(request, _("Il suo ultimo giorno è passato: prima spostalo, poi aprila."))
        except actions.Settled:
            return self.changed_meanwhile()
        return self.to_its_care()

    def act(self, told):
        if "drop" in told:
            actions.drop(fundraising=self.fundraising)
            messages.success(self.request, _("Lasciata perdere: non c’è più."))
            return redirect("community:fundraising_list", self.network.slug)
        said = _("Scritto.")
        if state := told.get("state"):
            actions.move_on(fundraising=self.fundraising, state=state)
            said = SAID[state]
        elif wrong := told.get("wrong_source") or told.get("wrong_use"):
            actions.take_away(entry=self.entry("wrong_source" in told, wrong))
        else:
            form = self.get_form()
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form), status=422)
            write = actions.use if "use" in told else actions.receive
            write(by=self.request.user, fundraising=self.fundraising, **form.cleaned_data)
        messages.success(self.request, said)
        return self.to_its_care()

    def entry(self, is_source, pk):
        rows = self.fundraising.sources if is_source else self.fundraising.uses
        entry = rows.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
        if entry is None:
            raise Http404
        return entry
