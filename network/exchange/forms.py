"""What is filled in to offer, to ask, to answer, to agree."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.rota.forms import DayField, RotaForm
from network.bulletin.forms import quarters
from network.meetings.forms import MeetingModelForm
from network.models import ExchangeNotice

USUAL, LONGEST = datetime.timedelta(days=60), datetime.timedelta(days=180)
WHATS = [(each.value, each.label.capitalize()) for each in ExchangeNotice.What]
KINDS = [("offer", gettext_lazy("Offriamo qualcosa")), ("request", gettext_lazy("Cerchiamo qualcosa"))]


class NoticeSearchForm(forms.Form):
    """What the list is narrowed by; what is not valid is left aside."""

    tipo = forms.ChoiceField(
        label=gettext_lazy("Chi"),
        choices=[("", _("offre o cerca")), ("offer", gettext_lazy("offre")), ("request", gettext_lazy("cerca"))],
        required=False,
    )
    cosa = forms.ChoiceField(
        label=gettext_lazy("Che cosa"),
        choices=[("", gettext_lazy("tutto")), *ExchangeNotice.What.choices],
        required=False,
    )
    quartiere = forms.ChoiceField(label=gettext_lazy("Quartiere"), required=False)

    def __init__(self, data, network):
        super().__init__(data, label_suffix="")
        self.fields["quartiere"].choices = [("", _("tutti")), *quarters(network).values_list("slug", "name")]

    @property
    def wishes(self) -> dict:
        self.is_valid()
        names = {"kind": "tipo", "what": "cosa", "quarter": "quartiere"}
        return {name: self.cleaned_data.get(field, "") for name, field in names.items()}


class NoticeForm(MeetingModelForm):
    """`organizations` are those that the writer speaks for."""

    first_day = DayField(
        label=gettext_lazy("Dal giorno"), help_text=gettext_lazy("Se va bene sempre, lascialo vuoto."), required=False
    )
    last_day = DayField(label=gettext_lazy("Al giorno, se sono più d’uno"), required=False)
    expires_on = DayField(
        label=gettext_lazy("Resta in bacheca fino al"),
        help_text=gettext_lazy("Se non lo dici, fino all’ultimo giorno qui sopra, o per due mesi."),
        required=False,
    )

    class Meta:
        model = ExchangeNotice
        fields = [
            "organization", "kind", "what", "title", "words", "quarter", "first_day", "last_day", "expires_on",
        ]  # fmt: skip
        widgets = {"kind": forms.RadioSelect, "what": forms.RadioSelect, "words": forms.Textarea({"rows": 5})}
        help_texts = {
            "title": gettext_lazy("Per esempio: «Un furgone il sabato mattina»."),
            "words": gettext_lazy(
                "Come, quando, a che condizioni: quello che serve per decidere se fa al caso proprio."
            ),
        }

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [(each.pk, str(each)) for each in organizations]
        self.fields["organization"].queryset = organizations
        self.fields["organization"].empty_label = None
        self.fields["kind"].choices, self.fields["what"].choices = KINDS, WHATS
        self.fields["quarter"].queryset = quarters(self.instance.network)
        self.fields["quarter"].empty_label = _("Tutta la città")
        if self.instance.pk:  # whose it is, and whether it is offered or wanted, stays
            del self.fields["organization"], self.fields["kind"]

    def clean(self):
        said, today = super().clean(), timezone.localdate()
        first, last = said.get("first_day"), said.get("last_day")
        if last and not first:
            self.add_error("first_day", _("Di’ anche da che giorno."))
        last = said["last_day"] = last or first
        if first and last < first:
            self.add_error("last_day", _("L’ultimo giorno non può venire prima del primo."))
        elif last and last < today:
            self.add_error("first_day", _("Questi giorni sono già passati."))
        until = said["expires_on"] = said.get("expires_on") or last or today + USUAL
        if "first_day" not in self.errors and "last_day" not in self.errors:
            self.clean_until(until, last, today)
        return said

    def clean_until(self, until, last, today):
        if last and until > last:
            self.add_error("expires_on", _("Dopo l’ultimo giorno non serve più a nessuno."))
        elif not today <= until <= (last or today + LONGEST):
            self.add_error("expires_on", _("Scegli un giorno da oggi a sei mesi."))

    def _get_validation_exclusions(self):
        """The days are checked here: the rule of the database would say it a second time."""
        return super()._get_validation_exclusions() | {"first_day", "last_day", "expires_on"}


class AnswerForm(RotaForm):
    """`organizations` may answer; `own` are the notices of theirs that fit."""

    organization = forms.ModelChoiceField(None, label=gettext_lazy("Chi risponde"), empty_label=None)
    own_notice = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Con un tuo annuncio che va d’accordo con questo"),
        empty_label=gettext_lazy("Con nessuno"),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Che cosa vuoi dire"),
        help_text=gettext_lazy("Quando, per quanto, che cosa ti serve sapere."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args, organizations, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset, self.fields["own_notice"].queryset = organizations, own
        self.fields["organization"].choices = [(each.pk, str(each)) for each in organizations]
        if not own:
            del self.fields["own_notice"]

    def clean(self):
        said = super().clean()
        notice = said.setdefault("own_notice", None)
        if notice and said.get("organization") and notice.organization_id != said["organization"].pk:
            self.add_error("own_notice", _("Questo annuncio è di un’altra tua organizzazione."))
        return said


class TermsForm(RotaForm):
    terms = forms.CharField(
        label=gettext_lazy("Che cosa avete concordato"),
        help_text=gettext_lazy("Che cosa, quando, chi porta e chi riporta. Lo leggete voi due e chi coordina la rete."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class NoForm(RotaForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché no: lo legge l’altra organizzazione"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )


class MessageForm(RotaForm):
    words = forms.CharField(label=gettext_lazy("Scrivile"), max_length=1000, widget=forms.Textarea({"rows": 3}))
