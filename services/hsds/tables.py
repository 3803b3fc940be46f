"""The same documents as HSDS tables: one row an object, links back written out, nested objects in their own table.

Beside the tables of HSDS there are ours: municipalities, zones, quarters, postal_codes, opening_hours,
closures, community_points, assets; and our columns stand behind those of HSDS in each table. A cell is
text; numbers, true and false as in JSON; lists and objects of ours (`names`, `synonyms`, `partner_ids`,
`quarters`, `neighbours`, `boundary`) are JSON. Rows of one owner keep the order of its list. A phone, contact…
of ours points at its owner with HSDS's columns or `community_point_id`, `asset_id`; a schedule also with
`opening_hours_id`; attributes and metadata by `link_id`/`link_entity` and `resource_id`/`resource_type`. What
hangs on an object inside a list (languages of a phone, phones of a contact) is written once for each id,
however many owners repeat that object.
"""

from .fields import (
    ASSET,
    CLOSURE,
    COMMUNITY_POINT,
    KIND,
    LOCATION,
    MUNICIPALITY,
    OPENING_HOURS,
    ORGANIZATION,
    POSTAL_CODE,
    QUARTER,
    SCHEDULE,
    SERVICE,
    SERVICE_AREA,
    SERVICE_AT_LOCATION,
    TAXONOMY,
    TAXONOMY_TERM,
    ZONE,
)

OWNERS = ("organization_id", "service_id", "service_at_location_id", "location_id", "community_point_id", "asset_id")


# Name of the resource → (file, columns in their order).
TABLES = {
    "municipality": ("municipalities.csv", tuple(MUNICIPALITY.columns)),
    "zone": ("zones.csv", tuple(ZONE.columns)),
    "quarter": ("quarters.csv", (*QUARTER.columns, "neighbours")),
    "postal_code": ("postal_codes.csv", tuple(POSTAL_CODE.columns)),
    "taxonomy": ("taxonomies.csv", tuple(TAXONOMY.columns)),
    "taxonomy_term": ("taxonomy_terms.csv", tuple(TAXONOMY_TERM.columns)),
    "organization": ("organizations.csv", tuple(ORGANIZATION.columns)),
    "program": ("programs.csv", ("id", "organization_id", "name", "alternate_name", "description")),
    "organization_identifier": (
        "organization_identifiers.csv",
        ("id", "organization_id", "identifier_scheme", "identifier_type", "identifier"),
    ),
    "location": ("locations.csv", (*LOCATION.columns, "quarter", "opening_hours_id")),
    "address": (
        "addresses.csv",
        ("id", "location_id", "attention", "address_1", "address_2", "city", "region")
        + ("state_province", "postal_code", "country", "address_type"),
    ),
    "accessibility": ("accessibility.csv", ("id", "location_id", "description", "details", "url")),
    "service": ("services.csv", (*SERVICE.columns, "opening_hours_id")),
    "service_area": (
        "service_areas.csv",
        ("id", "service_id", *list(SERVICE_AREA.columns)[1:], "zone", "quarter"),
    ),
    "required_document": ("required_documents.csv", ("id", "service_id", "document", "uri")),
    "cost_option": (
        "cost_options.csv",
        ("id", "service_id", "valid_from", "valid_to", "option", "currency", "amount", "amount_description"),
    ),
    "service_at_location": ("service_at_location.csv", (*SERVICE_AT_LOCATION.columns, "opening_hours_id")),
    "community_point": (
        "community_points.csv",
        (*COMMUNITY_POINT.columns, "partner_ids", "quarters", "opening_hours_id"),
    ),
    "asset": ("assets.csv", (*ASSET.columns, "quarter", "opening_hours_id")),
    "funding": ("funding.csv", ("id", "organization_id", "service_id", "source")),
    "contact": ("contacts.csv", ("id", *OWNERS, "name", "title", "department", "email")),
    "phone": ("phones.csv", ("id", *OWNERS, "contact_id", "number", "extension", "type", "description")),
    "language": ("languages.csv", ("id", "service_id", "location_id", "phone_id", "name", "code", "note")),
    "opening_hours": ("opening_hours.csv", tuple(OPENING_HOURS.columns)),
    "schedule": (
        "schedules.csv",
        ("id", "service_id", "location_id", "service_at_location_id")
        + (*list(SCHEDULE.columns)[1:], "opening_hours_id"),
    ),
    "closure": ("closures.csv", ("opening_hours_id", *CLOSURE)),
    "attribute": ("attributes.csv", ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value")),
    "metadata": (
        "metadata.csv",
        ("id", "resource_id", "resource_type", "last_action_date", "last_action_type", "field_name")
        + ("previous_value", "replacement_value", "updated_by"),
    ),
}
LISTS = KIND | {"service_areas": "service_area", "service_at_locations": "service_at_location"}
TIMED = {"service", "location", "service_at_location"}


def link(kind, owner_kind, owner_id):
    """The columns of `kind` that say whose it is."""
    if kind == "attribute":
        return {"link_id": owner_id, "link_entity": owner_kind}
    if kind == "metadata":
        return {"resource_id": owner_id, "resource_type": owner_kind}
    return {f"{owner_kind}_id": owner_id}


class Flattener:
    """Turns documents into (table, row) pairs; remembers which nested objects have had their children written."""

    def __init__(self):
        self.seen = set()

    def rows(self, kind, document, links=None):
        """The row of a document and those of everything in it, depth first."""
        columns = TABLES[kind][1]
        row = {key: value for key, value in document.items() if key in columns} | (links or {})
        hours = document.get("opening_hours")
        if hours:
            row["opening_hours_id"] = hours["id"]
        yield kind, row
        if hours:
            yield from self.hours(kind, document)
        if links is None or self.first(kind, document["id"]):
            yield from self.children(kind, document)

    def first(self, kind, id):
        key = hash((kind, str(id)))
        new = key not in self.seen
        self.seen.add(key)
        return new

    def children(self, kind, document):
        for key, child in LISTS.items():
            for item in document.get(key, ()):
                yield from self.rows(child, item, link(child, kind, document["id"]))

    def hours(self, kind, document):
        hours = document["opening_hours"]
        owner = {"opening_hours_id": hours["id"]}
        yield "opening_hours", {key: value for key, value in hours.items() if key != "closures"}
        for schedule in document.get("schedules", ()):
            yield "schedule", schedule | owner | (link("schedule", kind, document["id"]) if kind in TIMED else {})
        for closure in hours.get("closures", ()):
            yield "closure", closure | owner
