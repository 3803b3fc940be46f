"""What is filled in to prepare a pact, to say its assessment, to write down hours and to decide them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from community.beside import BesideFields
from community.models import Pact
from community.needs.forms import without_a_person
from helpdesk.rota.forms import ClockField, DayField, RotaForm
from network.bulletin.forms import quarters

WHY_NOT = {
    "hours_end_after_they_begin": gettext_lazy("L’ora in cui finisci viene dopo quella in cui cominci."),
    "hours_last_a_while": gettext_lazy("In quel giorno queste ore non ci sono: l’orologio è andato avanti."),
    "hours_are_in_the_period": gettext_lazy("Questo giorno è fuori dal periodo del patto."),
    "hours_are_not_to_come": gettext_lazy("Queste ore non sono ancora finite: segnale dopo."),
    "hours_of_a_day_are_twelve_at_most": gettext_lazy("In un giorno si danno al massimo 12 ore."),
    "hours_of_a_person_do_not_overlap": gettext_lazy("A quell’ora c’è già qualcosa di segnato."),
    "hours_of_a_pact_do_not_overlap": gettext_lazy("A quell’ora c’è già qualcosa di segnato."),
    "hours_are_of_an_active_pact": gettext_lazy("Questo patto non è in corso: non si segnano più ore."),
}


class PactForm(BesideFields, forms.ModelForm):
    """By e-mail of who has an account, or by name; the kinds are those that the person who fills it in follows."""

    use_required_attribute = False
    email = forms.EmailField(
        label=gettext_lazy("E-mail con cui entra nel portale chi dà le ore"),
        required=False,
        help_text=gettext_lazy("Se non ha un accesso lascia vuoto, e scrivi qui sotto come si chiama."),
    )
    person = forms.CharField(
        label=gettext_lazy("Oppure come si chiama"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Resta cifrato; lo legge solo chi è nel patto."),
    )
    starts_on = DayField(label=gettext_lazy("Dal giorno"))
    ends_on = DayField(label=gettext_lazy("Al giorno"))
    BESIDE = {"pact_is_of_some_hours": "hours_due", "pact_ends_within_three_years": "ends_on"}
    field_order = ["kind", "email", "person", "host", "words", "quarter", "initiative", "hours_due"]

    class Meta:
        model = Pact
        fields = ["kind", "host", "words", "quarter", "initiative", "hours_due", "starts_on", "ends_on"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "words": gettext_lazy("Per esempio: tiene aperta la biblioteca il sabato. Senza nomi di persone."),
            "quarter": gettext_lazy("Per un bando: quello dove abita, e dove chi accoglie ha una sede."),
        }

    def __init__(self, *args, network, kinds, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.network = network
        self.fields["kind"].choices = [(each.value, each.label) for each in kinds]
        self.fields["host"].queryset = network.members().order_by("name")
        self.fields["quarter"].queryset = quarters(network)
        self.fields["initiative"].queryset = network.initiatives.seen().order_by("title")
        self.fields["host"].empty_label = _("Scegli un’organizzazione della rete")
        self.fields["quarter"].empty_label = _("tutta la città")
        self.fields["initiative"].empty_label = _("nessuna")
        self.fields["words"].required = True
        if self.instance.pk:
            participant = self.instance.participant
            self.initial |= {"email": participant.email} if participant else {"person": self.instance.person}

    def clean_email(self):
        email = self.cleaned_data["email"]
        self.participant = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and not self.participant:
            raise forms.ValidationError(_("Con questa e-mail non entra nessuno: controllala, o scrivi il nome."))
        return email

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def clean(self):
        cleaned = super().clean()
        if "email" in cleaned and bool(cleaned["email"]) == bool(cleaned.get("person")):
            self.add_error("person", _("Scrivi l’e-mail oppure il nome: uno dei due."))
        kind, host, quarter = (cleaned.get(name) for name in ("kind", "host", "quarter"))
        if kind == Pact.Kind.CALL and host and quarter and not host.locations.filter(quarter=quarter).exists():
            self.add_error(
                "host", _("Nel quartiere dove abita questa organizzazione non ha una sede: scegline un’altra.")
            )
        return cleaned

    def _get_validation_exclusions(self):
        """Whose it is the two fields say, which the model does not know."""
        return super()._get_validation_exclusions() | {"participant", "name"}

    def told(self) -> dict:
        """As the actions take it."""
        named = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return named | {"participant": self.participant, "name": self.cleaned_data["person"]}


class AssessmentForm(RotaForm):
    assessed_on = DayField(
        label=gettext_lazy("Giorno della valutazione"),
        help_text=gettext_lazy("Qui resta solo il giorno: mai che cosa è emerso."),
    )

    def clean_assessed_on(self):
        day = self.cleaned_data["assessed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Questo giorno deve ancora venire."))
        return day


class ReasonForm(RotaForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Lo leggono tutte le parti del patto: non scrivere niente della vita di nessuno."),
    )

    def __init__(self, *args, must=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = must
        self.fields["reason"].error_messages["required"] = _("Scrivi il perché: chi è nel patto lo legge.")

    def clean_reason(self):
        return without_a_person(self.cleaned_data["reason"])


class HoursForm(RotaForm):
    day = DayField(label=gettext_lazy("Giorno"))
    starts = ClockField(label=gettext_lazy("Dalle"))
    ends = ClockField(label=gettext_lazy("Alle"))
    words = forms.CharField(
        label=gettext_lazy("Che cosa si è fatto"), max_length=120, required=False, help_text=gettext_lazy("Se vuoi.")
    )

    def clean_words(self):
        return without_a_person(self.cleaned_data["words"])

    def refuse(self, why):
        """What the database held against it, beside the field that it is about."""
        field = "ends" if why.startswith(("hours_end", "hours_last", "hours_are_not")) else "day"
        self.add_error(field, WHY_NOT[why])
