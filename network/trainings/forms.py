"""What is filled in about courses: by who holds them, and by who enrols."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.rota.forms import ClockField, DayField, RotaForm
from network.meetings.forms import MeetingModelForm, moment_of
from network.models import Training, TrainingSession
from services.reports.sender import stamp, too_quick

MOST_DAYS, BLANK = 20, 3


class TrainingForm(MeetingModelForm):
    class Meta:
        model = Training
        fields = ["title", "learns", "for_whom", "for_business", "kind", "valid_months"]
        widgets = {"learns": forms.Textarea({"rows": 5})}
        help_texts = {
            "for_whom": gettext_lazy("Per esempio: chi fa volontariato allo sportello. Vuoto: per chiunque."),
            "for_business": gettext_lazy("Si trova anche dalle portinerie, accanto alle consulenze."),
            "kind": gettext_lazy("La riceve chi c’era e si è iscritto con il suo accesso."),
            "valid_months": gettext_lazy("Solo se permette qualcosa allo sportello: da 1 a 60."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Niente di particolare")), *self.fields["kind"].choices[1:]]

    def clean(self):
        said = super().clean()
        if not said.get("kind"):
            said["valid_months"] = None
        elif not self.errors and not said.get("valid_months"):
            self.add_error("valid_months", _("Di’ per quanti mesi vale: da 1 a 60."))
        return said


class SessionForm(MeetingModelForm):
    class Meta:
        model = TrainingSession
        fields = ["place", "places", "words"]
        widgets = {"places": forms.NumberInput({"min": 1, "max": 500, "inputmode": "numeric"})}
        help_texts = {"words": gettext_lazy("Per esempio: porta un quaderno; l’ingresso è dal cortile.")}


class MeetingDayForm(RotaForm):
    """One day of a session; a row left empty is none."""

    day = DayField(label=gettext_lazy("Giorno"), required=False)
    starts_at = ClockField(label=gettext_lazy("Dalle"), required=False)
    ends_at = ClockField(label=gettext_lazy("Alle"), required=False)

    def clean(self):
        day, starts_at, ends_at = (self.cleaned_data.get(name) for name in ("day", "starts_at", "ends_at"))
        if self.errors or (day, starts_at, ends_at) == (None, None, None):
            return
        if None in (day, starts_at, ends_at):
            raise forms.ValidationError(_("Di’ il giorno, da che ora e fino a che ora."))
        if ends_at <= starts_at:
            self.add_error("ends_at", _("Finisce prima di cominciare: controlla le due ore."))
        self.span = moment_of(day, starts_at), moment_of(day, ends_at)


class Days(forms.BaseFormSet):
    def clean(self):
        """In the order of time, and one after the other."""
        if any(self.errors):
            return
        spans = self.spans
        if not spans:
            raise forms.ValidationError(_("Scrivi almeno un giorno, con le sue ore."))
        if any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False)):
            raise forms.ValidationError(_("Due giorni si sovrappongono: controlla date e ore."))
        if spans[0][0] <= timezone.now() and not self.initial:
            raise forms.ValidationError(_("Il primo giorno è già passato."))

    @property
    def spans(self) -> list:
        return sorted(form.span for form in self.forms if hasattr(form, "span"))


DaysFormSet = forms.formset_factory(MeetingDayForm, Days, extra=BLANK, max_num=MOST_DAYS, validate_max=True)


def days_form(data=None, session=None):
    """With the days of the session, and rows to add others."""
    rows = [initial_of(each) for each in session.in_order] if session else []
    return DaysFormSet(data, prefix="giorni", initial=rows)


def initial_of(day) -> dict:
    start, end = timezone.localtime(day.dtstart), timezone.localtime(day.dtend)
    return {"day": start.date(), "starts_at": start.time(), "ends_at": end.time()}


class CancelSessionForm(RotaForm):
    reason = forms.CharField(label=gettext_lazy("Perché, in due parole: lo legge chi è iscritto"), max_length=300)


class EnrolForm(RotaForm):
    """By who has no access; `is_spam` is known once it is valid."""

    name = forms.CharField(
        label=gettext_lazy("Nome e cognome"),
        help_text=gettext_lazy("Come vuoi leggerli sull’attestato."),
        max_length=100,
        error_messages={"required": gettext_lazy("Scrivi il tuo nome.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("La tua e-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Scrivi la tua e-mail: la conferma arriva lì."),
            "invalid": gettext_lazy("Controlla l’e-mail: è scritta come nome@esempio.it?"),
        },
    )
    homepage = forms.CharField(required=False, label=gettext_lazy("Lascia vuota questa casella"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"shown": stamp()}, **kwargs)

    def clean_name(self):
        """In one line, as it stands on the certificate."""
        return " ".join(self.cleaned_data["name"].split())

    @property
    def is_spam(self):
        return bool(self.cleaned_data["homepage"]) or too_quick(self.cleaned_data["shown"])
