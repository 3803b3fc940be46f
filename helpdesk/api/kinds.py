"""What a program sends is of the kinds that the API describes, or refused field by field."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS = {
    "string": (str, gettext_lazy("Scrivi un testo, fra virgolette.")),
    "integer": (int, gettext_lazy("Scrivi un numero intero, senza virgolette.")),
    "boolean": (bool, gettext_lazy("Scrivi true o false, senza virgolette.")),
    "array": (list, gettext_lazy("Scrivi un elenco di testi.")),
}


def said_in(data, described) -> dict:
    """The object that was sent, without what it leaves null; ValidationError with a reason for each wrong field."""
    if not isinstance(data, dict):
        raise ValidationError({"__all__": [_("Scrivi un oggetto JSON, con i campi che la descrizione elenca.")]})
    said = {name: value for name, value in data.items() if value is not None}
    wrong = {name: reasons for name, value in said.items() if (reasons := wrong_in(value, described.get(name)))}
    if wrong:
        raise ValidationError(wrong)
    return said


def wrong_in(value, schema) -> list:
    if schema is None:
        return [_("Questo campo non c’è.")]
    return [] if is_of(value, schema) else [KINDS[schema.get("type", "boolean")][1]]


def is_of(value, schema) -> bool:
    if "anyOf" in schema:
        return any(is_of(value, each) for each in schema["anyOf"])
    if not isinstance(value, KINDS[schema["type"]][0]) or isinstance(value, bool) and schema["type"] != "boolean":
        return False
    if isinstance(value, list):
        return all(is_of(each, schema["items"]) for each in value)
    return not isinstance(value, str) or is_plain(value) and value in schema.get("enum", [value])


def is_plain(text) -> bool:
    """Whether a database can hold it: no halves of a character, and no NUL."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
