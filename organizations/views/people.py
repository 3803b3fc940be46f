"""Who keeps an organisation, works at a Punto Comunità, answers for a city."""

from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.access import Role, access
from accounts.actions import log_looks
from accounts.models import AccessLog
from organizations.access import (
    KEEP_CITY_PEOPLE,
    KEEP_ORGANIZATION_PEOPLE,
    KEEP_POINT_PEOPLE,
    SEE_ORGANIZATION_PEOPLE,
    SEE_POINT_PEOPLE,
)
from organizations.models import Invitation, Mandate
from puntocomunita.spreadsheets import csv_download

from .places import AtOrganization, AtPlace, AtPoint, ForCity


class PeopleView(AtPlace, TemplateView):
    """The people of a place; who gives and takes back roles there also sees what may be done with each."""

    def get_context_data(self, **kwargs):
        kept = self.kept_roles()
        return super().get_context_data(
            kept=kept,
            invitations=self.invitations() if self.keep.allows(self.request.user, self.place) else None,
            **kwargs,
        )

    def invitations(self):
        return Invitation.objects.unanswered().filter(**self.of_place)


@access(SEE_ORGANIZATION_PEOPLE)
class OrganizationPeopleView(AtOrganization, PeopleView):
    template_name, keep = "organizations/organization_people.html", KEEP_ORGANIZATION_PEOPLE

    def get_context_data(self, **kwargs):
        return super().get_context_data(members=self.place.members.select_related("user"), **kwargs)


class MandatesView(PeopleView):
    """With the addresses of the people for who keeps them, which is written down."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(mandates=self.mandates().not_ended(), **kwargs)
        if context["kept"]:
            shown = [each.user for each in context["mandates"]]
            log_looks(by=self.request.user, what=AccessLog.What.PEOPLE, thing=self.place.name, subjects=shown)
            context["ended"] = self.mandates().ended()
        return context

    def mandates(self):
        return self.place.mandates.select_related("user")


@access(SEE_POINT_PEOPLE)
class CommunityPointPeopleView(AtPoint, MandatesView):
    template_name, keep = "organizations/community_point_people.html", KEEP_POINT_PEOPLE

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not context["kept"]:
            context["mandates"] = self.mandates().current()
        return context


@access(KEEP_CITY_PEOPLE)
class MunicipalityPeopleView(ForCity, MandatesView):
    template_name, keep = "organizations/municipality_people.html", KEEP_CITY_PEOPLE

    def get_context_data(self, **kwargs):
        return super().get_context_data(coordinators=coordinators_in(self.place), **kwargs)


def coordinators_in(city):
    mandates = Mandate.objects.not_ended().filter(role=Role.COORDINATOR, community_point__location__municipality=city)
    return mandates.select_related("user", "community_point").order_by("community_point__name", "user__name", "id")


@access(KEEP_POINT_PEOPLE)
class CommunityPointPeopleCsvView(AtPoint, View):
    def get(self, request, slug):
        mandates = list(self.mandates())
        shown = [each.user for each in mandates]
        log_looks(by=request.user, what=AccessLog.What.EXPORT, thing=self.place.name, subjects=shown)
        header = [_("Nome"), _("E-mail"), _("Ruolo"), _("Primo giorno"), _("Ultimo giorno")]
        return csv_download(f"persone-{slug}.csv", header, map(row_of, mandates))

    def mandates(self):
        return self.place.mandates.not_ended().select_related("user")


def row_of(mandate):
    """Days as a spreadsheet reads them."""
    person = mandate.user
    return [person.name, person.email, mandate.get_role_display(), mandate.term.lower, mandate.last_day]
