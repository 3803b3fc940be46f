"""Our rows as HSDS 3.0 documents: plain dicts of plain values, what is empty left out.

Shape of a document, for who reads one back (`export.py` writes them, the importer reverses them):

- A key is the HSDS name, its column is in `fields.py`. None, "" and empty lists are left out; what HSDS
  requires is then "". A missing key means the empty value of its column.
- Lists of HSDS objects (phones, contacts…) are as stored, their order kept, empty values left out; an
  object without an id gets one derived from its owner and its place in the list (`item_id`).
- `attributes` of a service or an asset: those stored, then one for each taxonomy term of the thing that no
  stored one names, with the id `term_attribute_id(owner, term)`. On the way back an attribute with that id
  is the term and nothing else; any other attribute is stored as it is (without `taxonomy_term`), and its
  term, where the directory knows it, is a term of the thing too.
- `addresses` of a location: the first is the location's own address (id `address_id(location)`, type that
  of the location), the others are the stored ones. No address at all: our columns are empty, country IT.
- `schedules` are those of the owner's opening hours, times as local HH:MM; what HSDS cannot say of them is
  beside, in `opening_hours`: id, on_holidays, notes, municipality, closures. The key is there whenever the
  owner has opening hours.
- Places of the territory are slugs: `municipality` "brescia", `quarter` and `zone` "brescia/fiumicello".
- `organization` inside a service is whole but for its locations and services, which have lists of their own.
- Times are UTC with Z, microseconds kept; dates ISO.

A file of `export_hsds` is one page of fully nested services (`contents`) with, beside the keys of the
envelope and before `contents`, what no service reaches, each list once and in a fixed order: municipalities,
zones, quarters (with `neighbours`), postal_codes, taxonomies, taxonomy_terms, organizations (those without a
service), locations (those without one), and after `contents` community_points and assets. A folder of
`export_hsds` holds the same as tables, see `tables.py`.
"""

import uuid

from .fields import (
    ASSET,
    CLOSURE,
    COMMUNITY_POINT,
    JOINED,
    KIND,
    LOCATION,
    NUMBERS,
    OPENING_HOURS,
    ORGANIZATION,
    REQUIRED,
    SCHEDULE,
    SERVICE,
    SERVICE_AREA,
    SERVICE_AT_LOCATION,
    TAXONOMY,
    TAXONOMY_TERM,
)

EMPTY = (None, "", [], {})
ADDRESS = ("address_1", "address_2", "city", "region", "state_province", "postal_code", "country")
NO_ADDRESS = dict.fromkeys(ADDRESS, "") | {"country": "IT"}
TEXT = {"phone": "number", "contact": "name", "language": "code", "required_document": "document", "funding": "source"}
BRIEF_TERM = ("id", "code", "name", "description", "parent_id", "taxonomy", "taxonomy_id", "term_uri", "slug")


