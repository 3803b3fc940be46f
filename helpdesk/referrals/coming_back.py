"""What somebody says who comes back with the code of a hand-out: no name, no words of their own."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.models import Referral

from . import return_codes

Outcome = Referral.Outcome
HOW = {
    Outcome.MET: gettext_lazy("Sì, ho avuto quello che cercavo"),
    Outcome.PARTLY: gettext_lazy("In parte"),
    Outcome.NOT_MET: gettext_lazy("No"),
}


class ComeBackForm(forms.Form):
    """`code` of the form is the ReturnCode, once it is valid."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Il codice sul foglio"),
        help_text=gettext_lazy("Dieci lettere e numeri."),
        max_length=20,
        error_messages={"required": gettext_lazy("Scrivi il codice: è sul foglio, sotto il posto dove andare.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("È andata bene?"),
        choices=HOW.items(),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli com’è andata.")},
    )
    another_door = forms.BooleanField(label=gettext_lazy("Vorrei provare da un’altra parte"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}
        self.fields["code"].widget.attrs["spellcheck"] = "false"

    def clean_code(self):
        self.code = return_codes.found(self.cleaned_data["code"])
        if self.code is None:
            raise forms.ValidationError(
                _("Questo codice non vale: guarda se è scritto giusto. Si usa una volta sola, entro tre mesi.")
            )
        return self.cleaned_data["code"]

    @property
    def said(self) -> dict:
        said = self.cleaned_data
        return {"outcome": said["outcome"], "another_door": said["another_door"] and said["outcome"] != Outcome.MET}
