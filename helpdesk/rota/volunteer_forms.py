"""What somebody who would help fills in, and what coordinators write down of volunteers."""

import datetime

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Qualification
from organizations.models import CommunityPoint
from services.reports.sender import stamp, too_quick

from .applications import GOOD_FOR
from .forms import DayField, RotaForm

MOST_WORDS = 300  # characters
Kind = Qualification.Kind


class ApplicationForm(RotaForm):
    """`is_spam` is known once it is valid."""

    name = forms.CharField(
        label=gettext_lazy("Come ti chiami"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("La tua e-mail"),
        help_text=gettext_lazy("Ti scriviamo qui per trovare un momento in cui vedersi."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    desk = forms.ModelChoiceField(
        label=gettext_lazy("A quale Punto Comunità"),
        queryset=None,
        empty_label=gettext_lazy("Scegli"),
        to_field_name="slug",
    )
    words = forms.CharField(
        label=gettext_lazy("Due parole su di te, se vuoi"),
        help_text=gettext_lazy("Che cosa ti piacerebbe fare e quando hai tempo. Al massimo 300 caratteri."),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    homepage = forms.CharField(required=False, label=gettext_lazy("Lascia vuota questa casella"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"shown": stamp()} | (initial or {}), **kwargs)
        self.fields["desk"].queryset = CommunityPoint.objects.filter(is_hub=True)
        self.fields["name"].error_messages["required"] = _("Scrivi come ti chiami: basta il nome.")
        self.fields["email"].error_messages |= {
            "required": _("Scrivi la tua e-mail: serve per risponderti."),
            "invalid": _("Controlla l’e-mail: è scritta come nome@esempio.it?"),
        }
        self.fields["desk"].error_messages |= {
            "required": _("Scegli un Punto Comunità: il più vicino a casa, o quello che preferisci."),
            "invalid_choice": _("Questo Punto Comunità non ha uno sportello: scegline un altro."),
        }

    @property
    def is_spam(self):
        return bool(self.cleaned_data["homepage"]) or too_quick(self.cleaned_data["shown"])


class PastDayField(DayField):
    """Today or before."""

    def __init__(self, **kwargs):
        super().__init__(initial=timezone.localdate, **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day > timezone.localdate():
            raise forms.ValidationError(_("Quel giorno non è ancora arrivato."))
        if day < timezone.localdate() - datetime.timedelta(days=366):
            raise forms.ValidationError(_("Scegli un giorno dell’ultimo anno."))
        return day


class MeetForm(RotaForm):
    day = PastDayField(label=gettext_lazy("Quando vi siete visti"))


class TrainForm(RotaForm):
    day = PastDayField(label=gettext_lazy("Quando ha finito la formazione"))
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Che cosa ha imparato"),
        choices=Kind.choices,
        initial=[Kind.DESK],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Scegli almeno una cosa.")},
    )


class GrantForm(RotaForm):
    kind = forms.ChoiceField(label=gettext_lazy("Che cosa ha imparato"), choices=Kind.choices)
    first_day = DayField(label=gettext_lazy("Vale dal"), initial=timezone.localdate)
    last_day = DayField(label=gettext_lazy("Fino al"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate() + GOOD_FOR

    def clean(self):
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and (last < first or last < timezone.localdate()):
            self.add_error("last_day", _("Scegli un giorno che non è ancora passato."))
        elif first and last:
            self.cleaned_data["valid"] = DateRange(first, last + datetime.timedelta(days=1))
