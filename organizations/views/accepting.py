"""What one finds behind the link of an invitation."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import PUBLIC, access, rule_of
from organizations.actions import accept, accept_with_a_new_account
from organizations.forms import NewAccountForm
from organizations.invitations import offer_of
from organizations.models import Invitation

from .people import CommunityPointPeopleView, MunicipalityPeopleView, OrganizationPeopleView


@access(PUBLIC)
class InvitationView(FormView):
    """Shows on GET, because programs that read mail open its links; accepts on POST.

    A referrer would hold the secret: it goes to nobody else. It is not "no-referrer", under which a browser sends
    forms without saying from where (`Origin: null`), and those are refused.
    """

    template_name, form_class = "organizations/invitation.html", NewAccountForm

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Invitation.DoesNotExist:
            response = render(request, "organizations/invitation_gone.html", status=410)
        response.headers["Referrer-Policy"] = "same-origin"
        patch_cache_control(response, private=True, no_store=True)
        return response

    @cached_property
    def invitation(self):
        rows = Invitation.objects.select_related("organization", "community_point", "municipality", "invited_by")
        return rows.pending().holding(self.kwargs["secret"]).get()

    @property
    def is_for_reader(self):
        return self.request.user.is_authenticated and self.invitation.is_for(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            invitation=self.invitation, offer=offer_of(self.invitation), is_for_reader=self.is_for_reader, **kwargs
        )

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "email": self.invitation.email}

    def post(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return super().post(request, *args, **kwargs)
        if not self.is_for_reader:
            return self.get(request, *args, **kwargs)
        try:
            accept(by=request.user, secret=self.kwargs["secret"])
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(self.welcome())

    def form_valid(self, form):
        try:
            _invitation, user = accept_with_a_new_account(secret=self.kwargs["secret"], **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return perform_login(self.request, user, redirect_url=self.welcome(), email=user.email)

    def welcome(self):
        """Says that it is done; where the new role opens the page of the people, that, else one's own."""
        messages.success(self.request, _("Fatto. Da oggi puoi %(offer)s.") % {"offer": offer_of(self.invitation)})
        return landing_of(self.invitation)


def landing_of(invitation):
    views = [OrganizationPeopleView, CommunityPointPeopleView, MunicipalityPeopleView]
    view = next(each for each in views if invitation.role in each.roles)
    if invitation.role in rule_of(view).roles:
        return reverse(f"organizations:{view.stem}_people", args=[invitation.place.slug])
    return reverse("account_home")
