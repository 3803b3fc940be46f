"""To change what somebody is at a place, or that they are there at all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import access
from organizations.access import KEEP_CITY_PEOPLE, KEEP_ORGANIZATION_PEOPLE, KEEP_POINT_PEOPLE, KEPT_BY
from organizations.actions import change_role, end_now, set_last_day, take_out
from organizations.forms import LastDayForm, RoleForm

from .places import AtOrganization, AtPlace, AtPoint, ForCity


class PersonView(AtPlace, FormView):
    """What one person is at a place: a form that changes it, and a button of its own (`end`) that ends it."""

    @cached_property
    def row(self):
        row = get_object_or_404(self.rows(), pk=self.kwargs["pk"])
        KEPT_BY[row.role].check(self.request.user, self.place)
        return row

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.row and "end" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            self.end()
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return HttpResponseRedirect(request.path)
        messages.success(request, _("Fatto: %(name)s non è più qui.") % {"name": self.row.user})
        return HttpResponseRedirect(self.people_url())

    def form_valid(self, form):
        try:
            self.change(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Salvato: %(name)s.") % {"name": self.row.user})
        return HttpResponseRedirect(self.people_url())


@access(KEEP_ORGANIZATION_PEOPLE)
class OrganizationPersonView(AtOrganization, PersonView):
    template_name, form_class = "organizations/organization_person.html", RoleForm

    def rows(self):
        return self.place.members.select_related("user")

    def get_initial(self):
        return {"role": self.row.role}

    def change(self, wishes):
        change_role(by=self.request.user, member=self.row, role=wishes["role"])

    def end(self):
        take_out(by=self.request.user, member=self.row)


class MandateView(PersonView):
    template_name, form_class = "organizations/mandate.html", LastDayForm

    def rows(self):
        return self.place.mandates.not_ended().select_related("user")

    def get_initial(self):
        return {"last_day": self.row.last_day}

    def change(self, wishes):
        set_last_day(by=self.request.user, mandate=self.row, last_day=wishes["last_day"])

    def end(self):
        end_now(by=self.request.user, mandate=self.row)


@access(KEEP_POINT_PEOPLE)
class CommunityPointPersonView(AtPoint, MandateView):
    pass


@access(KEEP_CITY_PEOPLE)
class MunicipalityPersonView(ForCity, MandateView):
    pass
