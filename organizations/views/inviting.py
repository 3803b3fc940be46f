"""To invite to a place, and to send again or withdraw what has no answer yet."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from accounts.access import access
from accounts.limits import HOUR, too_many_requests
from organizations.access import KEEP_CITY_PEOPLE, KEEP_ORGANIZATION_PEOPLE, KEEP_POINT_PEOPLE, KEPT_BY
from organizations.actions import invite, invite_again
from organizations.forms import InviteForm
from organizations.models import Invitation

from .places import AtOrganization, AtPlace, AtPoint, ForCity


def may_send(request):
    """Twenty invitations an hour for each person, where limits are on."""
    return ratelimit.consume(request, action="invite", user=request.user)


def say_whether_sent(request, email, left):
    if left:
        return messages.success(request, _("Invito mandato a %(email)s.") % {"email": email})
    text = _("L’invito per %(email)s c’è, ma il messaggio non è partito. Fra qualche minuto prova «Manda di nuovo».")
    return messages.warning(request, text % {"email": email})


class InviteView(AtPlace, FormView):
    template_name, form_class = "organizations/invite.html", InviteForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "place": self.place, "roles": self.kept_roles()}

    def form_valid(self, form):
        if not may_send(self.request):
            return too_many_requests(self.request, wait=HOUR)
        invitation, _secret, left = invite(by=self.request.user, place=self.place, **form.cleaned_data)
        say_whether_sent(self.request, invitation.email, left)
        return HttpResponseRedirect(self.people_url())


@access(KEEP_ORGANIZATION_PEOPLE)
class OrganizationInviteView(AtOrganization, InviteView):
    pass


@access(KEEP_POINT_PEOPLE)
class CommunityPointInviteView(AtPoint, InviteView):
    pass


@access(KEEP_CITY_PEOPLE)
class MunicipalityInviteView(ForCity, InviteView):
    pass


class SentInvitationView(AtPlace, View):
    """Buttons beside an invitation without an answer: `again` or `withdraw`."""

    def post(self, request, slug, pk):
        invitation = get_object_or_404(Invitation.objects.unanswered(), pk=pk, **self.of_place)
        KEPT_BY[invitation.role].check(request.user, self.place)
        if "withdraw" in request.POST:
            invitation.delete()
            messages.success(request, _("Invito ritirato: il suo collegamento non vale più."))
        elif "again" in request.POST:
            if not may_send(request):
                return too_many_requests(request, wait=HOUR)
            say_whether_sent(request, invitation.email, invite_again(by=request.user, invitation=invitation))
        return HttpResponseRedirect(self.people_url())


@access(KEEP_ORGANIZATION_PEOPLE)
class OrganizationInvitationView(AtOrganization, SentInvitationView):
    pass


@access(KEEP_POINT_PEOPLE)
class CommunityPointInvitationView(AtPoint, SentInvitationView):
    pass


@access(KEEP_CITY_PEOPLE)
class MunicipalityInvitationView(ForCity, SentInvitationView):
    pass
