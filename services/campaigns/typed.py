"""What an agent types during a call, read into the values of `services.editing`."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organizations.hours.compiling import WEEKDAYS
from organizations.models import OnHolidays
from services.editing import read
from services.keeping.hours_form import is_plain, plain_schedules
from services.keeping.places import PlaceOfAddress
from services.keeping.week_text import day_times, week_lines
from territory.places import UnknownPlace, find_place

STREETS = {"address", "street", "landmark"}


class AddressField(forms.CharField):
    """Cleans to all that follows from the address, or to the text where the gazetteer does not hold it."""

    def __init__(self, location, **options):
        super().__init__(max_length=300, **options)
        self.location = location

    def clean(self, value):
        text = super().clean(value)
        if not text or text == self.location.address:
            return text
        try:
            place = find_place(text, self.location.municipality)
        except UnknownPlace:
            return text
        if place.kind not in STREETS:
            raise ValidationError(_("Scrivi la via e il numero, per esempio «via Milano 55»."))
        seen = read(self.location)
        return {"address": text} | PlaceOfAddress(seen).filled(place, seen)


class WeekField(forms.CharField):
    """A week in words ("lun-ven 9-12; sab 10-12"); what is not of every week, and closures, stay as they are."""

    def __init__(self, now, **options):
        help_text = _("Per esempio: lun-ven 9-12; sab 10-12")
        super().__init__(max_length=300, help_text=help_text, **options)
        self.now = now or {"on_holidays": OnHolidays.UNKNOWN, "notes": "", "schedules": [], "closures": []}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        lines = week_lines(text)
        said = {day: day_times(lines.get(day, "")) for day in WEEKDAYS}
        rest = [each for each in self.now["schedules"] if not is_plain(each)]
        return self.now | {"schedules": [*plain_schedules(said), *rest]}
