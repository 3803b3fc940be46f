"""The parts of a coaching programme, each added and changed on a page of its own: team, phases, goals, sessions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import access
from network.access import LEAD_COACHING
from network.coaching import actions
from network.coaching.forms import GoalForm, PhaseForm, SessionForm, StakeholderForm
from network.coaching.standing import balance, concerns, shares
from network.meetings.forms import ActionItemForm
from network.models import ActionItem, CoachingGoal, CoachingPhase, CoachingSession, Stakeholder

from .coaching import ProgrammeFormView


class PartFormView(ProgrammeFormView):
    """Adds a part, or changes the one in the address; `removal` is the word of the button that takes it away."""

    model = None
    removal = removed = ""

    @cached_property
    def part(self):
        """None where one is added."""
        rows = self.model.objects.filter(programme=self.programme)
        part = get_object_or_404(rows, pk=self.kwargs["part"]) if "part" in self.kwargs else None
        if part:
            part.programme = self.programme
        return part

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.part or self.model(programme=self.programme)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(removal=self.removal if self.part else "", part=self.part, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.part and request.POST.get("step") == "remove":
            self.remove()
            messages.success(request, self.removed)
            return redirect(self.where_to())
        return super().post(request, *args, **kwargs)

    def remove(self):
        self.part.delete()

    def done(self, form):
        form.save()
        return _("Salvato.")


class TeamView(PartFormView):
    model, form_class = Stakeholder, StakeholderForm

    def where_to(self):
        return reverse("network:coaching_team", args=[self.network.slug, self.programme.pk])


@access(LEAD_COACHING)
class CoachingTeamView(TeamView):
    """Who is in the team and how balanced it is; one more at a time."""

    template_name = "network/coaching/team.html"
    title, button = gettext_lazy("La squadra"), gettext_lazy("Aggiungi alla squadra")
    lead = gettext_lazy("Da 12 a 24, di parti diverse: enti pubblici, imprese, terzo settore e cittadini.")

    def get_context_data(self, **kwargs):
        team, counted = self.programme.team, self.programme.team.in_team().count_by_kind()
        shown = {
            "team": team.in_team().by_name(),
            "gone": team.exclude(left_on=None).by_name(),
            "number": sum(counted.values()),
            "shares": shares(counted),
            "balance": balance(counted),
            "concerns": concerns(self.programme, counted, goals=True),
        }
        return super().get_context_data(**shown, **kwargs)

    def done(self, form):
        form.save()
        return _("Nella squadra c’è anche: %(who)s.") % {"who": form.instance}


@access(LEAD_COACHING)
class CoachingStakeholderView(TeamView):
    """Who has left comes back by the same page."""

    title, button = gettext_lazy("Chi è nella squadra"), gettext_lazy("Salva")

    @property
    def removal(self):
        return _("Lascia la squadra") if self.part.left_on is None else _("È di nuovo nella squadra")

    @property
    def removed(self):
        return _("Fatto: nella squadra adesso siete in %(n)s.") % {"n": self.programme.team.in_team().count()}

    def remove(self):
        act = actions.leave_team if self.part.left_on is None else actions.come_back
        act(by=self.request.user, stakeholder=self.part)


@access(LEAD_COACHING)
class CoachingPhaseView(PartFormView):
    model, form_class = CoachingPhase, PhaseForm
    title, button = gettext_lazy("Una fase"), gettext_lazy("Salva la fase")
    lead = gettext_lazy("Per esempio: ascolto, idee, prove, bilancio. Una dopo l’altra, senza giorni in comune.")
    removal, removed = gettext_lazy("Togli questa fase"), gettext_lazy("Fase tolta.")


@access(LEAD_COACHING)
class CoachingGoalView(PartFormView):
    model, form_class = CoachingGoal, GoalForm
    title, button = gettext_lazy("Un obiettivo"), gettext_lazy("Salva l’obiettivo")
    lead = gettext_lazy("Qualcosa che si conta: com’è adesso, dove volete arrivare.")
    removal, removed = gettext_lazy("Togli questo obiettivo"), gettext_lazy("Obiettivo tolto.")


@access(LEAD_COACHING)
class CoachingSessionView(PartFormView):
    model, form_class = CoachingSession, SessionForm
    title, button = gettext_lazy("Un incontro"), gettext_lazy("Salva l’incontro")
    lead = gettext_lazy("Quando vi vedete, chi c’era, che cosa è venuto fuori.")
    removal, removed = gettext_lazy("Togli questo incontro"), gettext_lazy("Incontro tolto.")

    def done(self, form):
        there = form.cleaned_data["there"]
        actions.write_session(by=self.request.user, session=form.instance, there=there)
        return _("Incontro salvato.")


@access(LEAD_COACHING)
class CoachingTaskView(ProgrammeFormView):
    """It goes on the list of the network's tasks, and is reminded like the others."""

    form_class = ActionItemForm
    title, button = gettext_lazy("Un compito"), gettext_lazy("Affida il compito")
    lead = gettext_lazy("Chi fa che cosa, entro quando. Qualche giorno prima glielo ricordiamo per e-mail.")

    def get_form_kwargs(self):
        task = ActionItem(network=self.network, programme=self.programme, created_by=self.request.user)
        return super().get_form_kwargs() | {"instance": task}

    def done(self, form):
        form.save()
        return _("Compito affidato.")
