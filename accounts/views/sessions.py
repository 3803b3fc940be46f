from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.access import OWN_ACCOUNT, access
from accounts.sessions import end_sessions, living_sessions


@access(OWN_ACCOUNT)
class SessionListView(TemplateView):
    """Where one is inside, and the way to end it elsewhere: one, or with no `session` all the others."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs):
        sessions = living_sessions(self.request.user)
        return super().get_context_data(
            sessions=sessions, here=self.request.session.session_key, others=self.others(sessions), **kwargs
        )

    def others(self, sessions):
        return [each for each in sessions if each.session_key != self.request.session.session_key]

    def post(self, request):
        one = request.POST.get("session")
        ending = [each for each in self.others(living_sessions(request.user)) if one in (None, str(each.pk))]
        end_sessions(ending)
        messages.success(request, self.said(len(ending)))
        return redirect("usersessions_list")

    def said(self, ended):
        if not ended:
            return _("Non c’era niente da chiudere.")
        return ngettext("Fatto: chiusa una sessione.", "Fatto: chiuse %(ended)d sessioni.", ended) % {"ended": ended}
