"""Co-designs: where we are now, what is proposed, when people meet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from accounts.access import PUBLIC, access
from community.access import RUN_CODESIGNS
from community.models import CoDesign, CoDesignMeeting
from community.proposals import codesigning
from community.proposals.calendars import calendar_of
from community.proposals.codesign_forms import CoDesignForm, CoDesignMeetingForm

from .proposals import PAGE, OfProposals, WrittenOnceView


@access(PUBLIC)
class CoDesignListView(OfProposals, ListView):
    template_name, paginate_by = "community/proposals/codesign_list.html", PAGE

    def get_queryset(self):
        return self.network.codesigns.for_reading().latest_first()


class OfCoDesign(OfProposals):
    @cached_property
    def codesign(self):
        return get_object_or_404(self.network.codesigns.for_reading(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(codesign=self.codesign, **kwargs)


@access(PUBLIC)
class CoDesignDetailView(OfCoDesign, TemplateView):
    """With its proposals, the most wanted first."""

    template_name = "community/proposals/codesign_detail.html"

    def get_context_data(self, **kwargs):
        proposals = self.codesign.proposals.published().for_reading().most_wanted_first()
        page = Paginator(proposals, PAGE).get_page(self.request.GET.get("page"))
        meetings = list(self.codesign.meetings.all())
        to_come = not all(each.is_over for each in meetings)
        return super().get_context_data(meetings=meetings, to_come=to_come, page=page, **kwargs)


@access(PUBLIC)
class CoDesignCalendarView(OfCoDesign, View):
    """Its meetings, for the calendar of who comes."""

    def get(self, request, *args, **kwargs):
        return HttpResponse(calendar_of(self.codesign), content_type="text/calendar; charset=utf-8")


class CoDesignFormView(WrittenOnceView):
    template_name, form_class = "community/proposals/codesign_form.html", CoDesignForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"network": self.network, "instance": self.instance()}


@access(RUN_CODESIGNS)
class CoDesignCreateView(CoDesignFormView):
    def instance(self):
        return CoDesign(network=self.network)

    def form_valid(self, form):
        codesign = form.save(commit=False)
        codesigning.open_codesign(by=self.request.user, codesign=codesign, periods=form.periods)
        messages.success(self.request, _("Aperto: chiunque lo può leggere."))
        return redirect(codesign)


@access(RUN_CODESIGNS)
class CoDesignUpdateView(OfCoDesign, CoDesignFormView):
    def instance(self):
        return self.codesign

    def form_valid(self, form):
        codesigning.mend(codesign=form.save(commit=False), periods=form.periods)
        messages.success(self.request, _("Salvato."))
        return redirect("community:codesign_detail", self.network.slug, self.codesign.pk)


class MeetingFormView(OfCoDesign, FormView):
    template_name, form_class = "community/proposals/meeting_form.html", CoDesignMeetingForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.instance()}

    def form_valid(self, form):
        codesigning.set_meeting(by=self.request.user, meeting=form.save(commit=False))
        messages.success(self.request, _("Salvato: se è un giorno o un posto nuovo, chi partecipa lo sa."))
        return redirect(self.codesign)


@access(RUN_CODESIGNS)
class CoDesignMeetingCreateView(MeetingFormView):
    def instance(self):
        return CoDesignMeeting(codesign=self.codesign)


@access(RUN_CODESIGNS)
class CoDesignMeetingUpdateView(MeetingFormView):
    """Also what came of it; a POST with `cancel` takes it off the page."""

    def instance(self):
        return get_object_or_404(self.codesign.meetings, pk=self.kwargs["meeting"])

    def post(self, request, *args, **kwargs):
        if "cancel" not in request.POST:
            return super().post(request, *args, **kwargs)
        codesigning.call_off(by=request.user, meeting=self.instance())
        messages.success(request, _("Tolto: chi partecipa lo sa."))
        return redirect(self.codesign)
