"""What somebody fills in to be called back: as little as makes a call possible, and safe."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.models import Notice
from helpdesk.people import current_notice
from services.reports.sender import stamp, too_quick
from territory.models import Quarter

TIMES = {
    "morning": gettext_lazy("di mattina"),
    "afternoon": gettext_lazy("di pomeriggio"),
    "evening": gettext_lazy("verso sera"),
}
TYPED = re.compile(r"\+?[\d ()./-]+")


def notice_now():
    """The words to show; None where none was ever published."""
    try:
        return current_notice(Notice.Purpose.CALL_BACK)
    except Notice.DoesNotExist:
        return None


def clean_contact(text):
    """A number or an e-mail as somebody typed it, or a ValidationError that says what is wrong."""
    text = " ".join(text.split())
    if "@" in text:
        EmailValidator(_("Controlla l’e-mail: è scritta come nome@esempio.it?"))(text)
    elif not (TYPED.fullmatch(text) and 6 <= len(re.sub(r"\D", "", text)) <= 15):
        raise ValidationError(_("Controlla il numero: solo cifre, per esempio 333 1234567. O scrivi un’e-mail."))
    return text


class CallBackForm(forms.Form):
    """`notice` are the words that are shown; `read` those that the sender saw, once it is valid."""

    name = forms.CharField(
        label=gettext_lazy("Come ti chiami"), help_text=gettext_lazy("Basta il nome, anche non il tuo."), max_length=80
    )
    contact = forms.CharField(label=gettext_lazy("Il tuo numero di telefono, o un’e-mail"), max_length=120)
    times = forms.MultipleChoiceField(
        label=gettext_lazy("Quando possiamo cercarti?"),
        help_text=gettext_lazy("Se non scegli, quando lo sportello è aperto."),
        choices=TIMES.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("C’è qualcosa a cui stare attenti?"),
        help_text=gettext_lazy("Per esempio: se risponde qualcun altro, non dite chi siete."),
        max_length=150,
        required=False,
    )
    quarter = forms.ModelChoiceField(
        Quarter.objects.order_by("name"),
        label=gettext_lazy("In che quartiere sei?"),
        help_text=gettext_lazy("Serve solo a scegliere lo sportello che ti richiama."),
        empty_label=gettext_lazy("Scegli"),
    )
    agreed = forms.BooleanField(label=gettext_lazy("Va bene così: richiamatemi"))
    notice = forms.ModelChoiceField(Notice.objects.none(), widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    homepage = forms.CharField(required=False, label=gettext_lazy("Lascia vuota questa casella"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, notice, initial=None, **kwargs):
        hidden = {"shown": stamp(), "key": uuid.uuid4(), "notice": notice.pk}
        super().__init__(*args, label_suffix="", initial=hidden | (initial or {}), **kwargs)
        self.words_shown = notice.text
        self.fields["notice"].queryset = Notice.objects.filter(purpose=Notice.Purpose.CALL_BACK)
        self.fields["name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["contact"].widget.attrs["autocomplete"] = "tel"
        self.fields["words"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].error_messages["required"] = _("Scrivi come ti chiami: basta un nome.")
        self.fields["contact"].error_messages["required"] = _("Scrivi un numero o un’e-mail, o non possiamo cercarti.")
        self.fields["quarter"].error_messages["required"] = _("Scegli il quartiere, o il più vicino a te.")
        self.fields["agreed"].error_messages["required"] = _("Senza il tuo sì non teniamo il numero, e non chiamiamo.")

    def clean_contact(self):
        return clean_contact(self.cleaned_data["contact"])

    @property
    def is_spam(self):
        return bool(self.cleaned_data["homepage"]) or too_quick(self.cleaned_data["shown"])

    @cached_property
    def secret(self) -> str:
        """Made with the page, so that a form sent twice has one; whoever sent it takes the request back by it."""
        return (self.cleaned_data["key"] or uuid.uuid4()).hex

    @property
    def said(self) -> dict:
        """The words of `ask_to_be_called`."""
        data = self.cleaned_data
        times = ", ".join(str(TIMES[each]) for each in data["times"])
        when_safe = ". ".join(filter(None, [times, data["words"].strip()]))
        taken = {name: data[name] for name in ("name", "contact", "quarter", "notice")}
        return taken | {"when_safe": when_safe, "secret": self.secret}
