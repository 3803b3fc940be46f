"""Sending somebody on: three kinds on one page, of which only the fields of the chosen one are read."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from helpdesk.enquiries.identifying import refuse_identifying
from helpdesk.models import Client, Permission, Referral
from helpdesk.models.of_a_desk import AT_A_DESK

Kind = Referral.Kind
KINDS = {
    Kind.SIGNPOST: gettext_lazy("Le ho detto dove andare"),
    Kind.LIVE: gettext_lazy("Abbiamo chiamato insieme, o siamo andati"),
    Kind.WARM_HANDOFF: gettext_lazy("La accompagno: aspettiamo una risposta"),
}
SAID = {"yes": gettext_lazy("La aspettano"), "no": gettext_lazy("Hanno detto di no")}
HOWS = [Permission.How.SPOKEN, Permission.How.PHONE, Permission.How.WRITTEN]
OF_PERSON = ("name", "contact_kind", "contact", "when_safe")


class MomentField(forms.DateTimeField):
    """A day and an hour still to come, picked or typed."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, "required": False} | kwargs)
        self.error_messages["invalid"] = gettext_lazy("Scrivi il giorno e l’ora così: 24/11/2026 15:30.")

    def clean(self, value):
        moment = super().clean(value)
        if moment and not timezone.now() <= moment <= timezone.now() + datetime.timedelta(days=365):
            raise forms.ValidationError(_("Scegli un momento da adesso a un anno."))
        return moment


def volunteers_of(desk):
    """Who works there today."""
    there = desk.mandates.current().filter(role__in=AT_A_DESK)
    return User.objects.filter(pk__in=there.values("user"), is_active=True).order_by("name")


class ReferralForm(forms.Form):
    """`warm_refused` says in words why a promise cannot be made; `knows_person` that the contact has somebody.

    Nobody is accompanied without words to read: `accompanied` is their notice, or None.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("Come?"),
        choices=KINDS.items(),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli come ci va.")},
    )
    said = forms.ChoiceField(
        label=gettext_lazy("Che cosa hanno detto?"), choices=SAID.items(), widget=forms.RadioSelect, required=False
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Se hanno detto di no, perché?"),
        choices=[("", "—"), *Referral.DeclineReason.choices],
        required=False,
    )
    notice = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(label=gettext_lazy("L’ho letto ad alta voce, e la persona è d’accordo"), required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("Come l’ha detto"),
        choices=[(how.value, how.label) for how in HOWS],
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(label=gettext_lazy("Nome, basta il primo"), max_length=80, required=False)
    contact_kind = forms.ChoiceField(
        label=gettext_lazy("Come si trova"),
        choices=Client.ContactKind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    contact = forms.CharField(
        label=gettext_lazy("Un solo recapito: il numero, l’e-mail, o come fare"), max_length=120, required=False
    )
    when_safe = forms.CharField(
        label=gettext_lazy("Quando si può cercare, e che cosa non dire"), max_length=200, required=False
    )
    appointment_at = MomentField(label=gettext_lazy("Se c’è già un appuntamento: giorno e ora"))
    accompanied_by = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Chi la accompagna, se serve"), empty_label="—", required=False
    )
    recipient_email = forms.EmailField(
        label=gettext_lazy("E-mail di chi riceve"),
        help_text=gettext_lazy("Senza e-mail telefoni tu, e poi segni qui che cosa hanno risposto."),
        required=False,
    )
    message = forms.CharField(
        label=gettext_lazy("Che cosa serve che sappiano"),
        help_text=gettext_lazy("Poche parole. Niente numeri, indirizzi o altri nomi."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )

    def __init__(self, *args, desk, door, notice, accompanied, warm_refused, knows_person, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.door, self.warm_refused, self.knows_person, self.read = door, warm_refused, knows_person, notice
        self.fields["accompanied_by"].queryset = volunteers_of(desk)
        self.to_read_if_accompanied = accompanied and accompanied.text
        if not accompanied:
            del self.fields["accompanied_by"]
        self.fields["notice"].initial = notice and notice.pk
        for name in ("name", "contact", "when_safe", "message", "recipient_email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if warm_refused:
            self.fields["kind"].choices = [each for each in KINDS.items() if each[0] != Kind.WARM_HANDOFF]
        if door.email:
            del self.fields["recipient_email"]

    def clean_message(self):
        refuse_identifying(self.cleaned_data["message"])
        return self.cleaned_data["message"]

    def clean(self):
        said = super().clean()
        {Kind.LIVE: self.clean_live, Kind.WARM_HANDOFF: self.clean_warm}.get(said.get("kind"), dict)()
        return said

    def clean_live(self):
        said = self.cleaned_data
        if not said.get("said"):
            self.add_error("said", _("Di’ che cosa hanno risposto."))
        if said.get("said") == "no" and not said.get("reason"):
            self.add_error("reason", _("Scegli il motivo che hanno detto."))

    def clean_warm(self):
        said = self.cleaned_data
        if not said.get("agreed"):
            self.add_error("agreed", _("Senza il permesso della persona non passiamo i suoi dati."))
        if not said.get("how"):
            self.add_error("how", _("Di’ come ha dato il permesso."))
        if not self.knows_person:
            self.clean_person(said)

    def clean_person(self, said):
        if not said.get("name"):
            self.add_error("name", _("Scrivi come si chiama: basta il nome."))
        if said.get("contact") and not said.get("contact_kind"):
            self.add_error("contact_kind", _("Di’ che recapito è."))

    @property
    def reason_of_no(self) -> str:
        return self.cleaned_data["reason"] if self.cleaned_data["said"] == "no" else ""

    @property
    def handed_off(self) -> dict:
        """The words of `hand_off`."""
        said = self.cleaned_data
        person = {name: said[name] for name in OF_PERSON} if not self.knows_person else None
        email = self.door.email or said.get("recipient_email", "")
        agreed = {name: said.get(name) for name in ("appointment_at", "accompanied_by", "message", "how")}
        return agreed | {"person": person, "recipient_email": email}