def derived_id(*parts):
    """A UUID that is the same each time for the same parts; a UUID among them counts as its text."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "hsds:" + "/".join(str(part) for part in parts)))


def item_id(owner_id, key, position):
    return derived_id(owner_id, key, position)


def term_attribute_id(owner_id, term_id):
    return derived_id(owner_id, "term", term_id)


def address_id(location_id):
    return derived_id(location_id, "address")


def place(municipality, slug):
    return f"{municipality}/{slug}" if slug else None


def columns_of(table, row):
    """The columns of a row, without what is empty."""
    document = {key: row[key] for key in table.columns if row[key] not in EMPTY}
    for key in table.required:
        document.setdefault(key, "")
    return document


def document_of(table, row):
    """Columns and lists of a row: all of it that stands in its own table."""
    document = columns_of(table, row)
    for key in table.lists:
        if row[key]:
            document[key] = tidy(key, row[key], row["id"])
    return document


def tidy(key, items, owner_id):
    """A stored list of HSDS objects as the schemas want it, whatever hand wrote it."""
    return [tidy_item(KIND[key], item, item_id(owner_id, key, position)) for position, item in enumerate(items)]


def tidy_item(kind, item, default_id):
    if not isinstance(item, dict):  # a bare text where an object should be
        item = {TEXT.get(kind, "value"): str(item)}
    item_id_ = item.get("id") or default_id
    result = {"id": item_id_}
    for key, value in item.items():
        if key in KIND and isinstance(value, list):
            value = tidy(key, value, item_id_)
        elif isinstance(value, dict):
            value = {inner: text for inner, text in value.items() if text not in EMPTY}
        if key != "id" and value not in EMPTY and not (key in NUMBERS and isinstance(value, str)):
            result[key] = value
    for key in REQUIRED.get(kind, ()):
        result.setdefault(key, "")
    if kind == "address":
        result.setdefault("address_type", "physical")
    return result


def term_document(row):
    return columns_of(TAXONOMY_TERM, row)


def taxonomy_document(row):
    return columns_of(TAXONOMY, row)


def term_attribute(owner_id, entity, term):
    """The link of one thing to one term, in HSDS an attribute."""
    return {
        "id": term_attribute_id(owner_id, term["id"]),
        "link_id": owner_id,
        "taxonomy_term_id": term["id"],
        "link_entity": entity,
        "taxonomy_term": {key: term[key] for key in BRIEF_TERM if term[key] not in EMPTY}
        | {"description": term["description"]},
    }


def attributes_of(table, row):
    """Stored attributes, then the terms none of them names."""
    stored = tidy("attributes", row["attributes"], row["id"])
    links = {term["id"]: term_attribute(row["id"], table.name, term) for term in row["terms"]}
    for attribute in stored:
        link = links.pop(str(attribute.get("taxonomy_term_id")), None)
        if link:
            attribute["taxonomy_term"] = link["taxonomy_term"]
    return stored + list(links.values())


def schedule_document(row):
    document = columns_of(SCHEDULE, row)
    for key in JOINED:
        if key in document:
            document[key] = ",".join(str(value) for value in document[key])
    for key in ("opens_at", "closes_at"):
        if key in document:
            document[key] = document[key][:5]
    return document


def hours_documents(hours):
    """The two keys that say when: `schedules` in HSDS, `opening_hours` for the rest; none without hours."""
    if hours is None:
        return {}
    rest = columns_of(OPENING_HOURS, hours)
    if hours["closures"]:
        rest["closures"] = [
            {key: closure[key] for key in CLOSURE if closure[key] != ""} for closure in hours["closures"]
        ]
    schedules = [schedule_document(row) for row in hours["schedules"]]
    return {"schedules": schedules, "opening_hours": rest} if schedules else {"opening_hours": rest}


def organization_document(row):
    """Whole but for locations and services."""
    return document_of(ORGANIZATION, row)


def brief_organization_document(row):
    return columns_of(ORGANIZATION, row)


def program_of(service, organization):
    """The program of a service, which the organization holds; None where it has none or does not know it."""
    wanted = service["program_id"] and str(service["program_id"])
    programs = tidy("programs", organization["programs"], organization["id"]) if wanted else ()
    return next((program for program in programs if str(program["id"]) == wanted), None)


def brief_service_document(row, organization):
    """What HSDS has in a list: one-to-one fields, with organization and program."""
    document = columns_of(SERVICE, row) | {"organization": brief_organization_document(organization)}
    program = program_of(row, organization)
    return document | {"program": program} if program else document


def service_area_document(row):
    document = document_of(SERVICE_AREA, row)
    for key in ("zone", "quarter"):
        if row[f"{key}_slug"]:
            document[key] = place(row[f"{key}_municipality"], row[f"{key}_slug"])
    return document


def own_address(row):
    """The address in the columns of a location, None when nothing is written there."""
    parts = {key: row[key] for key in ADDRESS}
    if parts == NO_ADDRESS and not row["addresses"]:
        return None
    return tidy_item("address", parts | {"address_type": row["location_type"]}, address_id(row["id"]))


def brief_location_document(row):
    document = columns_of(LOCATION, row)
    if row["quarter_slug"]:
        document["quarter"] = place(row["quarter_municipality"], row["quarter_slug"])
    return document


def location_document(row, hours=None):
    document = brief_location_document(row)
    address = own_address(row)
    if address:
        document["addresses"] = [address, *tidy("addresses", row["addresses"], row["id"])]
    for key in LOCATION.lists:
        if row[key]:
            document[key] = tidy(key, row[key], row["id"])
    return document | hours_documents(hours)


def brief_service_at_location_document(row, location, service):
    document = columns_of(SERVICE_AT_LOCATION, row)
    return document | {"location": brief_location_document(location), "service": service}


def service_at_location_document(row, location, hours=None):
    """With its location whole; the service it is of stands around it, or is added by the caller."""
    document = document_of(SERVICE_AT_LOCATION, row)
    return document | hours_documents(hours) | {"location": location}


def service_document(row, organization, service_at_locations, hours=None):
    """Fully nested; `organization` and `service_at_locations` are documents already."""
    document = document_of(SERVICE, row) | hours_documents(hours)
    attributes = attributes_of(SERVICE, row)
    parts = {
        "service_areas": [service_area_document(area) for area in row["areas"]],
        "service_at_locations": service_at_locations,
        "attributes": attributes,
    }
    document |= {key: value for key, value in parts.items() if value}
    document["organization"] = organization
    return document


def community_point_document(row, hours=None):
    document = document_of(COMMUNITY_POINT, row) | hours_documents(hours)
    parts = {"partner_ids": row["partner_ids"], "quarters": row["quarters"]}
    return document | {key: value for key, value in parts.items() if value}


def asset_document(row, hours=None):
    document = document_of(ASSET, row) | hours_documents(hours)
    if row["quarter_slug"]:
        document["quarter"] = place(row["quarter_municipality"], row["quarter_slug"])
    attributes = attributes_of(ASSET, row)
    return document | {"attributes": attributes} if attributes else document
