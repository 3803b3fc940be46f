"""Which hour of the week somebody asks about."""

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from .reach import DAY, HOUR

HOURS = [(hour, f"{hour}:00") for hour in range(7, 23)]


class HourForm(forms.Form):
    giorno = forms.TypedChoiceField(label=_("Giorno"), choices=list(WEEKDAYS.items()), coerce=int)
    ora = forms.TypedChoiceField(label=_("Ora"), choices=HOURS, coerce=int)

    @property
    def minute(self):
        """Of the week; of this hour where what was asked makes no sense."""
        if self.is_valid():
            return self.cleaned_data["giorno"] * DAY + self.cleaned_data["ora"] * HOUR
        now = timezone.localtime()
        return now.weekday() * DAY + min(max(now.hour, 7), 22) * HOUR


def asked(params):
    now = timezone.localtime()
    return HourForm({"giorno": now.weekday(), "ora": min(max(now.hour, 7), 22), **params.dict()})
