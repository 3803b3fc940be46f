"""HSDS 1.x and 2.x tables (Ohana's among them), row by row into those of HSDS 3.0.

A translator takes a row and yields `(kind, row)` pairs of the newer tables; it may yield several.
"""

import re

from .cleaning import Unreadable, boolean_of, line_of, text_of
from .languages import code_of
from .times import days_of

KIND_OF_TABLE = {
    "taxonomy": "taxonomy_term",
    "physical_addresses": "address",
    "postal_addresses": "address",
    "mail_addresses": "address",
    "regular_schedules": "schedule",
    "holiday_schedules": "schedule",
    "accessibility_for_disabilities": "accessibility",
    "service_taxonomy": "attribute",
    "service_attributes": "attribute",
    "other_attributes": "attribute",
    "payments_accepted": "attribute",
    "eligibilities": "attribute",
}


def is_older(tables):
    """Whether these tables are of HSDS before 3.0."""
    return any(name in KIND_OF_TABLE for name in tables)


def translator(table, kind):
    """The function for a table: `(row, place, report)` → list of `(kind, row)`."""
    translate = _TRANSLATORS.get(table) or _TRANSLATORS.get(kind) or (lambda row, context: [(kind, row)])

    def translated(row, place, report):
        if not line_of(row.get("id") or row.get("taxonomy_id")):
            report.refuse(kind, place, "id", "manca")
            return []
        return translate(row, Context(place, report))

    return translated


class Context:
    """Where a row is, and a way to read a cell that reports what cannot be read."""

    def __init__(self, place, report):
        self.place, self.report = place, report

    def read(self, row, column, clean, default=None):
        try:
            return clean(row.get(column))
        except Unreadable as error:
            self.report.problem(self.place, column, str(error))
            return default


def _renamed(row, names):
    return {names.get(column, column): cell for column, cell in row.items() if names.get(column, column)}


def _listed(row, column):
    return [part.strip() for part in (row.pop(column, "") or "").split(",") if part.strip()]


