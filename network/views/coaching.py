"""Coaching programmes of a network: which there are, how one stands, and what moves it from plan to evaluation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import PUBLIC, access, rule_of
from helpdesk.rota.forms import RotaForm
from network.access import LEAD_COACHING, RUN_NETWORK, SEE_AS_MEMBER, SEE_COACHING
from network.coaching import actions
from network.coaching.forms import EvaluationForm, ProgrammeForm, StopForm
from network.coaching.standing import balance, concerns, month_of, shares
from network.models import CoachingProgramme

from .network import Headed, OfNetwork

A_PAGE = 20


class OfProgramme(OfNetwork):
    """A page of the programme named in its address; before it starts it is there only for who has a part in it."""

    @cached_property
    def programme(self):
        rows = CoachingProgramme.objects.select_related("coach", "coach_organization")
        programme = get_object_or_404(rows, network=self.network, pk=self.kwargs["pk"])
        programme.network = self.network
        if not programme.is_public and not SEE_COACHING.allows(self.request.user, programme):
            raise Http404
        return programme

    @property
    def guarded(self):
        return self.programme

    @property
    def sees_all(self):
        return SEE_COACHING.allows(self.request.user, self.programme)

    def get_context_data(self, **kwargs):
        here = {"programme": self.programme, "sees_all": self.sees_all}
        here["leads"] = LEAD_COACHING.allows(self.request.user, self.programme)
        return super().get_context_data(**here, **kwargs)


class ProgrammeFormView(Headed, OfProgramme, FormView):
    """A step of a programme that is not over."""

    template_name = "network/coaching/step.html"

    def dispatch(self, request, *args, **kwargs):
        rule_of(type(self), request.method).check(request.user, self.programme)
        if not self.programme.is_open:
            messages.info(request, _("Il percorso è finito: resta com’è."))
            return redirect(self.programme)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            words = self.done(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, words)
        return redirect(self.where_to())

    def where_to(self):
        return self.programme.get_absolute_url()


@access(PUBLIC)
class CoachingListView(OfNetwork, ListView):
    template_name = "network/coaching/list.html"
    paginate_by = A_PAGE

    @property
    def state(self):
        asked = self.request.GET.get("stato")
        return asked if asked in CoachingProgramme.State.values else ""

    def get_queryset(self):
        is_member = SEE_AS_MEMBER.allows(self.request.user, self.network)
        rows = self.network.coaching_programmes.shown_to(self.request.user, is_member)
        rows = rows.in_state(self.state) if self.state else rows
        return rows.with_team_size().latest_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(state=self.state, states=CoachingProgramme.State.choices, **kwargs)


@access(PUBLIC)
class CoachingDetailView(OfProgramme, TemplateView):
    """How it stands; people by name, notes and tasks for who has a part in it."""

    template_name = "network/coaching/detail.html"

    def get_context_data(self, **kwargs):
        programme, counted = self.programme, self.programme.team.in_team().count_by_kind()
        goals = list(programme.goals.all())
        stands = {
            "goals": goals,
            "phases": programme.phases.all(),
            "month": month_of(programme) if programme.is_active else None,
            "team": programme.team.in_team().by_name(),
            "shares": shares(counted),
            "balance": balance(counted),
            "sessions": programme.sessions.latest_first(),
            "concerns": concerns(programme, counted, goals) if self.sees_all else (),
            "tasks": programme.action_items.soonest_first() if self.sees_all else (),
        }
        return super().get_context_data(**stands, **kwargs)


@access(RUN_NETWORK)
class CoachingCreateView(OfNetwork, FormView):
    template_name, form_class = "network/coaching/new.html", ProgrammeForm

    def get_form_kwargs(self):
        instance = CoachingProgramme(network=self.network, created_by=self.request.user)
        return super().get_form_kwargs() | {"instance": instance}

    def form_valid(self, form):
        programme = form.save()
        messages.success(self.request, _("Il percorso è in preparazione: adesso la squadra, le fasi e gli obiettivi."))
        return redirect(programme)


@access(RUN_NETWORK)
class CoachingUpdateView(ProgrammeFormView):
    form_class = ProgrammeForm
    title, button = gettext_lazy("Cambia il percorso"), gettext_lazy("Salva il percorso")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.programme}

    def done(self, form):
        form.save()
        return _("Salvato.")


@access(RUN_NETWORK)
class CoachingStartView(ProgrammeFormView):
    """A button; the database says whether the team is whole."""

    form_class = RotaForm
    title, button = gettext_lazy("Avvia il percorso"), gettext_lazy("Avvia")
    lead = gettext_lazy(
        "Da adesso chiunque vede il percorso, gli obiettivi e le organizzazioni della squadra; i nomi no."
    )

    def done(self, form):
        actions.start(by=self.request.user, programme=self.programme)
        return _("Il percorso è cominciato. Buon lavoro!")


@access(RUN_NETWORK)
class CoachingStopView(ProgrammeFormView):
    form_class = StopForm
    title, button = gettext_lazy("Interrompi il percorso"), gettext_lazy("Interrompi")
    lead = gettext_lazy("Resta scritto per chi è nella rete, e non si riapre.")

    def done(self, form):
        actions.stop(by=self.request.user, programme=self.programme, **form.cleaned_data)
        return _("Il percorso è interrotto.")


@access(LEAD_COACHING)
class CoachingEvaluateView(ProgrammeFormView):
    """With the results of all goals before one's eyes; what is written closes the programme."""

    template_name, form_class = "network/coaching/evaluate.html", EvaluationForm
    title, button = gettext_lazy("Valutazione"), gettext_lazy("Chiudi il percorso con questa valutazione")
    lead = gettext_lazy("La legge chiunque. Da qui in poi obiettivi e risultati restano come sono.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.programme}

    def get_context_data(self, **kwargs):
        return super().get_context_data(goals=self.programme.goals.all(), **kwargs)

    def done(self, form):
        actions.complete(by=self.request.user, programme=self.programme, **form.cleaned_data)
        return _("Il percorso è concluso: grazie a tutta la squadra.")
