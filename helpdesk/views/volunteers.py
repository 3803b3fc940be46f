"""`/sportello/…/volontari/`: who works at the desk, what they have learned, the hours they give."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import access
from accounts.models import Qualification
from helpdesk.access import LEAD_DESK
from helpdesk.models import VolunteerApplication
from helpdesk.rota.hours import Hours, hours_of_people
from helpdesk.rota.people import AT_DESK
from helpdesk.rota.qualifications import days_left, end, grant, not_over
from helpdesk.rota.volunteer_forms import GrantForm

from .desk import OfDesk


class Learned(NamedTuple):
    qualification: Qualification
    days_left: int | None  # when the end is near


class Row(NamedTuple):
    mandate: object
    learned: list
    hours: Hours


def learned(person, day):
    return [Learned(each, days_left(each, day)) for each in person.now_learned]


class OfVolunteers(OfDesk):
    def mandates(self):
        held = Prefetch("user__qualifications", not_over().order_by("kind", "valid"), to_attr="now_learned")
        mandates = self.desk.mandates.current().filter(role__in=AT_DESK)
        return mandates.select_related("user").prefetch_related(held).order_by("user__name", "pk")


@access(LEAD_DESK)
class VolunteerListView(OfVolunteers, TemplateView):
    template_name = "helpdesk/rota/volunteer_list.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        hours = hours_of_people(self.desk, today)
        rows = [Row(each, learned(each.user, today), hours.get(each.user_id, Hours())) for each in self.mandates()]
        waiting = VolunteerApplication.objects.filter(community_point=self.desk).open().count()
        return super().get_context_data(rows=rows, waiting=waiting, **kwargs)


@access(LEAD_DESK)
class VolunteerDetailView(OfVolunteers, FormView):
    """A training given or renewed; with `end`, one that ends today."""

    template_name, form_class = "helpdesk/rota/volunteer_detail.html", GrantForm

    @cached_property
    def mandate(self):
        return get_object_or_404(self.mandates().filter(user=self.kwargs["pk"]).order_by("pk")[:1])

    @property
    def is_own(self):
        return self.mandate.user == self.request.user

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        hours = hours_of_people(self.desk, today).get(self.mandate.user_id, Hours())
        rows = learned(self.mandate.user, today)
        return super().get_context_data(mandate=self.mandate, learned=rows, hours=hours, is_own=self.is_own, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.is_own:
            raise PermissionDenied
        if "end" not in request.POST:
            return super().post(request, *args, **kwargs)
        found = [each for each in self.mandate.user.now_learned if str(each.pk) == request.POST["end"]]
        for qualification in found:
            end(by=request.user, qualification=qualification)
            messages.success(request, _("Fatto: da oggi non vale più."))
        return redirect(request.path)

    def form_valid(self, form):
        said = {name: form.cleaned_data[name] for name in ("kind", "valid")}
        grant(by=self.request.user, person=self.mandate.user, **said)
        messages.success(self.request, _("Segnato."))
        return redirect(self.request.path)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
