"""`/sportello/…/turni/`: the week and who comes, the hours it makes, and how shifts are prepared."""

import datetime

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from accounts.access import access
from helpdesk.access import LEAD_DESK, SEE_ROTA
from helpdesk.models import DeskSchedule, Shift
from helpdesk.models.rota import HOURS_A_WEEK
from helpdesk.rota.actions import Refused, add_shift
from helpdesk.rota.due import said
from helpdesk.rota.forms import DeskScheduleForm, EveryWeekForm, ShiftForm
from helpdesk.rota.hours import weeks_around
from helpdesk.rota.making import make_shifts, misplaced
from helpdesk.rota.recurring import place_every_week
from helpdesk.rota.weeks import monday_of, week_of
from puntocomunita.charts import bars

from .desk import OfDesk

A_WEEK = datetime.timedelta(days=7)
TOO_FAR = 2100  # a year


class OfWeek(OfDesk):
    """The week of the day in `settimana`, else this one."""

    @cached_property
    def monday(self):
        try:
            asked = datetime.date.fromisoformat(self.request.GET.get("settimana", ""))
        except ValueError:
            asked = timezone.localdate()
        return monday_of(asked if 2000 < asked.year < TOO_FAR else timezone.localdate())

    def get_context_data(self, **kwargs):
        days = week_of(self.desk, self.monday, self.request.user)
        return super().get_context_data(
            days=days,
            any_shift=any(day.turns for day in days),
            monday=self.monday,
            sunday=self.monday + datetime.timedelta(days=6),
            today=timezone.localdate(),
            **kwargs,
        )


@access(SEE_ROTA)
class RotaView(OfWeek, TemplateView):
    template_name = "helpdesk/rota/rota.html"

    def get_context_data(self, **kwargs):
        uncovered = Shift.objects.filter(community_point=self.desk).uncovered()
        return super().get_context_data(
            before=self.monday - A_WEEK,
            after=self.monday + A_WEEK,
            leads=LEAD_DESK.allows(self.request.user, self.desk),
            to_cover=uncovered.order_by("during")[:5],
            **kwargs,
        )


@access(SEE_ROTA)
class RotaSheetView(OfWeek, TemplateView):
    """The week on one page of paper."""

    template_name = "helpdesk/rota/rota_sheet.html"


@access(SEE_ROTA)
class RotaHoursView(OfDesk, TemplateView):
    template_name = "helpdesk/rota/rota_hours.html"

    def get_context_data(self, **kwargs):
        weeks = weeks_around(self.desk, timezone.localdate())
        this_monday = monday_of(timezone.localdate())
        most = max([HOURS_A_WEEK, *(each.covered for each in weeks)])
        hours = [(f"{each.monday.day}/{each.monday.month}", each.covered) for each in weeks]
        return super().get_context_data(
            weeks=weeks,
            this_week=next(each for each in weeks if each.monday == this_monday),
            this_monday=this_monday,
            least=HOURS_A_WEEK,
            chart=bars(hours, most, HOURS_A_WEEK),
            **kwargs,
        )


class PrepareView(OfDesk, FormView):
    """Of who coordinates: what is typed stays where it cannot be taken."""

    def get_success_url(self):
        return reverse("helpdesk:rota", args=[self.desk.slug])

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@access(LEAD_DESK)
class DeskScheduleView(PrepareView):
    """How shifts are made of the hours; saving makes them."""

    template_name, form_class = "helpdesk/rota/desk_schedule.html", DeskScheduleForm

    @cached_property
    def schedule(self):
        found = DeskSchedule.objects.filter(community_point=self.desk).first()
        return found or DeskSchedule(community_point=self.desk)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.schedule}

    def get_context_data(self, **kwargs):
        hours = self.desk.opening_hours
        out = misplaced(self.schedule) if self.schedule.pk else []
        return super().get_context_data(has_hours=bool(hours and hours.timetable_id), misplaced=out, **kwargs)

    def form_valid(self, form):
        made = make_shifts(schedule=form.save())
        words = ngettext("Fatto: %(n)s turno nuovo.", "Fatto: %(n)s turni nuovi.", made.new) % {"n": made.new}
        if made.gone:
            words += " " + _("Tolti perché fuori orario e vuoti: %(n)s.") % {"n": made.gone}
        if made.cancelled:
            words += " " + _("Annullati per chiusura, le persone lo sanno: %(n)s.") % {"n": made.cancelled}
        messages.success(self.request, words)
        return redirect(self.request.path)


@access(LEAD_DESK)
class ShiftCreateView(PrepareView):
    """A shift beside the desk's hours."""

    template_name, form_class = "helpdesk/rota/shift_form.html", ShiftForm

    def form_valid(self, form):
        start, end = form.span
        try:
            shift = add_shift(
                by=self.request.user, desk=self.desk, start=start, end=end, seats=form.cleaned_data["seats"]
            )
        except Refused as error:
            form.add_error(None, error.words)
            return self.form_invalid(form)
        messages.success(self.request, _("C’è un turno in più: %(when)s.") % {"when": said(shift.during)})
        return redirect("helpdesk:shift_detail", slug=self.desk.slug, pk=shift.pk)


@access(LEAD_DESK)
class EveryWeekView(PrepareView):
    """A person in the same part of the same weekday; what could not be is said shift by shift."""

    template_name, form_class = "helpdesk/rota/every_week.html", EveryWeekForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"desk": self.desk}

    def get_context_data(self, **kwargs):
        schedule = DeskSchedule.objects.filter(community_point=self.desk).first()
        return super().get_context_data(made_until=schedule and schedule.generated_until, **kwargs)

    def form_valid(self, form):
        placed = place_every_week(by=self.request.user, desk=self.desk, **form.cleaned_data)
        return self.render_to_response(
            self.get_context_data(form=form, placed=placed, person=form.cleaned_data["volunteer"])
        )
