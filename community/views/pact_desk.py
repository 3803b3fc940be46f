"""Of who follows pacts for the municipality: preparing, assessing, signing, ending."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from accounts.access import Role, access, roles_of
from accounts.actions import log_looks
from accounts.models import AccessLog
from community.access import FOLLOW_PACT, FOLLOW_PACTS
from community.models import HoursEntry, Pact, Side
from community.pacts import actions
from community.pacts.forms import AssessmentForm, PactForm, ReasonForm

from .community import OfCommunity
from .pacts import PAGE, OfPact


@access(FOLLOW_PACTS)
@method_decorator(never_cache, name="dispatch")
class PactDeskView(OfCommunity, TemplateView):
    """Those that one follows, `?state=` of one state only."""

    template_name = "community/pacts/desk.html"

    @cached_property
    def state(self):
        asked = self.request.GET.get("state", "")
        return asked if asked in Pact.State.values else ""

    def get_context_data(self, **kwargs):
        rows = Pact.objects.followed_by(self.request.user, self.network).for_reading()
        rows = rows.filter(state=self.state) if self.state else rows
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        people = [each.participant for each in page if each.participant]
        if people:
            log_looks(by=self.request.user, what=AccessLog.What.PEOPLE, thing=_("Patti in carico"), subjects=people)
        undecided = HoursEntry.objects.left_to_decide_by(self.request.user, self.network).count()
        shown = {"page": page, "states": Pact.State, "state": self.state, "undecided": undecided}
        return super().get_context_data(**shown | kwargs)


class PactFormView(FormView):
    template_name, form_class = "community/pacts/pact_form.html", PactForm

    def get_form_kwargs(self):
        kinds = Pact.kinds_followed(self.request.user, self.network)
        return super().get_form_kwargs() | {"network": self.network, "kinds": kinds, "instance": self.instance()}

    def form_valid(self, form):
        try:
            pact = self.saved(form.told())
        except actions.NoPlaceThere:
            form.add_error(
                "host", _("Nel quartiere dove abita questa organizzazione non ha una sede: scegline un’altra.")
            )
            return self.form_invalid(form)
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
            return redirect(self.pact.address("pact_follow"))
        messages.success(self.request, _("Salvato. Quando è pronto, chiedi le firme."))
        return redirect(pact.address("pact_follow"))


@access(FOLLOW_PACTS)
class PactCreateView(OfCommunity, PactFormView):
    def instance(self):
        return Pact(network=self.network)

    def saved(self, told):
        return actions.draft(by=self.request.user, network=self.network, **told)


@access(FOLLOW_PACT)
class PactUpdateView(OfPact, PactFormView):
    """While it is a draft."""

    def instance(self):
        return self.pact

    def get(self, request, *args, **kwargs):
        is_draft = self.pact.state == Pact.State.DRAFT
        return super().get(request, *args, **kwargs) if is_draft else redirect(self.pact.address("pact_follow"))

    def saved(self, told):
        return actions.mend(pact=self.pact, **told)


@method_decorator(sensitive_post_parameters(), name="dispatch")
@access(FOLLOW_PACT)
class PactFollowView(OfPact, TemplateView):
    """Where it stands for the municipality; a POST names one of `verbs`."""

    template_name = "community/pacts/follow.html"
    verbs = ["ask", "assess", "sign", "paper", "withdraw", "complete", "end"]

    def get_context_data(self, **kwargs):
        worker = Role.SOCIAL_WORKER in roles_of(self.request.user, self.network)
        another = self.pact.participant_id != self.request.user.pk
        assesses = worker and another and self.pact.may_be_assessed
        missing = [side for side, made in self.signatures() if made is None]
        forms = {"reason_form": ReasonForm(), "assessment_form": AssessmentForm() if assesses else None}
        shown = {"signs": self.may_sign([Side.MUNICIPALITY]), "papers": self.papers(missing), "page": self.hours()}
        return super().get_context_data(here="pact_follow", **forms | shown | kwargs)

    def papers(self, missing):
        """The sides whose signature on paper may be written down."""
        on_paper = [Side.HOST] if self.pact.participant else [Side.PARTICIPANT, Side.HOST]
        return [each for each in missing if each in on_paper] if self.pact.state == Pact.State.SIGNING else []

    def post(self, request, *args, **kwargs):
        verb = next((each for each in self.verbs if each in request.POST), None)
        return getattr(self, verb)() if verb else redirect(request.path)

    def ask(self):
        return self.acted(actions.ask_signatures, _("Le parti lo leggono e firmano."))

    def sign(self, side=Side.MUNICIPALITY):
        return super().sign(side)

    def paper(self):
        side = next((each for each in Side if each == self.request.POST["paper"]), None)
        return self.acted(actions.sign, _("Firma su carta annotata."), side=side, on_paper=True)

    def complete(self):
        return self.acted(actions.complete, _("Concluso: l’attestato è pronto."))

    def withdraw(self):
        return self.with_reason(actions.withdraw, _("Ritirato."))

    def end(self):
        return self.with_reason(actions.end_early, _("Finito con meno ore."), must=True)

    def assess(self):
        form = AssessmentForm(self.request.POST)
        if not form.is_valid():
            return self.shown_again(assessment_form=form)
        try:
            return self.acted(actions.assess, _("Annotato solo il giorno."), on=form.cleaned_data["assessed_on"])
        except actions.NotAWorkerThen:
            form.add_error("assessed_on", _("Quel giorno non eri assistente sociale qui: scrivi il giorno giusto."))
            return self.shown_again(assessment_form=form)

    def with_reason(self, act, said, must=False):
        form = ReasonForm(self.request.POST, must=must)
        if not form.is_valid():
            return self.shown_again(reason_form=form)
        return self.acted(act, said, reason=form.cleaned_data["reason"])

    def shown_again(self, **forms):
        return self.render_to_response(self.get_context_data(**forms), status=422)

    def acted(self, act, said, **told):
        try:
            act(by=self.request.user, pact=self.pact, **told)
        except actions.Settled:
            messages.warning(self.request, _("Nel frattempo è cambiato qualcosa: guarda com’è adesso."))
        except actions.NotAssessed:
            messages.warning(self.request, _("Prima serve la valutazione di un’assistente sociale."))
        except actions.Undecided:
            messages.warning(self.request, _("Ci sono ore che aspettano una conferma, o mancano ancora delle ore."))
        else:
            messages.success(self.request, said)
        return redirect(self.request.path)