def _words_listed(row, column):
    """As `_listed`, but a comma inside brackets does not part."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", row.pop(column, "") or "") if part.strip()]


def organization(row, context):
    row = dict(row)
    sources = row.pop("funding_sources", "")
    year = re.search(r"\b(1[5-9]\d\d|20\d\d)\b", row.pop("date_incorporated", "") or "")
    if year:
        row["year_incorporated"] = year[0]
    extra = [_remark(row, column, "organization", label) for column, label in _ORGANIZATION_REMARKS.items()]
    row = _renamed(row, {"url": "website"})
    rows = [("organization", row)]
    if text_of(sources):
        rows.append(("funding", {"id": f"{row['id']}/organization", "organization_id": row["id"], "source": sources}))
    return rows + [remark for remark in extra if remark]


_ORGANIZATION_REMARKS = {"accreditations": "accreditations", "licenses": "licenses"}
_SERVICE_REMARKS = {"accepted_payments": "accepted_payments"}


def _remark(row, column, entity, label):
    """A text HSDS 3.0 has no field for, as an attribute of its own."""
    value = text_of(row.pop(column, ""))
    if not value:
        return None
    id = f"{entity}/{row['id']}/{column}"
    return "attribute", {"id": id, "link_id": row["id"], "link_entity": entity, "label": label, "value": value}


def location(row, context):
    row = dict(row)
    row.pop("admin_emails", None)  # who may sign in there: not ours to keep
    rows = [("location", row)]
    owner = {"location_id": row["id"]}
    tags = _listed(row, "accessibility")
    if "wheelchair" in tags:
        row["wheelchair"] = "true"
    for tag in tags:
        rows.append(("accessibility", owner | {"id": f"{row['id']}/{tag}", "description": tag.replace("_", " ")}))
    rows += _languages(row, owner)
    email = row.pop("email", "")
    if line_of(email):
        rows.append(("contact", owner | {"id": f"location/{row['id']}", "email": email}))
    virtual = context.read(row, "virtual", boolean_of)
    row.pop("virtual", None)
    row["location_type"] = "virtual" if virtual else "physical"
    short, long = text_of(row.pop("short_desc", "")), text_of(row.get("description"))
    if short and short not in long:
        row["description"] = f"{short}\n\n{long}".strip()
    if "website" in row:
        row["url"] = row.pop("website")
    return rows


def _languages(row, owner):
    kind = next(iter(owner)).removesuffix("_id")
    for name in _words_listed(row, "languages"):
        yield "language", owner | {"id": f"{kind}/{row['id']}/{name}", "name": name, "code": code_of(name)}


def service(row, context):
    row = dict(row)
    rows = [("service", row)]
    owner = {"service_id": row["id"]}
    rows += _languages(row, owner)
    rows += _service_areas(row, owner)
    rows += _service_terms(row)
    for document in [text_of(row.pop("required_documents", ""))]:
        if document:
            rows.append(("required_document", owner | {"id": row["id"], "document": document}))
    if text_of(sources := row.pop("funding_sources", "")):
        rows.append(("funding", owner | {"id": f"{row['id']}/service", "source": sources}))
    rows += [remark for column, label in _SERVICE_REMARKS.items() if (remark := _remark(row, column, "service", label))]
    at = row.pop("location_id", "")
    if line_of(at):
        row["_location_id"] = at
        rows.append(("service_at_location", owner | {"id": "", "location_id": at}))
    row["eligibility_description"] = "\n".join(
        text for text in (text_of(row.pop("eligibility", "")), text_of(row.pop("audience", ""))) if text
    ) or row.get("eligibility_description", "")
    for old, new in {"website": "url", "fees": "fees_description"}.items():
        if old in row and not text_of(row.get(new)):
            row[new] = row.pop(old)
    return rows


def _service_areas(row, owner):
    for name in _listed(row, "service_areas"):
        yield "service_area", owner | {"id": f"{row['id']}/{name}", "name": name}


def _service_terms(row):
    for term in _listed(row, "taxonomy_ids"):
        yield "attribute", _link(f"{row['id']}/{term}", row["id"], term)
    keywords = text_of(row.pop("keywords", ""))
    for word in dict.fromkeys(part.strip() for part in keywords.split(",") if part.strip()):
        yield "taxonomy_term", {"id": f"keyword/{word.lower()}", "name": word, "taxonomy": "keywords", "_shared": True}
        yield "attribute", _link(f"{row['id']}/keyword/{word.lower()}", row["id"], f"keyword/{word.lower()}")


def _link(id, service, term):
    return {"id": id, "link_id": service, "link_entity": "service", "taxonomy_term_id": term}


def taxonomy_term(row, context):
    """Ohana's `taxonomy_id` is at once the term's id and its code."""
    row = dict(row)
    row.pop("parent_name", None)
    if not line_of(row.get("id")):
        row["id"] = row["code"] = row.pop("taxonomy_id", "")
    return [("taxonomy_term", _renamed(row, {"vocabulary": "taxonomy"}))]


def address(row, context):
    row = dict(row)
    row.setdefault("address_type", "physical")
    return [("address", row)]


def postal_address(row, context):
    row = dict(row) | {"address_type": "postal"}
    row["id"] = f"postal/{row['id']}"
    return [("address", row)]


_PHONE_TYPES = {"hotline": "voice", "sms": "text", "tty": "textphone", "": "voice"}


def phone(row, context):
    row = dict(row)
    number = f"{line_of(row.pop('country_prefix', ''))} {line_of(row.get('number'))}".strip()
    kind = line_of(row.pop("number_type", row.get("type"))).lower()
    remarks = [row.get("description"), row.pop("department", ""), row.pop("vanity_number", "")]
    if kind in ("hotline",):
        remarks.append(kind)
    row |= {
        "number": number,
        "type": _PHONE_TYPES.get(kind, kind),
        "description": ", ".join({text.lower(): text for text in map(text_of, remarks) if text}.values()),
    }
    language = row.pop("language", "")
    rows = [("phone", row)]
    if line_of(language):
        rows += _languages({"id": row["id"], "languages": language}, {"phone_id": row["id"]})
    return rows


def accessibility(row, context):
    return [("accessibility", _renamed(row, {"accessibility": "description"}))]


def language(row, context):
    row = _renamed(row, {"language": "name"})
    return [("language", row | {"code": row.get("code") or code_of(line_of(row.get("name")))})]


def required_document(row, context):
    return [("required_document", row)]


def service_area(row, context):
    return [("service_area", _renamed(row, {"service_area": "name"}))]


def regular_schedule(row, context):
    row = dict(row) | {"freq": "WEEKLY"}
    row["byday"] = ",".join(context.read(row, "weekday", days_of, []))
    row.pop("weekday", None)
    return [("schedule", row)]


def holiday_schedule(row, context):
    """A closure, `closed`, or the special hours of some days; without a year (0001) it comes each year."""
    row = dict(row)
    closed = context.read(row, "closed", boolean_of)
    row.pop("closed", None)
    row["_holiday"] = "closed" if closed else "open"
    row["_start_date"], row["_end_date"] = row.pop("start_date", ""), row.pop("end_date", "")
    row["id"] = f"holiday/{row['id']}"
    return [("schedule", row)]


def attribute(row, context):
    """`service_taxonomy`, `service_attributes`: a link of a service to a term."""
    row = dict(row)
    if line_of(row.get("service_id")):
        row |= {"link_id": row.pop("service_id"), "link_entity": "service"}
    if "taxonomy_id" in row and "taxonomy_term_id" not in row:
        row["taxonomy_term_id"] = row.pop("taxonomy_id")
    for column in ("taxonomy_detail",):
        row.pop(column, None)
    return [("attribute", row)]


def payment(row, context):
    value = row.get("payment")
    return [("attribute", {"id": f"payment/{row['id']}", "link_id": row["service_id"], "link_entity": "service",
                           "label": "accepted_payments", "value": value})]  # fmt: skip


_TRANSLATORS = {
    "organization": organization,
    "location": location,
    "service": service,
    "taxonomy": taxonomy_term,
    "taxonomy_term": taxonomy_term,
    "mail_addresses": postal_address,
    "postal_addresses": postal_address,
    "address": address,
    "phone": phone,
    "accessibility": accessibility,
    "language": language,
    "service_area": service_area,
    "regular_schedules": regular_schedule,
    "holiday_schedules": holiday_schedule,
    "service_taxonomy": attribute,
    "service_attributes": attribute,
    "payments_accepted": payment,
}
