"""What is known of somebody a desk follows, to be mended."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.models import Client


class PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nome, basta il primo"), max_length=80)
    contact_kind = forms.ChoiceField(
        label=gettext_lazy("Come si trova"),
        choices=Client.ContactKind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    contact = forms.CharField(label=gettext_lazy("Un solo recapito"), max_length=120, required=False)
    when_safe = forms.CharField(
        label=gettext_lazy("Quando si può cercare, e che cosa non dire"), max_length=250, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["name"].error_messages["required"] = _("Scrivi come si chiama: basta il nome.")
        for name in ("name", "contact", "when_safe"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self):
        said = super().clean()
        if said.get("contact") and not said.get("contact_kind"):
            self.add_error("contact_kind", _("Di’ che recapito è."))
        return said


class SureForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("Me l’ha chiesto la persona, e ha capito che non torna"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="sicuro_%s", **kwargs)
        self.fields["sure"].error_messages["required"] = _("Segna la casella: dopo non si torna indietro.")
