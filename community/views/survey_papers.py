"""A survey for who does not answer by telephone: sheets to print, and their answers to copy."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import access
from community.access import COPY_SURVEYS
from community.proposals import surveying
from community.proposals.codesign_forms import HOW_TRUE, QUESTIONS
from community.proposals.on_paper import PaperForm, SheetsForm, copy, new_serial
from services.shortlist.pictures import qr_path

from .surveys import OfSurvey


@access(COPY_SURVEYS)
class SurveySheetsView(OfSurvey, TemplateView):
    """`?fogli=10`: so many, each with a number of its own, drawn anew each time."""

    template_name = "community/proposals/survey_sheets.html"

    def get_context_data(self, **kwargs):
        form = SheetsForm(self.request.GET) if "fogli" in self.request.GET else SheetsForm()
        wanted = form.cleaned_data["fogli"] if form.is_valid() else 0
        address = settings.SITE_URL + self.survey.get_absolute_url()
        serials = [new_serial(self.survey) for _sheet in range(wanted)]
        shown = {"form": form, "sheets": [(each, *qr_path(f"{address}?foglio={each}")) for each in serials]}
        shown |= {"questions": QUESTIONS.values(), "how_true": HOW_TRUE}
        return super().get_context_data(**shown, short_address=address.partition("://")[2], **kwargs)


@access(COPY_SURVEYS)
class SurveyPaperView(OfSurvey, FormView):
    """One sheet after the other: what was copied is counted, and the page is empty for the next."""

    template_name, form_class = "community/proposals/survey_paper.html", PaperForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"survey": self.survey}

    def get_context_data(self, **kwargs):
        copied = self.survey.taken.filter(on_paper=True).count()
        return super().get_context_data(questions=QUESTIONS.values(), copied=copied, **kwargs)

    def form_valid(self, form):
        serial = form.cleaned_data["serial"]
        try:
            copy(survey=self.survey, serial=serial, scores=form.cleaned_data["scores"])
        except surveying.AlreadyTaken:
            form.add_error("serial", _("Questo foglio è già contato: mettilo via."))
        except surveying.NotOpen:
            form.add_error(None, _("Adesso non si copia: non è cominciato, o è già pubblicato."))
        else:
            messages.success(self.request, _("Foglio %(serial)s: contato. Avanti il prossimo.") % {"serial": serial})
            return redirect(self.request.path)
        return self.form_invalid(form)
