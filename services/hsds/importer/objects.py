"""Lists of HSDS objects that we keep as they are: phones, contacts, languages, costs…"""

from .cleaning import email_of, line_of, number_of, text_of, url_of
from .languages import code_of
from .report import Place
from .shapes import LISTS, OWNED
from .times import date_of

LONGEST = 5_000  # characters of one value in a list

_SAYS = {  # an object of the kind says nothing without one of these
    "phone": ("number",),
    "contact": ("name", "title", "department", "email", "phones"),
    "language": ("name", "code"),
    "funding": ("source",),
    "program": ("name",),
    "required_document": ("document", "uri"),
    "accessibility": ("description", "details", "url"),
    "organization_identifier": ("identifier",),
    "cost_option": ("option", "amount", "amount_description"),
    "address": ("address_1", "city", "postal_code"),
    "attribute": ("value", "label", "link_type", "taxonomy_term_id"),
    "metadata": ("field_name", "last_action_type", "previous_value", "replacement_value"),
}


def objects_of(cells, kind, items):
    """The list cleaned, empty values and objects that say nothing left out; ids are UUIDs as text."""
    if cells.exact:
        return as_it_stands(items or [])
    found = (object_of(cells, kind, item) for item in items or [])
    return [item for item in found if item]


def as_it_stands(value):
    """A value without the marks that the import put on it."""
    if isinstance(value, list):
        return [as_it_stands(item) for item in value]
    if isinstance(value, dict):
        return {key: as_it_stands(item) for key, item in value.items() if key != "_place"}
    return value


def object_of(cells, kind, item):
    if not isinstance(item, dict):
        cells.problem(kind, "qui ci vuole un oggetto")
        return None
    place = place_of(cells, item)
    owners = OWNED.get(kind, (None, {}))[1]
    result = {}
    for key, value in item.items():
        if key.startswith("_") or key in owners or key == "taxonomy_term":
            continue
        value = _value(cells, kind, key, value, place)
        if value not in (None, "", []):
            result[key] = value
    if not any(result.get(key) for key in _SAYS.get(kind, result)):
        cells.problem(kind, "vuoto, non preso", place)
        return None
    return _completed(kind, result)


def place_of(cells, item):
    return Place(*item["_place"]) if "_place" in item else cells.record.place


def _value(cells, kind, key, value, place):
    if isinstance(value, list):
        inner = LISTS.get(kind, {}).get(key) or {"attributes": "attribute", "metadata": "metadata"}.get(key)
        return objects_of(cells, inner, value) if inner else value
    if isinstance(value, dict):
        return value
    name = f"{kind}.{key}"
    value = cells.cleaned(name, value, _cleaner(kind, key), None, place)
    return cells.cut(name, value, LONGEST, place) if isinstance(value, str) else value


def _cleaner(kind, key):
    if key == "email":
        return email_of
    if key in ("amount", "extension"):
        return _figure
    if key in ("valid_from", "valid_to", "last_action_date"):
        return lambda value: (found := date_of(value)) and found.isoformat()
    if (kind, key) in (("accessibility", "url"), ("required_document", "uri")):
        return url_of
    return text_of if key in ("description", "note", "details", "source", "document", "value") else line_of


def _figure(value):
    """A number as HSDS wants extensions and amounts: whole when it is whole."""
    number = number_of(value)
    return int(number) if number is not None and number == int(number) else number


def _completed(kind, item):
    if kind == "language":
        code = item.get("code", "").lower().replace("_", "-").split("-")[0]
        code = code if 2 <= len(code) <= 3 else code_of(item.get("name") or code)
        item = {key: value for key, value in item.items() if key != "code"} | ({"code": code} if code else {})
    return item
