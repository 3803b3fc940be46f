"""Where the network wants to go, how far it is, and what who coordinates writes of it."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from network.access import RUN_NETWORK
from network.governance.forms import GoalForm, MeasurementForm, VisionForm
from network.governance.progress import progress_of
from network.meetings.forms import ActionItemForm
from network.models import ActionItem, Goal, Measurement, Vision

from .governance import ChangeView, StepView
from .network import OfNetwork


class OfVision(OfNetwork):
    """A page of the vision named in its address."""

    @cached_property
    def vision(self):
        vision = get_object_or_404(self.network.visions, pk=self.kwargs["pk"])
        vision.network = self.network
        return vision

    @property
    def about(self):
        return self.vision


class OfGoal(OfNetwork):
    """A page of the goal named in its address."""

    @cached_property
    def goal(self):
        goal = get_object_or_404(
            Goal.objects.filter(network=self.network).select_related("vision"), pk=self.kwargs["pk"]
        )
        goal.network = goal.vision.network = self.network
        return goal

    @property
    def about(self):
        """Its place on the page of the vision."""
        return f"{self.goal.vision.get_absolute_url()}#obiettivo-{self.goal.pk}"

    @property
    def lead(self):
        return self.goal.title


class VisionPageView(OfNetwork, TemplateView):
    """With `?obiettivo=` one goal and all its tasks."""

    template_name = "network/vision/vision_detail.html"

    @property
    def goal(self):
        asked = self.request.GET.get("obiettivo", "")
        return self.vision.goals.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None

    def get_context_data(self, **kwargs):
        others = self.network.visions.latest_first()
        goal = self.vision and self.goal
        shown = {"progress": progress_of(self.vision, goal), "goal": goal} if self.vision else {}
        return super().get_context_data(vision=self.vision, others=others, **shown, **kwargs)


@access(PUBLIC)
class VisionView(VisionPageView):
    """That of now; between one and the next, the latest."""

    @cached_property
    def vision(self):
        visions = self.network.visions.select_related("network")
        return visions.in_force().first() or visions.latest_first().first()


@access(PUBLIC)
class VisionDetailView(OfVision, VisionPageView):
    pass


@access(RUN_NETWORK)
class VisionCreateView(StepView):
    form_class, about = VisionForm, None
    title, button = _("Una nuova visione"), _("Salva la visione")
    lead = _("Come volete che sia la città fra qualche anno, detto in poche frasi. Poi scrivi gli obiettivi.")
    said = _("La visione c’è. Adesso scrivi gli obiettivi.")

    @property
    def row(self):
        return Vision(network=self.network)


@access(RUN_NETWORK)
class VisionUpdateView(OfVision, StepView):
    form_class, said = VisionForm, _("Salvata.")
    title, button = _("Cambia la visione"), _("Salva la visione")

    @property
    def row(self):
        return self.vision


@access(RUN_NETWORK)
class GoalCreateView(OfVision, StepView):
    form_class, said = GoalForm, _("L’obiettivo c’è.")
    title, button = _("Un nuovo obiettivo"), _("Salva l’obiettivo")
    lead = _("Un numero che potete contare ogni anno: da dove si parte e dove si vuole arrivare.")

    @property
    def row(self):
        return Goal(vision=self.vision, network=self.network, position=self.vision.goals.count() + 1)


@access(RUN_NETWORK)
class GoalUpdateView(OfGoal, ChangeView):
    form_class, said = GoalForm, _("Salvato.")
    title, button = _("Cambia l’obiettivo"), _("Salva l’obiettivo")

    @property
    def row(self):
        return self.goal


@access(RUN_NETWORK)
class MeasurementCreateView(OfGoal, StepView):
    form_class, said = MeasurementForm, _("Misura scritta.")
    title, button = _("A che punto siamo"), _("Scrivi la misura")

    @property
    def row(self):
        return Measurement(goal=self.goal, recorded_by=self.request.user)

    def get_initial(self):
        return {"day": timezone.localdate()}


@access(RUN_NETWORK)
class MeasurementUpdateView(OfGoal, ChangeView):
    form_class, said = MeasurementForm, _("Misura corretta.")
    title, button = _("Correggi la misura"), _("Salva la misura")

    @property
    def row(self):
        return get_object_or_404(self.goal.measurements, pk=self.kwargs["measurement"])


@access(RUN_NETWORK)
class GoalActionCreateView(OfGoal, StepView):
    form_class, said = ActionItemForm, _("Compito affidato.")
    title, button = _("Che cosa facciamo per arrivarci"), _("Affida il compito")

    @property
    def row(self):
        return ActionItem(network=self.network, goal=self.goal, created_by=self.request.user)
