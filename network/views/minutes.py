"""The agenda of a meeting before it; after it its minutes, what was decided and what there is to do."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView, TemplateView, UpdateView

from accounts.access import PUBLIC, access
from network.access import RUN_NETWORK, SEE_AS_MEMBER, TAKE_PART
from network.governance.quorum import quorum_written
from network.meetings import agenda, minutes
from network.meetings.agenda import programme
from network.meetings.forms import (
    AcceptForm,
    ActionItemForm,
    DecisionForm,
    DeclineForm,
    MinutesForm,
    ProposalForm,
    TaskForm,
)
from network.models import ActionItem, AgendaItem, Decision

from .meetings import A_PAGE, MeetingFormView, OfMeeting
from .network import OfNetwork

STATES = {"done": ActionItem.State.DONE, "drop": ActionItem.State.DROPPED, "open": ActionItem.State.OPEN}


@access(TAKE_PART)
class AgendaProposeView(MeetingFormView):
    """Who runs the network proposes too, and decides after as for the others."""

    form_class = ProposalForm
    title, button = gettext_lazy("Proponi"), gettext_lazy("Manda la proposta")
    lead = gettext_lazy("Chi coordina la rete la mette in programma, o ti dice perché non questa volta.")

    def get_form_kwargs(self):
        own = self.network.kept_by(self.request.user).order_by("name")
        return super().get_form_kwargs() | {"instance": AgendaItem(meeting=self.meeting), "organizations": own}

    def form_valid(self, form):
        try:
            agenda.propose(by=self.request.user, item=form.instance)
        except agenda.Closed:
            form.add_error(None, _("La riunione è già cominciata o è annullata: proponilo per la prossima."))
            return self.form_invalid(form)
        return self.done(_("Grazie: la proposta è arrivata a chi coordina."))


@access(RUN_NETWORK)
class AgendaDecideView(MeetingFormView):
    """Two forms on a page, each with its button: in the programme, or not this time and why."""

    template_name, form_class = "network/meetings/agenda_decide.html", AcceptForm

    @cached_property
    def item(self):
        return get_object_or_404(self.meeting.agenda.select_related("organization"), pk=self.kwargs["item"])

    @property
    def declines(self):
        return self.request.POST.get("step") == "decline"

    def get_initial(self):
        return {"minutes": self.item.minutes, "position": self.item.position}

    def get_context_data(self, **kwargs):
        asked = kwargs.pop("form", None)
        accept = AcceptForm(initial=self.get_initial()) if asked is None or self.declines else asked
        decline = asked if asked is not None and self.declines else DeclineForm(initial={"answer": self.item.answer})
        return super().get_context_data(item=self.item, form=accept, decline=decline, **kwargs)

    def get_form_class(self):
        return DeclineForm if self.declines else AcceptForm

    def form_valid(self, form):
        decide = agenda.decline if self.declines else agenda.accept
        decide(by=self.request.user, item=self.item, **form.cleaned_data)
        return self.done(
            _("Non questa volta: il motivo si legge qui sotto.") if self.declines else _("È in programma.")
        )


@access(PUBLIC)
class MinutesView(OfMeeting, TemplateView):
    """What is approved, to read and to print; `?versione=` shows one before."""

    template_name = "network/meetings/minutes.html"

    def get_context_data(self, **kwargs):
        versions = list(self.meeting.minutes.approved())
        asked = self.request.GET.get("versione")
        shown = next((each for each in versions if str(each.version) == asked), versions[0] if versions else None)
        if shown is None:
            raise Http404
        decisions = self.meeting.decisions.select_related("agenda_item")
        more = {"versions": versions, "minutes": shown, "decisions": decisions, "programme": programme(self.meeting)}
        more["quorum"] = quorum_written(shown)
        more["attendance"] = self.meeting.attendance.select_related("organization")
        more["tasks"] = self.meeting.action_items.soonest_first() if self.sees_all else ()
        return super().get_context_data(**more, **kwargs)


@access(RUN_NETWORK)
@method_decorator(never_cache, name="dispatch")
class MinutesWriteView(MeetingFormView):
    """Saved as often as one likes; over what another saved meanwhile only after having seen it."""

    template_name, form_class = "network/meetings/minutes_form.html", MinutesForm

    @cached_property
    def draft(self):
        return self.meeting.minutes.draft().select_related("written_by").first()

    @cached_property
    def approved(self):
        return self.meeting.minutes.approved().first()

    def get_initial(self):
        if self.draft:
            return {"text": self.draft.text, "revision": self.draft.revision}
        return {"text": self.approved.text if self.approved else self.outline(), "revision": 0}

    def outline(self):
        """The titles of the agenda, to write under."""
        return "\n\n".join(f"{number}. {item.title}\n" for number, (_at, item) in enumerate(programme(self.meeting), 1))

    def get_context_data(self, **kwargs):
        return super().get_context_data(draft=self.draft, approved=self.approved, **kwargs)

    def form_valid(self, form):
        approves = self.request.POST.get("step") == "approve"
        act = minutes.approve if approves else minutes.save_draft
        try:
            act(by=self.request.user, meeting=self.meeting, **form.cleaned_data)
        except minutes.WrittenMeanwhile as error:
            return self.both(form, error.now)
        if approves:
            return self.done(
                _("Verbale approvato: da adesso non cambia più. Per correggere si scrive una nuova versione.")
            )
        messages.success(self.request, _("Bozza salvata."))
        return redirect(self.request.path)

    def both(self, form, now):
        """What one wrote stays in the box, what the other saved stands beside it; saving again is a choice."""
        data = self.request.POST.copy()
        data["revision"] = now.revision if now else 0
        mine = MinutesForm(data)
        return self.render_to_response(self.get_context_data(form=mine, meanwhile=now, collided=True), status=409)


@access(RUN_NETWORK)
class DecisionCreateView(MeetingFormView):
    form_class = DecisionForm
    title, button = gettext_lazy("Una decisione"), gettext_lazy("Scrivi la decisione")
    lead = gettext_lazy("Una frase che si capisca anche fra due anni. Finisce nel registro delle decisioni.")

    def get_form_kwargs(self):
        instance = Decision(meeting=self.meeting, recorded_by=self.request.user)
        return super().get_form_kwargs() | {"instance": instance}

    def form_valid(self, form):
        form.save()
        return self.done(_("Decisione scritta."))


@access(RUN_NETWORK)
class ActionItemCreateView(MeetingFormView):
    form_class = ActionItemForm
    title, button = gettext_lazy("Un compito"), gettext_lazy("Affida il compito")
    lead = gettext_lazy("Chi fa che cosa, entro quando. Qualche giorno prima glielo ricordiamo per e-mail.")

    def get_form_kwargs(self):
        task = ActionItem(network=self.network, meeting=self.meeting, created_by=self.request.user)
        return super().get_form_kwargs() | {"instance": task}

    def form_valid(self, form):
        form.save()
        return self.done(_("Compito affidato."))


@access(RUN_NETWORK)
class DecisionUpdateView(MeetingFormView):
    """As long as the minutes that hold it are a draft."""

    form_class = DecisionForm
    title, button = gettext_lazy("Correggi la decisione"), gettext_lazy("Salva la decisione")
    lead = gettext_lazy("Si corregge finché il verbale è una bozza; poi vale com’è, e una nuova decisione la cambia.")

    @cached_property
    def decision(self):
        return get_object_or_404(self.meeting.decisions.all(), pk=self.kwargs["decision"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.decision}

    def form_valid(self, form):
        try:
            minutes.correct_decision(by=self.request.user, decision=form.instance)
        except minutes.Approved:
            form.add_error(None, _("Il verbale è già approvato: scrivi una nuova decisione."))
            return self.form_invalid(form)
        return self.done(_("Decisione corretta."))


@access(PUBLIC)
class DecisionListView(OfNetwork, ListView):
    """The register: the latest first, found by its words."""

    template_name = "network/meetings/decision_list.html"
    paginate_by = A_PAGE

    @property
    def words(self):
        return self.request.GET.get("q", "").replace("\x00", "")[:200].strip()

    def get_queryset(self):
        is_member = SEE_AS_MEMBER.allows(self.request.user, self.network)
        rows = Decision.objects.of_body(self.body) if self.body else Decision.objects.of_network(self.network)
        return rows.shown_to(is_member).saying(self.words).latest_first()

    @cached_property
    def body(self):
        """`?gruppo=` leaves only what one body decided."""
        asked = self.request.GET.get("gruppo", "")
        return self.network.steering_bodies.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None

    def get_context_data(self, **kwargs):
        return super().get_context_data(words=self.words, body=self.body, **kwargs)


@access(SEE_AS_MEMBER)
class ActionItemListView(OfNetwork, ListView):
    """What there is to do: mine, everybody's, what is late."""

    template_name = "network/meetings/action_item_list.html"
    paginate_by = A_PAGE

    @cached_property
    def which(self):
        asked = self.request.GET.get("quali")
        return asked if asked in ("tutti", "in-ritardo") else "miei"

    def get_queryset(self):
        rows = ActionItem.objects.filter(network=self.network)
        chosen = {
            "miei": rows.open().owned_by,
            "tutti": lambda user: rows.open(),
            "in-ritardo": lambda user: rows.late(),
        }
        return chosen[self.which](self.request.user).soonest_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(which=self.which, **kwargs)


