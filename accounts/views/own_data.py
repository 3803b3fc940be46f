from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from accounts.access import OWN_ACCOUNT, access
from accounts.actions import delete_account
from accounts.personal_data import everything_held, last_keeper_of
from puntocomunita.api import to_json

SHOWN = 20  # rows of each kind on the page; the file has all


@access(OWN_ACCOUNT)
@method_decorator(never_cache, name="dispatch")
class DataView(TemplateView):
    template_name = "account/data.html"

    def get_context_data(self, **kwargs):
        held = [
            {"title": title, "rows": rows[:SHOWN], "count": len(rows), "more": max(0, len(rows) - SHOWN)}
            for title, rows in everything_held(self.request.user).items()
        ]
        return super().get_context_data(held=held, **kwargs)


@access(OWN_ACCOUNT)
class DataDownloadView(View):
    """One's data as a file, for who has just shown again who they are; the others come back to the page for it."""

    def get(self, request):
        if is_reauthentication_required(request, app="account"):
            ways = get_adapter().get_reauthentication_methods(request.user)
            return redirect(f"{ways[0]['url']}?{urlencode({'next': reverse('account_data')})}")
        name = f"i-miei-dati-{timezone.localdate():%Y-%m-%d}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(to_json(everything_held(request.user)), content_type="application/json", headers=headers)


class DeletionForm(forms.Form):
    sure = forms.BooleanField(
        label=gettext_lazy("Ho letto che cosa si cancella e che cosa resta"),
        error_messages={"required": gettext_lazy("Per cancellare, segna la casella: dice che hai letto.")},
    )


@access(OWN_ACCOUNT)
@method_decorator([reauthentication_required, never_cache], name="dispatch")
class DataDeleteView(FormView):
    template_name = "account/data_delete.html"
    form_class = DeletionForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(alone=last_keeper_of(self.request.user), **kwargs)

    def form_valid(self, form):
        delete_account(by=self.request.user)
        logout(self.request)
        messages.success(self.request, _("Fatto: il tuo accesso non c’è più. Per cercare un aiuto non serve."))
        return redirect("services:home")
