"""Meetings of a network: which there are, one of them, and how it is called, moved, cancelled and repeated."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView, TemplateView, UpdateView

from accounts.access import PUBLIC, access
from helpdesk.views.calendars import CalendarView, SecretAddress
from network.access import RUN_NETWORK, SEE_AS_MEMBER
from network.governance.quorum import quorum_of
from network.meetings import actions
from network.meetings.agenda import programme
from network.meetings.calendars import calendar_of, feed_of, feed_of_person
from network.meetings.forms import CancelMeetingForm, MeetingForm, RepeatForm
from network.models import Decision, Meeting, MeetingCalendar

from .network import Headed, OfNetwork

A_PAGE = 20
PAST = "passate"


class OfMeeting(OfNetwork):
    """A page of the meeting named in its address; one of the members is not there for others."""

    @property
    def sees_all(self):
        return SEE_AS_MEMBER.allows(self.request.user, self.network)

    @cached_property
    def meeting(self):
        rows = Meeting.objects.filter(network=self.network).shown_to(self.sees_all)
        meeting = get_object_or_404(rows.select_related("location", "body").with_answers(), pk=self.kwargs["pk"])
        meeting.network = self.network
        return meeting

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, **kwargs)


class MeetingFormView(Headed, OfMeeting, FormView):
    """A form about a meeting, on a page like the others."""

    template_name = "network/meetings/meeting_step.html"

    def done(self, words):
        messages.success(self.request, words)
        return redirect(self.meeting)


@access(PUBLIC)
class MeetingListView(OfNetwork, ListView):
    """Those to come, the next first; with `?quando=passate` those that were."""

    template_name = "network/meetings/meeting_list.html"
    paginate_by = A_PAGE

    @property
    def past(self):
        return self.request.GET.get("quando") == PAST

    @property
    def kind(self):
        asked = self.request.GET.get("tipo")
        return asked if asked in Meeting.Kind.values else ""

    def get_queryset(self):
        is_member = SEE_AS_MEMBER.allows(self.request.user, self.network)
        rows = Meeting.objects.filter(network=self.network).shown_to(is_member)
        rows = rows.of_kind(self.kind) if self.kind else rows
        rows = rows.past() if self.past else rows.coming()
        return rows.select_related("network", "location").with_minutes()

    def get_context_data(self, **kwargs):
        chosen = {"past": self.past, "kind": self.kind, "kinds": Meeting.Kind.choices}
        return super().get_context_data(**chosen, **kwargs)


@access(PUBLIC)
class MeetingDetailView(OfMeeting, TemplateView):
    template_name = "network/meetings/meeting_detail.html"

    def get_context_data(self, **kwargs):
        meeting, member = self.meeting, self.sees_all
        shown = {
            "programme": programme(meeting),
            "minutes": meeting.minutes.approved().first(),
            "quorum": quorum_of(meeting) if meeting.has_begun else None,
            "decisions": Decision.objects.filter(meeting=meeting).shown_to(member).select_related("agenda_item"),
            "stands": meeting.stands.select_related("organization") if meeting.is_showcase else (),
        }
        return super().get_context_data(**shown, **(self.of_members() if member else {}), **kwargs)

    def of_members(self):
        meeting = self.meeting
        return {
            "proposed": meeting.agenda.proposed().select_related("organization"),
            "declined": meeting.agenda.declined(),
            "attendance": meeting.attendance.select_related("organization"),
            "tasks": meeting.action_items.soonest_first(),
            "own": meeting.invitations.for_user(self.request.user).in_order(),
        }


@access(RUN_NETWORK)
class MeetingCreateView(OfNetwork, FormView):
    template_name, form_class = "network/meetings/meeting_form.html", MeetingForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Meeting(network=self.network)}

    def form_valid(self, form):
        stands = form.cleaned_data["stands"]
        meeting = actions.call_meeting(by=self.request.user, meeting=form.instance, stands=stands)
        messages.success(self.request, _("La riunione c’è. Adesso invita chi deve esserci."))
        return redirect("network:meeting_invitations", slug=self.network.slug, pk=meeting.pk)


@access(RUN_NETWORK)
class MeetingUpdateView(OfMeeting, UpdateView):
    template_name, form_class = "network/meetings/meeting_form.html", MeetingForm

    def get_object(self, queryset=None):
        return self.meeting

    def form_valid(self, form):
        before = self.meeting.sequence
        stands = form.cleaned_data["stands"]
        try:
            meeting = actions.change_meeting(by=self.request.user, meeting=form.instance, stands=stands)
        except actions.Taken:
            form.add_error("kind", _("Qualche banco è già preso: finché lo è, resta una vetrina."))
            return self.form_invalid(form)
        except actions.Cancelled:
            form.add_error(None, _("Questa riunione è annullata, e chi era invitato lo sa già: chiamane un’altra."))
            return self.form_invalid(form)
        told = _("Salvata: chi è invitato sa del cambiamento per e-mail.")
        messages.success(self.request, told if meeting.sequence > before and not meeting.is_over else _("Salvata."))
        return redirect(meeting)


@access(RUN_NETWORK)
class MeetingCancelView(MeetingFormView):
    form_class = CancelMeetingForm
    title, button = gettext_lazy("Annulla la riunione"), gettext_lazy("Annulla e avvisa")
    lead = gettext_lazy("Resta in elenco come annullata, e chi è invitato lo sa per e-mail e nel calendario.")

    def form_valid(self, form):
        try:
            actions.cancel_meeting(by=self.request.user, meeting=self.meeting, **form.cleaned_data)
        except actions.Over:
            form.add_error(None, _("Questa riunione c’è già stata: non si annulla più."))
            return self.form_invalid(form)
        return self.done(_("Riunione annullata: chi era invitato lo sa per e-mail."))


@access(RUN_NETWORK)
class MeetingRepeatView(MeetingFormView):
    form_class = RepeatForm
    title, button = gettext_lazy("Ripeti ogni mese"), gettext_lazy("Prepara le riunioni")
    lead = gettext_lazy(
        "Stesso giorno della settimana, stessa settimana del mese, stesse ore. Poi ognuna si può cambiare."
    )

    def form_valid(self, form):
        made = actions.repeat_monthly(by=self.request.user, meeting=self.meeting, **form.cleaned_data)
        words = ngettext("Preparata %(n)s riunione.", "Preparate %(n)s riunioni.", len(made)) % {"n": len(made)}
        messages.success(self.request, words if made else _("Erano già tutte in programma."))
        return redirect("network:meeting_list", slug=self.network.slug)


class CalendarAnswer(View):
    def answer(self, content):
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@access(PUBLIC)
class MeetingFeedView(OfNetwork, CalendarAnswer):
    """To be followed by calendar programs: what is open to anyone."""

    def get(self, request, *args, **kwargs):
        return self.answer(feed_of(self.network))


@access(PUBLIC)
class MeetingCalendarView(OfMeeting, CalendarAnswer):
    def get(self, request, *args, **kwargs):
        return self.answer(calendar_of(self.meeting))


@access(SEE_AS_MEMBER)
@method_decorator(never_cache, name="dispatch")
class MeetingCalendarLinkView(OfNetwork, SecretAddress):
    template_name, links = "network/meetings/calendar_link.html", MeetingCalendar

    def addresses(self, secret):
        return [(_("Le mie riunioni"), reverse("network:own_meetings", args=[secret]))]


@access(PUBLIC)
class OwnMeetingsView(CalendarView):
    """To be followed by the calendar program of one person, in every network."""

    links = MeetingCalendar

    def get(self, request, secret):
        return self.answer(feed_of_person(self.reader(secret)))
