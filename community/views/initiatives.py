"""Initiatives: found, read, begun, published, mended; one's own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from community.access import LEAD_INITIATIVE, RUN_INITIATIVES, START_INITIATIVE
from community.initiatives import actions
from community.initiatives.forms import InitiativeForm, InitiativeSearchForm
from community.initiatives.reading import reach_of, structured_data
from community.models import EventDate, Initiative, InitiativePartner
from network.views.network import Headed

from .community import OfCommunity

PAGE, FEW = 20, 6


@access(PUBLIC)
class InitiativeListView(OfCommunity, ListView):
    template_name, paginate_by = "community/initiatives/initiative_list.html", PAGE

    @cached_property
    def form(self):
        return InitiativeSearchForm(self.request.GET, self.network)

    def get_queryset(self):
        asked = self.form.asked
        rows = Initiative.objects.here(self.network).seen()
        if words := asked.get("q"):
            rows = rows.saying(words)
        fields = {"kind": "kind", "state": "state", "quarter": "quarter__slug", "topic": "topics__slug"}
        narrowed = {field: asked[name] for name, field in fields.items() if name in asked}
        return rows.filter(**narrowed).for_reading().newest_first()

    def get_context_data(self, **kwargs):
        runs = RUN_INITIATIVES.allows(self.request.user, self.network)
        waiting = self.network.initiatives.waiting().count() if runs else 0
        return super().get_context_data(form=self.form, waiting=waiting, **kwargs)


class OfInitiative(OfCommunity):
    """About one initiative that the visitor may see; another is not there. The rule is asked of it."""

    @cached_property
    def initiative(self):
        runs = RUN_INITIATIVES.allows(self.request.user, self.network)
        rows = self.network.initiatives.seen_by(self.request.user, runs)
        initiative = get_object_or_404(rows.for_reading().select_related("lead_person"), pk=self.kwargs["pk"])
        initiative.network = self.network
        return initiative

    @property
    def guarded(self):
        return self.initiative

    @property
    def leads(self):
        return LEAD_INITIATIVE.allows(self.request.user, self.initiative)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"initiative": self.initiative, "leads": self.leads} | kwargs)

    def moved_on(self):
        messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        return redirect(self.initiative)


@access(PUBLIC)
class InitiativeDetailView(OfInitiative, DetailView):
    """Who takes part and what each promised is for those inside; everybody reads how many."""

    template_name, context_object_name = "community/initiatives/initiative_detail.html", "initiative"

    def get_object(self):
        return self.initiative

    def get_context_data(self, **kwargs):
        user, initiative = self.request.user, self.initiative
        inside = self.leads or initiative.is_inside(user)
        shown = {
            "inside": inside,
            "joined": user.is_authenticated and initiative.participations.filter(person=user).exists(),
            "runs": RUN_INITIATIVES.allows(user, self.network),
            "reach": reach_of(initiative),
            "structured_data": structured_data(initiative),
            "promises": initiative.commitments.in_figures(),
            "places": initiative.places.select_related("municipality"),
            "stories": initiative.stories.seen().for_reading().newest_first()[:FEW],
            "tasks": initiative.tasks.for_reading(),
            "people": initiative.participations.select_related("person") if inside else [],
            "commitments": initiative.commitments.for_reading() if inside else [],
            "outcome": getattr(initiative, "outcome", None),
            **self.around(),
            "speaks_for": self.network.kept_by(user).order_by("name") if user.is_authenticated else [],
            "mine": {each.organization_id for each in user.current_memberships} if user.is_authenticated else set(),
        }
        return super().get_context_data(**shown | kwargs)

    def around(self):
        """The proposal it comes of, what it became, its next dates, who raises money for it, how people feel."""
        dates = EventDate.objects.filter(event__initiative=self.initiative).taking_place().coming()
        proposal = getattr(self.initiative, "proposal", None)
        return {
            "agreements": self.initiative.agreements.select_related("service").order_by("-drafted_at", "-id"),
            "dates": dates.for_reading().soonest_first()[:FEW],
            "proposal": proposal if proposal and proposal.hidden_at is None else None,
            "fundraisings": self.initiative.fundraisings.shown().for_reading().latest_first()[:FEW],
            "surveys": self.initiative.surveys.select_related("network").order_by("period"),
        }


class InitiativeFormView(Headed, OfCommunity, FormView):
    template_name, form_class = "community/initiatives/form.html", InitiativeForm

    def get_form_kwargs(self):
        mine = self.network.kept_by(self.request.user).order_by("name")
        wide = RUN_INITIATIVES.allows(self.request.user, self.network) or mine.exists()
        told = {"network": self.network, "organizations": mine, "wide": wide, "instance": self.instance()}
        return super().get_form_kwargs() | told


@access(START_INITIATIVE)
class InitiativeCreateView(InitiativeFormView):
    """`?tema=` of a theme that it comes of."""

    title, button = gettext_lazy("Comincia un’iniziativa"), gettext_lazy("Cominciala")
    lead = gettext_lazy("Se la cominci tu, chi coordina la legge prima di tutti. Il tuo nome lo legge chi partecipa.")

    def instance(self):
        return Initiative(network=self.network)

    def get_initial(self):
        theme = self.request.GET.get("tema", "")
        return {"need_theme": theme} if theme.isdecimal() and len(theme) < 18 else {}

    def form_valid(self, form):
        told = dict(form.cleaned_data)
        organization = told.pop("organization", None)
        initiative = actions.begin(by=self.request.user, network=self.network, lead_organization=organization, **told)
        said = _("È pubblica.") if initiative.is_public else _("Scritta. Chi coordina la legge, e ti scriviamo.")
        messages.success(self.request, said)
        return redirect(initiative)


@access(LEAD_INITIATIVE)
class InitiativeUpdateView(OfInitiative, InitiativeFormView):
    title, button = gettext_lazy("Correggi l’iniziativa"), gettext_lazy("Salva")

    def instance(self):
        return self.initiative

    def form_valid(self, form):
        try:
            actions.mend(initiative=self.initiative, **form.cleaned_data)
        except actions.Settled:
            return self.moved_on()
        messages.success(self.request, _("Salvato."))
        return redirect(self.initiative)


@access(RUN_INITIATIVES)
class InitiativePublishView(OfInitiative, View):
    """A POST publishes; a reload goes back to it."""

    def get(self, request, *args, **kwargs):
        return redirect(self.initiative)

    def post(self, request, *args, **kwargs):
        try:
            actions.publish(by=request.user, initiative=self.initiative)
        except actions.Settled:
            return self.moved_on()
        messages.success(request, _("Adesso la leggono tutti."))
        return redirect(self.initiative)


@access(RUN_INITIATIVES)
class InitiativeWaitingView(OfCommunity, TemplateView):
    """What residents began and nobody has published yet, the oldest first."""

    template_name = "community/initiatives/initiative_waiting.html"

    def get_context_data(self, **kwargs):
        waiting = self.network.initiatives.waiting().for_reading().order_by("started_at", "id")
        page = Paginator(waiting, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


@access(START_INITIATIVE)
class InitiativeOwnView(OfCommunity, TemplateView):
    """What one leads, takes part in, and is asked for one's organisation."""

    template_name = "community/initiatives/initiative_own.html"

    def get_context_data(self, **kwargs):
        user, rows = self.request.user, self.network.initiatives.for_reading().newest_first()
        kept = [each.organization_id for each in user.current_memberships]
        asked = InitiativePartner.objects.waiting_for(kept).filter(initiative__network=self.network)
        led = rows.led_by(user)
        shown = {
            "led": led[: 2 * PAGE],
            "joined": rows.seen().joined_by(user).exclude(pk__in=led.values("pk"))[: 2 * PAGE],
            "asked": asked.for_reading().select_related("initiative__network"),
        }
        return super().get_context_data(**shown | kwargs)
