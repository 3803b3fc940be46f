"""What anyone fills in to say that something is wrong, or missing."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.models import Report

from .sender import repeated, stamp, too_quick

Topic = Report.Topic
TYPED = {  # topic: (question, attributes of its box)
    Topic.PHONE: (gettext_lazy("Il numero giusto"), {"type": "tel", "autocomplete": "off"}),
    Topic.WEBSITE: (
        gettext_lazy("Il sito o l’e-mail giusta"),
        {"inputmode": "url", "autocapitalize": "none", "autocomplete": "off"},
    ),
    Topic.ADDRESS: (gettext_lazy("L’indirizzo giusto: via e numero"), {"autocomplete": "off"}),
    Topic.HOURS: (gettext_lazy("Quando è aperto, per esempio: lun-ven 9-12; sab 10-12"), {"autocomplete": "off"}),
    Topic.COST: (gettext_lazy("Quanto costa davvero"), {"autocomplete": "off"}),
    Topic.NAME: (gettext_lazy("Il nome giusto"), {"autocomplete": "off"}),
    Topic.NEW: (gettext_lazy("Come si chiama"), {"autocomplete": "off"}),
}
ASKED = {  # what the box for words asks
    Topic.CLOSED: gettext_lazy("Come lo sai? (se vuoi)"),
    Topic.ACCESS: gettext_lazy("Com’è davvero"),
    Topic.OTHER: gettext_lazy("Che cosa non è giusto"),
    Topic.MISSING: gettext_lazy("Che cosa manca"),
    Topic.NEW: gettext_lazy("Dov’è, che cosa fa, quando è aperto, il telefono: quello che sai"),
}


class ReportForm(forms.Form):
    """`topic` decides which box it asks; `is_spam` is known once it is valid."""

    suggestion = forms.CharField(max_length=500, required=False)
    words = forms.CharField(max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    email = forms.EmailField(max_length=254, required=False, label=gettext_lazy("La tua e-mail, se vuoi una risposta"))
    homepage = forms.CharField(required=False, label=gettext_lazy("Lascia vuota questa casella"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, topic, initial=None, **kwargs):
        super().__init__(*args, label_suffix="", initial={"shown": stamp()} | (initial or {}), **kwargs)
        self.topic = topic
        question, attributes = TYPED.get(topic, ("", {}))
        self.fields["suggestion"].label = question
        self.fields["suggestion"].widget = forms.TextInput({"maxlength": 500, **attributes})
        self.fields["words"].label = ASKED.get(topic, _("Vuoi aggiungere qualcosa? (se vuoi)"))
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["email"].error_messages["invalid"] = _("Controlla l’e-mail: è scritta come nome@esempio.it?")
        self.fields["email"].help_text = _("Serve solo a dirti com’è andata; poi la cancelliamo.")
        if not question:
            del self.fields["suggestion"]

    def clean_suggestion(self):
        text = " ".join(self.cleaned_data["suggestion"].split())
        if self.topic == Topic.PHONE and text and len(re.findall(r"\d", text)) < 3:
            raise ValidationError(_("Scrivi il numero con le cifre, per esempio 030 123456."))
        return text

    def clean_words(self):
        return self.cleaned_data["words"].strip()

    def clean(self):
        said = [self.cleaned_data.get(name) for name in ("suggestion", "words")]
        box = "suggestion" if "suggestion" in self.fields else "words"
        if not any(said) and self.topic != Topic.CLOSED and not self.errors:
            self.add_error(box, _("Scrivi qui com’è davvero, anche con poche parole."))
        if self.topic == Topic.NEW and not self.cleaned_data.get("suggestion") and box not in self.errors:
            self.add_error(box, _("Scrivi come si chiama."))

    @property
    def is_spam(self):
        data = self.cleaned_data
        return bool(data["homepage"]) or too_quick(data["shown"]) or repeated(data["words"])
