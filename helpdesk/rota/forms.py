"""What coordinators fill in for the rota."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.models import DeskSchedule

from .people import volunteers_of
from .recurring import Part

LONGEST = datetime.timedelta(hours=12)
A_YEAR = datetime.timedelta(days=366)


class RotaForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class DayField(forms.DateField):
    default_error_messages = {
        "required": gettext_lazy("Scegli il giorno."),
        "invalid": gettext_lazy("Scrivi il giorno così: 24/11/2026."),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ClockField(forms.TimeField):
    default_error_messages = {
        "required": gettext_lazy("Scrivi a che ora."),
        "invalid": gettext_lazy("Scrivi l’ora così: 9:30."),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


class VolunteerField(forms.ModelChoiceField):
    """One of the people of a desk, said later."""

    def __init__(self, **kwargs):
        kwargs = {"label": gettext_lazy("Chi"), "empty_label": gettext_lazy("Scegli una persona"), **kwargs}
        super().__init__(queryset=None, **kwargs)
        self.error_messages |= {
            "required": gettext_lazy("Scegli una persona."),
            "invalid_choice": gettext_lazy("Questa persona non è più tra chi lavora allo sportello."),
        }


class DeskScheduleForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = DeskSchedule
        fields = ["seats", "longest", "weeks_ahead"]
        help_texts = {
            "seats": gettext_lazy("Di solito due: nessuno resta solo. Da 1 a 12."),
            "longest": gettext_lazy("Un’apertura più lunga diventa due o più turni uguali. Da 1 a 12."),
            "weeks_ahead": gettext_lazy("Da 1 a 26."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, most in {"seats": 12, "longest": 12, "weeks_ahead": 26}.items():
            self.fields[name].widget.attrs |= {"min": 1, "max": most, "inputmode": "numeric"}


class ShiftForm(RotaForm):
    day = DayField(label=gettext_lazy("Giorno"))
    starts_at = ClockField(label=gettext_lazy("Dalle"))
    ends_at = ClockField(label=gettext_lazy("Alle"))
    seats = forms.IntegerField(label=gettext_lazy("Quante persone"), min_value=1, max_value=12, initial=2)

    def clean(self):
        day, starts_at, ends_at = (self.cleaned_data.get(name) for name in ("day", "starts_at", "ends_at"))
        if None in (day, starts_at, ends_at):
            return
        start, end = (timezone.make_aware(datetime.datetime.combine(day, at)) for at in (starts_at, ends_at))
        if end <= start:
            self.add_error("ends_at", _("Finisce prima di cominciare: controlla le due ore."))
        elif end - start > LONGEST:
            self.add_error("ends_at", _("Un turno dura al massimo 12 ore: fanne due."))
        elif not timezone.now() < end <= timezone.now() + A_YEAR:
            self.add_error("day", _("Scegli un giorno da oggi a un anno."))
        self.span = start, end


class PlaceForm(RotaForm):
    """Of the people of a desk on a day, today without one."""

    volunteer = VolunteerField()

    def __init__(self, *args, desk, day=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = volunteers_of(desk, day)


class EveryWeekForm(PlaceForm):
    weekday = forms.TypedChoiceField(label=gettext_lazy("Ogni"), choices=list(WEEKDAYS.items()), coerce=int)
    part = forms.ChoiceField(
        label=gettext_lazy("Quando"), choices=Part.choices, initial=Part.ALL_DAY, widget=forms.RadioSelect
    )
    until = DayField(label=gettext_lazy("Fino al"))

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("Scegli un giorno da oggi in poi."))
        return until


class CancelForm(RotaForm):
    reason = forms.CharField(
        label=gettext_lazy("Perché, in due parole: lo legge chi aveva il turno"), max_length=200, required=False
    )
