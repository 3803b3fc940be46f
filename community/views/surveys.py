"""Four questions on how one feels where one lives: asked, answered once, published before and after."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, ListView

from accounts.access import PUBLIC, access
from community.access import COPY_SURVEYS, RUN_CODESIGNS, SPEAK_UP
from community.models import CommunitySurvey
from community.proposals import surveying
from community.proposals.actions import Settled
from community.proposals.codesign_forms import SurveyForm
from community.proposals.on_paper import OnlineForm, sheet_of
from community.proposals.survey_figures import figure_of

from .proposals import PAGE, OfProposals, WrittenOnceView


@access(PUBLIC)
class SurveyListView(OfProposals, ListView):
    template_name, paginate_by = "community/proposals/survey_list.html", PAGE

    def get_queryset(self):
        return self.network.surveys.latest_first()


class OfSurvey(OfProposals):
    @cached_property
    def survey(self):
        return get_object_or_404(self.network.surveys.latest_first(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(survey=self.survey, **kwargs)

    def waves(self):
        """Of this title, before first."""
        return self.network.surveys.filter(title=self.survey.title).order_by("period")

    @cached_property
    def is_taken(self):
        user = self.request.user
        if not user.is_authenticated:
            return False
        return self.survey.taken.filter(digest=surveying.digest_of(user, self.survey.pk)).exists()

    @cached_property
    def sheet(self):
        """The number of the sheet whose square opened the page; empty where none did."""
        return sheet_of(self.survey, self.request.POST.get("foglio") or self.request.GET.get("foglio", ""))

    @cached_property
    def is_copied(self):
        """Whether that sheet is counted."""
        digest = surveying.digest_of_sheet(self.sheet, self.survey.pk)
        return bool(self.sheet) and self.survey.taken.filter(digest=digest).exists()


@access(PUBLIC)
class SurveyDetailView(OfSurvey, DetailView):
    template_name = "community/proposals/survey_detail.html"

    def get_object(self):
        return self.survey

    def get_context_data(self, **kwargs):
        waves = list(self.waves())
        copies = COPY_SURVEYS.allows(self.request.user, self.network)
        shown = {
            "copies": copies,
            "sheet": self.sheet,
            "is_copied": self.is_copied,
            "figure": figure_of(waves),
            "others": [each for each in waves if each != self.survey],
        }
        form = OnlineForm(survey=self.survey, sheet=self.sheet)
        return super().get_context_data(**{"form": form, "is_taken": self.is_taken} | shown | kwargs)


@access(SPEAK_UP)
class SurveyAnswerView(SurveyDetailView):
    """A POST answers, once; who has answered is told so."""

    def get(self, request, *args, **kwargs):
        return redirect(self.survey)

    def post(self, request, *args, **kwargs):
        form = OnlineForm(request.POST, survey=self.survey, sheet=self.sheet)
        self.object = self.survey
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            surveying.answer(by=request.user, survey=self.survey, scores=form.scores, sheet=form.used_up)
        except surveying.AlreadyTaken:
            on_paper = _("Questo foglio è già contato: su carta hai già risposto.")
            by_phone = _("Hai già risposto: vale la prima risposta, che nessuno può ritrovare.")
            messages.warning(request, by_phone if self.is_taken else on_paper)
        except surveying.NotOpen:
            messages.warning(request, _("Adesso non si risponde."))
        else:
            messages.success(request, _("Grazie. Da qui in poi nessuno può sapere che cosa hai risposto tu."))
        return redirect(self.survey)


@access(RUN_CODESIGNS)
class SurveyCreateView(WrittenOnceView):
    template_name, form_class = "community/proposals/survey_form.html", SurveyForm

    def get_form_kwargs(self):
        instance = CommunitySurvey(network=self.network)
        return super().get_form_kwargs() | {"network": self.network, "instance": instance}

    def form_valid(self, form):
        survey = surveying.open_survey(by=self.request.user, survey=form.save(commit=False))
        messages.success(self.request, _("Fatto: nei giorni che hai scelto si risponde."))
        return redirect(survey)


@access(RUN_CODESIGNS)
class SurveyPublishView(OfSurvey, View):
    """A POST publishes what can be said without saying it of anybody; the counts are thrown away."""

    def get(self, request, *args, **kwargs):
        return redirect(self.survey)

    def post(self, request, *args, **kwargs):
        try:
            cells = surveying.publish(survey=self.survey)
        except Settled:
            messages.warning(request, _("Si pubblica quando è finito, e una volta sola."))
        else:
            said, few = _("Pubblicato."), _("Hanno risposto in pochi: i numeri non si pubblicano.")
            messages.success(request, said if cells else few)
        return redirect(self.survey)
