"""Two who edit one thing: who saves over words that they have not read is told, and reads them first."""

from django import forms
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class WrittenMeanwhile(Exception):
    """Somebody else saved it since the form was opened."""


class Revised(forms.Form):
    """Before the ModelForm of a thing with a `revision`, which goes along with the form."""

    revision = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Apri di nuovo la pagina: non sappiamo più da dove eri partito.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision

    def as_it_is(self) -> list:
        """[(label, what is saved)] of the fields that say something else."""
        return [(self[name].label, self.saved(name)) for name in self.changed_data if name != "revision"]

    def saved(self, name) -> str:
        value, field = self.initial.get(name), self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(map(str, value or ()))
        if isinstance(field, forms.ModelChoiceField):
            return str(field.queryset.filter(pk=value).first() or "")
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, ""))
        if isinstance(field, forms.BooleanField):
            return _("sì") if value else _("no")
        if isinstance(field, forms.DateField) and value:
            return date_format(value, "j F Y").lower()
        return "" if value is None else str(localize(value))


def read(row, revision):
    """The row, held until the end of the transaction, as the person who writes has read it."""
    return as_read(type(row).objects.select_for_update(of=["self"]).get(pk=row.pk), revision)


def as_read(held, revision):
    """A row that is held already."""
    if held.revision != revision:
        raise WrittenMeanwhile
    return held
