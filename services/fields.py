"""Fields of the search form: what each parameter accepts, and what it says when it does not."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

LONGEST = 200  # characters kept of a value; no search needs more
MOST = 40  # values kept of one parameter


def clean_params(params: QueryDict) -> QueryDict:
    """The parameters without NUL, control characters and empty values, cut to a sane length."""
    cleaned = QueryDict(mutable=True)
    for name, values in params.lists():
        kept = [value for value in map(_clean_value, values) if value]
        if kept:
            cleaned.setlist(name, list(dict.fromkeys(kept))[:MOST])
    return cleaned


def _clean_value(value: str) -> str:
    spaced = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in value[: LONGEST * 2])
    return " ".join(spaced.split())[:LONGEST]


class SeveralField(forms.Field):
    """Repeated values of one parameter, ORed; `[]` when absent."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        return [each for each in value or [] if each]


class TrueField(forms.Field):
    """`true` or absent; `false` is as if absent."""

    def clean(self, value):
        if (value or "").lower() in ("", "false", "0", "no"):
            return False
        if value.lower() in ("true", "1", "on", "si", "sì", "yes"):
            return True
        raise ValidationError(_("Scrivi true oppure lascia vuoto."))


class WholeNumberField(forms.Field):
    """A whole number between two bounds, or None."""

    def __init__(self, *, low, high, **kwargs):
        self.low, self.high = low, high
        super().__init__(**kwargs)

    def clean(self, value):
        if not value:
            return None
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not self.low <= int(value) <= self.high:
            raise ValidationError(_("Scrivi un numero intero fra %(low)s e %(high)s.") % vars(self))
        return int(value)


class ChoiceField(forms.Field):
    """One of a few words, or None."""

    def __init__(self, *, choices, **kwargs):
        self.choices = choices
        super().__init__(**kwargs)

    def clean(self, value):
        if value and value not in self.choices:
            raise ValidationError(_("Scegli fra: %s.") % ", ".join(self.choices))
        return value or None


class KnownField(forms.Field):
    """The slug of one of `rows()`: what is not there is said, rather than nothing found."""

    def __init__(self, rows, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def clean(self, value):
        if not self.rows().filter(slug=value).exists():
            raise ValidationError(_("Non conosciamo «%s».") % value)
        return value


class SeveralChoicesField(SeveralField):
    def __init__(self, *, choices, **kwargs):
        self.choices = choices
        super().__init__(**kwargs)

    def clean(self, value):
        values = super().clean(value)
        if set(values) - set(self.choices):
            raise ValidationError(_("Scegli fra: %s.") % ", ".join(self.choices))
        return values


class LanguagesField(SeveralField):
    """ISO 639 codes, lower case."""

    def clean(self, value):
        codes = [code.lower() for code in super().clean(value)]
        if not all(re.fullmatch(r"[a-z]{2,3}", code) for code in codes):
            raise ValidationError(_("Scrivi il codice della lingua, per esempio it, en, ur."))
        return codes


class PostalCodesField(SeveralField):
    def clean(self, value):
        codes = [code.replace(" ", "").upper() for code in super().clean(value)]
        if not all(re.fullmatch(r"[0-9A-Z-]{3,12}", code) for code in codes):
            raise ValidationError(_("Un CAP ha cinque cifre, per esempio 25121."))
        return codes


class TimeField(forms.Field):
    """A time of day as `9:30` or `09:30`, or None."""

    def clean(self, value):
        if not value:
            return None
        match = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", value, re.ASCII)
        if not match or int(match[1]) > 24 or int(match[2]) > 59 or (int(match[1]) == 24 and int(match[2])):
            raise ValidationError(_("Scrivi l’ora così: 16:30."))
        return int(match[1]) * 60 + int(match[2])


class BoxField(forms.Field):
    """`min_lng,min_lat,max_lng,max_lat` in degrees → a tuple of four floats, or None."""

    def clean(self, value):
        if not value:
            return None
        numbers = [float(part) for part in value.split(",") if re.fullmatch(r"\s*-?\d{1,3}(\.\d{1,17})?\s*", part)]
        if len(numbers) != 4 or value.count(",") != 3:
            raise ValidationError(_("Scrivi quattro numeri: min_lng,min_lat,max_lng,max_lat."))
        west, south, east, north = numbers
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValidationError(_("I quattro numeri non fanno un riquadro: min_lng,min_lat,max_lng,max_lat."))
        return west, south, east, north
