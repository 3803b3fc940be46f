"""The parts of an entry's page, each with a line that says what is in it while it is closed."""

from typing import NamedTuple

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .fields import KeyField, YesNoField

LINE = 90  # characters


class Section(NamedTuple):
    title: str
    fields: list

    @property
    def wrong(self):
        return any(field.errors for field in self.fields)

    @property
    def line(self):
        """What its fields say, cut short."""
        said = filter(None, (words_of(field) for field in self.fields))
        return Truncator(" · ".join(said)).chars(LINE) or _("ancora vuoto")


def words_of(bound):
    """What one field says now; "" where it says nothing."""
    value = bound.field.prepare_value(bound.value())
    if isinstance(bound.field, forms.BooleanField):
        return str(bound.label) if value else ""
    if isinstance(bound.field, YesNoField):
        return "" if value == "unknown" else f"{bound.label}: {dict(bound.field.choices)[value]}"
    if isinstance(bound.field, KeyField):
        return name_of(bound.field, value)
    if isinstance(bound.field, forms.ChoiceField) or bound.use_fieldset:
        return ", ".join(str(box.choice_label) for box in bound if box.data["selected"] and value)
    return "" if value is None else str(value).strip().partition("\n")[0]


def name_of(field, key):
    """Asked of the database by its key: the list to choose from may hold thousands."""
    try:
        return str(field.to_python(key) or "")
    except forms.ValidationError:
        return ""
