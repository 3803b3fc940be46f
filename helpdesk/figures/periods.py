"""The days that somebody wants figures of."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

A_DAY = datetime.timedelta(days=1)


class PeriodForm(forms.Form):
    """What is said in the address; without anything, this year so far."""

    dal = forms.DateField(label=_("Dal"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    al = forms.DateField(label=_("Al"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self):
        first, last = self.cleaned_data.get("dal"), self.cleaned_data.get("al")
        if first and last and last < first:
            self.add_error("al", _("L’ultimo giorno viene prima del primo."))

    def days(self):
        """The first and the last; those of this year where what was said makes no sense."""
        return (self.cleaned_data["dal"], self.cleaned_data["al"]) if self.is_valid() else this_year()


def asked(params):
    """The form with what the address says, or with this year so far."""
    if {"dal", "al"} & params.keys():
        return PeriodForm(params)
    first, last = this_year()
    return PeriodForm({"dal": first.isoformat(), "al": last.isoformat()})


def this_year():
    today = timezone.localdate()
    return today.replace(month=1, day=1), today


def usual():
    """(label, query) of the periods that are asked for most."""
    today = timezone.localdate()
    year = today.replace(month=1, day=1)
    before = year - A_DAY
    periods = [
        (_("Quest’anno"), year, today),
        (_("Ultimi 90 giorni"), today - 89 * A_DAY, today),
        (_("Ultimi 30 giorni"), today - 29 * A_DAY, today),
        (str(before.year), before.replace(month=1, day=1), before),
    ]
    return [(label, f"dal={first}&al={last}") for label, first, last in periods]
