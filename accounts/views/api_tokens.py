from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from accounts.access import OWN_ACCOUNT, access, scopes_for
from accounts.actions import create_token
from accounts.models.api_token import MOST

DAYS = [
    (30, gettext_lazy("30 giorni")),
    (90, gettext_lazy("90 giorni")),
    (180, gettext_lazy("6 mesi")),
    (365, gettext_lazy("un anno")),
]
# What the database refuses, by the name of its constraint: the field, and what to do.
REFUSED = {
    "one_api_token_for_each_name": (
        "name",
        gettext_lazy("Hai già una chiave con questo nome. Se non l’hai copiata in tempo, toglila e creane un’altra."),
    ),
    "ten_api_tokens_for_a_person": (
        None,
        gettext_lazy("Hai già dieci chiavi, e di più non se ne possono avere. Togline una che non usi."),
    ),
}


class ApiTokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("A che cosa serve"),
        max_length=80,
        help_text=gettext_lazy("Un nome che ti faccia riconoscere la chiave, per esempio «foglio dei turni»."),
    )
    scopes = forms.MultipleChoiceField(label=gettext_lazy("Che cosa può fare"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=gettext_lazy("Per quanto tempo vale"), choices=DAYS, coerce=int, initial=30, widget=forms.RadioSelect
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes_for(user)]


class OwnTokens:
    def get_queryset(self):
        return self.request.user.api_tokens.all()


@access(OWN_ACCOUNT)
class ApiTokenListView(OwnTokens, ListView):
    template_name = "account/api_token_list.html"
    context_object_name = "tokens"
    extra_context = {"most": MOST}


@access(OWN_ACCOUNT)
@method_decorator([reauthentication_required, never_cache], name="dispatch")
class ApiTokenCreateView(FormView):
    """The secret is in this one answer and nowhere else: sending the form again is refused by the name."""

    template_name = "account/api_token_create.html"
    form_class = ApiTokenForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        try:
            token, secret = create_token(by=self.request.user, **form.cleaned_data)
        except IntegrityError as refused:
            form.add_error(*REFUSED[refused.__cause__.diag.constraint_name])
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(token=token, secret=secret))


@access(OWN_ACCOUNT)
class ApiTokenDeleteView(OwnTokens, SingleObjectMixin, View):
    http_method_names = ["post"]

    def post(self, request, pk):
        token = self.get_object()
        token.delete()
        messages.success(request, _("Tolta: la chiave «%(name)s» non apre più niente.") % {"name": token.name})
        return redirect("api_token_list")
