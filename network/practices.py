"""Writes and forms of the library of practices: a member proposes, a coordinator decides."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.rota.forms import RotaForm
from network.bulletin.forms import themes
from network.meetings.forms import MeetingModelForm
from network.models import PracticeResource

State = PracticeResource.State


def propose(*, by, practice) -> PracticeResource:
    practice.state, practice.proposed_by = State.PROPOSED, by
    practice.save()
    return practice


@transaction.atomic
def decide(*, by, practice, answer=""):
    """Into the library or, with an answer, not this time; it may be decided anew."""
    row = PracticeResource.objects.select_for_update().get(pk=practice.pk)
    row.state, row.answer = (State.DECLINED, answer) if answer else (State.APPROVED, "")
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])


class PracticeForm(MeetingModelForm):
    link = forms.URLField(
        label=gettext_lazy("Pagina per saperne di più"), max_length=500, required=False, assume_scheme="https"
    )

    class Meta:
        model = PracticeResource
        fields = ["title", "text", "theme", "tried_by", "link", "organization"]
        widgets = {"text": forms.Textarea({"rows": 8})}
        help_texts = {
            "text": gettext_lazy("Che problema c’era, che cosa si è fatto, che cosa è cambiato, che cosa serve."),
            "tried_by": gettext_lazy("Per esempio: l’Emporio, in via Milano, dal 2024."),
        }

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset, self.fields["theme"].empty_label = themes(), _("Un po’ di tutto")
        self.fields["organization"].queryset = organizations
        self.fields["organization"].empty_label = _("Per conto mio")
        if not organizations:
            del self.fields["organization"]


class DeclinePracticeForm(RotaForm):
    answer = forms.CharField(label=gettext_lazy("Perché no: lo legge chi l’ha proposta"), max_length=300)


class PracticeSearchForm(RotaForm):
    """Whatever is not understood is not asked."""

    q = forms.CharField(label=gettext_lazy("Parole"), max_length=100, required=False)
    tema = forms.ModelChoiceField(
        None, label=gettext_lazy("Di che cosa parla"), empty_label=gettext_lazy("Tutto"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tema"].queryset = themes()

    def found_in(self, practices):
        said = self.cleaned_data if self.is_valid() else {}
        practices = practices.saying(said["q"]) if said.get("q") else practices
        return practices.of_theme(said["tema"]) if said.get("tema") else practices
