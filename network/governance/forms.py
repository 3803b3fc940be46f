"""What is filled in about bodies, seats, visions and goals."""

import datetime

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from helpdesk.rota.forms import DayField
from network.meetings.forms import MeetingModelForm
from network.models import Goal, Measurement, Seat, SteeringBody, Vision
from organizations.models import CommunityPoint

ONE_DAY = datetime.timedelta(days=1)


class LastingForm(MeetingModelForm):
    """Days of both ends, the last of them included, for the range that is named by `lasting`."""

    lasting = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial |= {"first_day": self.instance.first_day, "last_day": self.instance.last_day}

    def clean(self):
        said = super().clean()
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Finisce prima di cominciare: controlla i due giorni."))
        elif first:
            setattr(self.instance, self.lasting, DateRange(first, last and last + ONE_DAY))
        return said


class SteeringBodyForm(MeetingModelForm):
    closed_on = DayField(
        label=gettext_lazy("Ha finito il suo lavoro il"),
        help_text=gettext_lazy("Vuoto finché il gruppo lavora."),
        required=False,
    )

    class Meta:
        model = SteeringBody
        fields = ["name", "community_point", "words", "quorum"]
        fields += ["public_seats", "private_seats", "third_sector_seats", "citizens_seats", "closed_on"]
        widgets = {"words": forms.Textarea({"rows": 3}), "quorum": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        points = CommunityPoint.objects.filter(location__municipality=self.instance.network).order_by("name")
        self.fields["community_point"].queryset = points
        self.fields["community_point"].label = _("Chi guida")
        self.fields["community_point"].empty_label = _("Tutta la rete")
        self.fields["quorum"].choices = SteeringBody.Quorum.choices
        if self.instance._state.adding:
            del self.fields["closed_on"]

    def _get_validation_exclusions(self):
        """The name is compared with those of the same network, which is no field of the form."""
        return super()._get_validation_exclusions() - {"network"}


class SeatForm(LastingForm):
    lasting = "term"
    email = forms.EmailField(
        label=gettext_lazy("L’e-mail con cui la persona entra nel portale"),
        help_text=gettext_lazy("Così riceve gli inviti, e sa quando il mandato sta per finire."),
        required=False,
    )
    first_day = DayField(label=gettext_lazy("Mandato dal"))
    last_day = DayField(
        label=gettext_lazy("Ultimo giorno"), help_text=gettext_lazy("Vuoto se non ha una fine."), required=False
    )
    field_order = ["sector", "organization", "email", "name", "role", "first_day", "last_day"]

    class Meta:
        model = Seat
        fields = ["sector", "organization", "name", "role"]
        help_texts = {"name": gettext_lazy("Solo se non entra nel portale. Lo legge chi è nella rete, gli altri no.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = self.instance.body.network.members().order_by("name")
        self.fields["organization"].queryset = members
        self.fields["organization"].empty_label = _("Nessuna della rete, o a nome suo")
        if self.instance.user:
            self.initial["email"] = self.instance.user.email

    def clean_email(self):
        email = self.cleaned_data["email"]
        self.instance.user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and not self.instance.user:
            raise forms.ValidationError(_("Qui nessuno entra con questo indirizzo: scrivi solo il nome."))
        return email

    def clean(self):
        said = super().clean()
        if not self.errors and bool(said["email"]) == bool(said["name"]):
            self.add_error("name", _("Scrivi l’e-mail, o il nome di chi non entra nel portale: uno dei due."))
        return said


class VisionForm(LastingForm):
    lasting = "period"
    first_day = DayField(label=gettext_lazy("Dal"))
    last_day = DayField(label=gettext_lazy("Fino al"))

    class Meta:
        model = Vision
        fields = ["statement"]
        widgets = {"statement": forms.Textarea({"rows": 4})}


class GoalForm(MeetingModelForm):
    class Meta:
        model = Goal
        fields = ["title", "indicator", "unit", "baseline", "target", "position"]
        help_texts = {
            "indicator": gettext_lazy("Per esempio: posti nei doposcuola del quartiere."),
            "unit": gettext_lazy("Al plurale, come si legge dopo il numero: posti, persone, ore."),
        }


class MeasurementForm(MeetingModelForm):
    day = DayField(label=gettext_lazy("In che giorno"))

    class Meta:
        model = Measurement
        fields = ["day", "value", "source"]

    def clean_day(self):
        if self.cleaned_data["day"] > timezone.localdate():
            raise forms.ValidationError(_("Quel giorno deve ancora venire."))
        return self.cleaned_data["day"]
