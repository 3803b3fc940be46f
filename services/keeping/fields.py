"""Form fields for the values of `services.editing`: each cleans to what `read` gives and shows what `read` gave."""

from itertools import islice

from django import forms
from django.core.validators import validate_email
from django.db.models import BooleanField, URLField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from puntocomunita.templatetags.portal import language_name
from services.models import Taxonomy, TaxonomyTerm

LANGUAGES = [
    "it",
    "en",
    "fr",
    "es",
    "ar",
    "ur",
    "pa",
    "bn",
    "hi",
    "zh",
    "ro",
    "uk",
    "ru",
    "sq",
    "si",
    "pt",
    "tl",
    "ti",
    "so",
    "wo",
]
LONGEST = 200  # characters of a line
YES_NO = [("unknown", gettext_lazy("non si sa")), ("true", gettext_lazy("sì")), ("false", gettext_lazy("no"))]


class Lines(forms.CharField):
    """A list as a box with one thing a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(self.line(each) for each in value or [])

    def clean(self, value):
        return [self.thing(line) for line in map(str.strip, super().clean(value).splitlines()) if line]

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "")


class PhonesField(Lines):
    """One number a line, then what it is for: "030 123456 segreteria, la mattina"."""

    def line(self, phone):
        return f"{phone['number']} {phone['description']}".strip()

    def thing(self, line):
        number = line[: next((at for at, letter in enumerate(line) if letter.isalpha()), len(line))].strip(" ,;:(-–")
        if sum(letter.isdigit() for letter in number) < 3:
            raise forms.ValidationError(
                _("«%(line)s»: comincia dal numero, poi a che cosa serve."), params={"line": line}
            )
        return {"number": number, "description": line[len(number) :].strip(" ,;:()-–")}


class ReservedField(PhonesField):
    """One number or e-mail a line, then whose it is: "anna@example.org Anna, la sera"."""

    def line(self, contact):
        return f"{contact['value']} {contact['description']}".strip()

    def thing(self, line):
        if len(line) > LONGEST:
            raise forms.ValidationError(_("«%(line)s»: è troppo lungo."), params={"line": line[:40]})
        first, _space, rest = line.partition(" ")
        if "@" in first:
            validate_email(first)
            return {"value": first, "description": rest.strip()}
        phone = super().thing(line)
        return {"value": phone["number"], "description": phone["description"]}


class DocumentsField(Lines):
    def line(self, document):
        return document["document"]

    def thing(self, line):
        return {"document": line}


class BoundBoxes(forms.BoundField):
    @property
    def groups(self):
        """Its boxes as the choices are grouped; all in one group where they are not."""
        boxes = iter(self)
        under = [label for _name, label in self.field.choices if isinstance(label, list)]
        return [list(islice(boxes, len(each))) for each in under] or [list(boxes)]


class Boxes:
    """A field that is answered by ticking boxes."""

    widget = forms.CheckboxSelectMultiple

    def get_bound_field(self, form, name):
        return BoundBoxes(form, self, name)


class LanguagesField(Boxes, forms.MultipleChoiceField):
    """Codes to choose from; one that is not among them stays if it was there."""

    def __init__(self, *, known, **options):
        self.known = {each["code"]: each for each in known}
        codes = [*LANGUAGES, *(code for code in self.known if code not in LANGUAGES)]
        super().__init__(choices=[(code, language_name(code)) for code in codes], **options)

    def prepare_value(self, value):
        return [each["code"] if isinstance(each, dict) else each for each in value or []]

    def clean(self, value):
        codes = super().clean(value)
        return [self.known.get(code, {"code": code, "name": str(language_name(code))}) for code in codes]


class TermsField(Boxes, forms.MultipleChoiceField):
    """The terms of one taxonomy under those above them."""

    def __init__(self, taxonomy, **options):
        super().__init__(choices=branches(taxonomy), **options)

    def clean(self, value):
        return sorted(super().clean(value))


def branches(taxonomy):
    """Choices in groups, (name above, [(slug, name)]), or one list (slug, name) where no term is under another."""
    terms = list(TaxonomyTerm.objects.filter(taxonomy__slug=taxonomy).order_by("position", "name"))
    under = {}
    for term in terms:
        under.setdefault(term.parent_id, []).append(term)
    tops = under.get(None, [])
    if len(tops) == len(terms):
        return [(each.slug, str(each)) for each in tops]
    return [(str(top), [(each.slug, str(each)) for each in (top, *under.get(top.pk, []))]) for top in tops]


class KeyField(forms.ModelChoiceField):
    """Another row; cleans to its key as text, or None."""

    def clean(self, value):
        chosen = super().clean(value)
        return chosen and str(chosen.pk)


class KeysField(Boxes, forms.ModelMultipleChoiceField):
    def clean(self, value):
        return sorted(str(chosen.pk) for chosen in super().clean(value))


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nobody knows (None)."""

    widget = forms.RadioSelect

    def __init__(self, **options):
        super().__init__(choices=YES_NO, coerce={"true": True, "false": False, "unknown": None}.get, **options)

    def prepare_value(self, value):
        return value if isinstance(value, str) else {True: "true", False: "false"}.get(value, "unknown")

    def clean(self, value):
        return super().clean(value or "unknown")


def field_for_column(column):
    """The form field of a model's column; a date, a choice and a number as Django has them."""
    if isinstance(column, BooleanField) and column.null:
        return YesNoField(label=capfirst(column.verbose_name), required=False)
    field = column.formfield(**({"assume_scheme": "https"} if isinstance(column, URLField) else {}))
    if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 3
    return field


ASSET_KINDS = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.ASSET_KIND)
