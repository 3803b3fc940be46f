"""What is filled in to report, to decide, to appeal."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import ModerationDecision, ModerationReport
from community.needs.forms import TheirOwnForm
from services.reports.sender import stamp, too_quick

Measure, Outcome = ModerationDecision.Measure, ModerationDecision.Outcome
DAYS = [(7, gettext_lazy("7 giorni")), (30, gettext_lazy("30 giorni")), (90, gettext_lazy("90 giorni"))]


class ReportForm(TheirOwnForm):
    """`is_spam` is known once it is valid; who has an account leaves no address."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Che cosa non va?"),
        choices=ModerationReport.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli che cosa non va.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Vuoi dirci di più? (se vuoi)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Lo legge solo chi decide."),
    )
    email = forms.EmailField(
        label=gettext_lazy("La tua e-mail, se vuoi una risposta"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    homepage = forms.CharField(required=False, label=gettext_lazy("Lascia vuota questa casella"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, initial=None, **kwargs):
        super().__init__(*args, initial={"shown": stamp()} | (initial or {}), **kwargs)
        self.is_known = user.is_authenticated
        if self.is_known:
            for name in ("email", "homepage", "shown"):
                del self.fields[name]

    @property
    def is_spam(self):
        said = self.cleaned_data
        return not self.is_known and (bool(said["homepage"]) or too_quick(said["shown"]))


class DecideForm(TheirOwnForm):
    """Upheld, it says why to the author, and maybe for how long they do not write."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Che cosa decidi?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli che cosa decidi.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("La risposta a chi l’ha segnalato"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Scrivi la risposta: chi ha segnalato aspetta di sapere.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Se lo nascondi: perché"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Lo legge chi l’ha scritto."),
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Se lo nascondi: che cosa ne segue"), choices=Measure.choices, initial=Measure.NOTHING
    )
    days = forms.TypedChoiceField(label=gettext_lazy("La pausa dura"), choices=DAYS, coerce=int, initial=7)

    def clean(self):
        said = super().clean()
        if said.get("outcome") == Outcome.UPHELD and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Scrivi il perché: chi l’ha scritto lo legge."))
        if said.get("outcome") == Outcome.DISMISSED:
            said |= {"reason": "", "measure": Measure.NOTHING}
        return said


class AppealForm(TheirOwnForm):
    words = forms.CharField(
        label=gettext_lazy("Perché pensi che abbiamo sbagliato?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Lo legge solo chi decide, che è un’altra persona."),
        error_messages={"required": gettext_lazy("Scrivi due righe: chi decide parte da lì.")},
    )


class AppealAnswerForm(TheirOwnForm):
    granted = forms.TypedChoiceField(
        label=gettext_lazy("Che cosa decidi?"),
        choices=[("yes", gettext_lazy("ha ragione: si vede di nuovo")), ("no", gettext_lazy("la decisione resta"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli che cosa decidi.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("La risposta"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Scrivi la risposta: chi ha fatto ricorso la aspetta.")},
    )
