"""What is filled in to ask for help, to say who gives it, how it went."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Role
from accounts.models import User
from helpdesk.rota.forms import RotaForm
from network.meetings.forms import MeetingModelForm
from network.models import AssistanceRequest
from organizations.models import Mandate


class AssistanceSearchForm(forms.Form):
    stato = forms.ChoiceField(
        label=gettext_lazy("A che punto è"),
        choices=[("", gettext_lazy("tutte")), *AssistanceRequest.State.choices],
        required=False,
    )
    tipo = forms.ChoiceField(
        label=gettext_lazy("Che aiuto"),
        choices=[("", gettext_lazy("tutti")), *AssistanceRequest.Kind.choices],
        required=False,
    )

    def __init__(self, data):
        super().__init__(data, label_suffix="")

    @property
    def wishes(self) -> dict:
        self.is_valid()
        return {"state": self.cleaned_data.get("stato", ""), "kind": self.cleaned_data.get("tipo", "")}


class AssistanceForm(MeetingModelForm):
    """`organizations` are those that the writer speaks for."""

    class Meta:
        model = AssistanceRequest
        fields = ["organization", "kind", "title", "words"]
        widgets = {"kind": forms.RadioSelect, "words": forms.Textarea({"rows": 5})}
        help_texts = {
            "title": gettext_lazy("Per esempio: «Ci serve una mano con il bando del Comune»."),
            "words": gettext_lazy("Che cosa vi serve, entro quando, che cosa avete già provato."),
        }

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        self.fields["organization"].choices = [(each.pk, str(each)) for each in organizations]
        self.fields["kind"].choices = [(each.value, each.label.capitalize()) for each in AssistanceRequest.Kind]


class AssignForm(RotaForm):
    helper_organization = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Un’organizzazione"),
        empty_label=gettext_lazy("Nessuna: aiuta una persona"),
        required=False,
    )
    helper = forms.ModelChoiceField(
        None, label=gettext_lazy("O una persona"), empty_label=gettext_lazy("Nessuna in particolare"), required=False
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        members = request.network.members()
        others = members.exclude(pk=request.organization_id)
        self.fields["helper_organization"].queryset = others.in_alphabetical_order()
        self.fields["helper"].queryset = people_of(request.network, others)

    def clean(self):
        said = super().clean()
        chosen = [name for name in ("helper", "helper_organization") if said.get(name)]
        if not self.errors and len(chosen) != 1:
            self.add_error("helper_organization", _("Scegli chi aiuta: un’organizzazione oppure una persona."))
        return said


def people_of(network, organizations):
    """Who keeps one of these members, or runs the network."""
    here = Mandate.objects.current().filter(role__in=[Role.COORDINATOR, Role.DIRECTION])
    runs = here.filter(community_point__location__municipality=network) | here.filter(municipality=network)
    keeps = User.objects.filter(memberships__organization__in=organizations).values("pk")
    return User.objects.filter(pk__in=keeps.union(runs.values("user")), is_active=True).order_by("name", "pk")


class FinishForm(RotaForm):
    outcome = forms.CharField(
        label=gettext_lazy("Com’è andata"),
        help_text=gettext_lazy("Chi ha aiutato, come, che cosa ha risolto. Lo leggete voi e chi coordina la rete."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