@access(RUN_NETWORK)
class ActionItemUpdateView(OfNetwork, UpdateView):
    """Gives a task to others, or more time."""

    template_name, form_class = "network/meetings/action_item_form.html", ActionItemForm

    def get_queryset(self):
        return ActionItem.objects.filter(network=self.network).open()

    def form_valid(self, form):
        minutes.give_task(by=self.request.user, task=form.instance)
        messages.success(self.request, _("Compito affidato."))
        return redirect(reverse("network:action_item_list", args=[self.network.slug]) + "?quali=tutti")


@access(TAKE_PART)
class ActionItemView(OfNetwork, FormView):
    """Closed by who does it or runs the network; for the others it is not theirs."""

    template_name, form_class = "network/meetings/action_item.html", TaskForm

    @cached_property
    def task(self):
        rows = ActionItem.objects.filter(network=self.network).soonest_first()
        task = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not task.is_of(self.request.user) and not RUN_NETWORK.allows(self.request.user, self.network):
            raise Http404
        return task

    def get_context_data(self, **kwargs):
        return super().get_context_data(task=self.task, **kwargs)

    def form_valid(self, form):
        state = STATES.get(self.request.POST.get("step"), ActionItem.State.DONE)
        outcome = form.cleaned_data["outcome"]
        if state == ActionItem.State.DROPPED and not outcome:
            form.add_error("outcome", _("Scrivi perché lo lasciate: chi viene dopo lo deve sapere."))
            return self.form_invalid(form)
        if state != self.task.state:
            minutes.close_task(by=self.request.user, task=self.task, state=state, outcome=outcome)
        messages.success(self.request, _("Segnato."))
        return redirect(reverse("network:action_item_list", args=[self.network.slug]))
