"""What became of applications, as a desk tells it to who has no access: by telephone, or on paper."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from accounts.access import access
from community.access import TELL_APPLICANTS
from community.calls import actions
from community.calls.forms import AppealForm
from community.calls.paper import on_paper, what_it_is
from community.calls.people import open_applicant
from community.models import Application

from .appealing import Appealing
from .applications import OfApplication
from .calls import PAGE, OfCalls


@access(TELL_APPLICANTS)
class ApplicantsToTellView(OfCalls, TemplateView):
    """By reference, the first who waits first; with `?riferimento=` who comes with theirs, also where they know all."""

    template_name = "community/calls/to_tell.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("riferimento", "").replace("\x00", "").strip().upper()
        rows = Application.objects.at_a_desk().filter(call__network=self.network).select_related("call__network")
        rows = rows.filter(code=asked).order_by("id") if asked else rows.to_tell()
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, asked=asked, **kwargs)


class OfPaper(OfApplication):
    """Of who has no access."""

    @cached_property
    def application(self):
        return self.found(self.call.applications.at_a_desk())


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
@access(TELL_APPLICANTS)
class ApplicantTellView(Appealing, OfPaper, TemplateView):
    """A POST opens name and telephone, on record; with `told` they know now, with `appeal` they want it read again."""

    template_name = "community/calls/tell.html"

    def get(self, request, *args, **kwargs):
        return self.back()

    def back(self):
        return redirect("community:applicants_to_tell", self.network.slug)

    def post(self, request, *args, **kwargs):
        if "told" in request.POST:
            actions.mark_told(application=self.application, what=request.POST["told"])
            messages.success(request, _("Segnato: adesso lo sa."))
            return self.back()
        return self.appeal() if "appeal" in request.POST else self.shown(AppealForm())

    def shown(self, form, status=200):
        person = open_applicant(self.application, by=self.request.user)
        lines = on_paper(self.application, what_it_is(self.application))
        context = self.get_context_data(person=person, lines=lines, appeal_form=form)
        return self.render_to_response(context, status=status)

    def not_said(self, form):
        return self.shown(form, status=422)


@method_decorator(never_cache, name="dispatch")
@access(TELL_APPLICANTS)
class ApplicationLetterView(OfPaper, TemplateView):
    """To be given by hand or put in an envelope: where the application is, by its reference; no name is on it."""

    template_name = "community/calls/letter.html"

    def get_context_data(self, **kwargs):
        lines = on_paper(self.application, what_it_is(self.application))
        return super().get_context_data(lines=lines[1:], **kwargs)
