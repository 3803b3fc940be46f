"""OpenAPI of the public API: parameters from `parameters.py`, answers from the tables of `services.hsds.fields`."""

import functools

from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from puntocomunita.api import all_endpoints
from services.hsds import fields
from services.hsds.datapackage import JSON_CELLS, is_identifier, model_type

FORMATS = {"date": "date", "datetime": "date-time", "time": "time"}
TEXT, FLAG, WHOLE, NUMBER = ({"type": name} for name in ("string", "boolean", "integer", "number"))
OBJECTS = {"type": "array", "items": {"type": "object"}}
TEXTS = {"type": "array", "items": TEXT}
ID = {"type": "string", "format": "uuid"}
DAY, MOMENT = {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}
HELD_AT = {"type": "object", "properties": {"id": {}, "slug": TEXT, "name": TEXT}, "required": ["id", "slug", "name"]}
AREA = {"type": "object", "properties": {"slug": TEXT, "name": TEXT}, "required": ["slug", "name"]}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def arrays(*names):
    return dict.fromkeys(names, OBJECTS)


def property_schema(table, key):
    if is_identifier(key):
        return ID
    if key in JSON_CELLS:
        return {"type": JSON_CELLS[key]} | ({"items": TEXT} if JSON_CELLS[key] == "array" else {})
    kind = model_type(table, key)
    return {"type": "string", "format": FORMATS[kind]} if kind in FORMATS else {"type": kind}


def object_schema(properties, required):
    return {"type": "object", "properties": properties, "required": list(required)}


def table_schema(table, *, required=("id",), **more):
    """What a document of a table may hold; further keys are allowed, as in HSDS."""
    properties = {key: property_schema(table, key) for key in table.columns} | arrays(*table.lists)
    if table.hours:
        properties |= {"schedules": OBJECTS, "opening_hours": {"type": "object"}}
    return object_schema(properties | more, (*required, *table.required))


def page_of(item):
    counts = dict.fromkeys(("total_items", "total_pages", "page_number", "size"), WHOLE)
    flags = dict.fromkeys(("first_page", "last_page", "empty"), FLAG)
    properties = counts | flags | {"contents": {"type": "array", "items": item}}
    return object_schema(properties, properties)


SERVICE = table_schema(
    fields.SERVICE, required=("id", "name", "status", "organization"), organization=ref("Organization")
) | {"description": "Un servizio, in HSDS 3.0; `slug`, `outcome`, `special_cases`, `free`… sono chiavi nostre."}
SERVICE["properties"] |= arrays("service_areas", "service_at_locations") | {"program": {"type": "object"}}
MINIMAL = object_schema({"id": ID} | dict.fromkeys(("last_modified", "modified_date"), TEXT), ["id"])

COMPONENTS = {
    "Root": object_schema(
        {"version": TEXT, "profile": TEXT, "openapi_url": TEXT}, ["version", "profile", "openapi_url"]
    ),
    "Service": SERVICE,
    "MinimalService": MINIMAL,
    "Organization": table_schema(fields.ORGANIZATION, required=("id", "name"), services=OBJECTS, locations=OBJECTS),
    "Location": table_schema(fields.LOCATION, required=("id", "location_type"), quarter=TEXT, addresses=OBJECTS),
    "ServiceAtLocation": table_schema(
        fields.SERVICE_AT_LOCATION,
        required=("id", "service", "location"),
        service=ref("Service"),
        location=ref("Location"),
    ),
    "Taxonomy": table_schema(fields.TAXONOMY, required=("id", "name")),
    "TaxonomyTerm": table_schema(fields.TAXONOMY_TERM, required=("id", "name")),
    "CommunityPoint": table_schema(
        fields.COMMUNITY_POINT,
        required=("id", "name", "location"),
        location=ref("Location"),
        quarters=TEXTS,
        partner_ids=TEXTS,
    ),
    "Asset": table_schema(fields.ASSET, required=("id", "name", "kind"), location=ref("Location"), quarter=TEXT),
    "Place": object_schema(
        {"label": TEXT, "kind": TEXT, "latitude": NUMBER, "longitude": NUMBER, "approximate": FLAG, "postal_code": TEXT}
        | dict.fromkeys(("quarter", "zone", "municipality"), AREA),
        ["label", "kind", "latitude", "longitude", "approximate"],
    ),
    "Listing": object_schema(
        {"id": ID, "kind": TEXT, "name": TEXT, "url": TEXT, "state": {"type": "object"}, "reasons": TEXTS}
        | {"starts_at": {**MOMENT, "description": "Di un evento: quando comincia il prossimo giorno."}}
        | {"happens_until": {**MOMENT, "description": "Di un evento: quando finisce l’ultimo giorno."}}
        | {"in_doubt": {"type": "boolean", "description": "Vero dove si sta controllando una segnalazione."}},
        ["id", "kind", "name", "url", "state", "reasons"],
    ),
    "Feature": object_schema(
        {"type": TEXT, "geometry": {"type": "object"}, "properties": object_schema({"count": WHOLE}, ["count"])},
        ["type", "geometry", "properties"],
    ),
    "Account": object_schema(
        {
            "id": WHOLE,
            "name": TEXT,
            "email": TEXT,
            "second_factor": FLAG,
            "roles": {"type": "array", "items": ref("HeldRole")},
            "token": object_schema({"name": TEXT, "scopes": TEXTS, "expires_at": MOMENT}, ["scopes", "expires_at"]),
        },
        ["id", "name", "email", "second_factor", "roles"],
    ),
    "HeldRole": object_schema(
        {"role": TEXT, "since": DAY, "until": DAY}
        | dict.fromkeys(("organization", "community_point", "municipality"), HELD_AT),
        ["role", "since"],
    ),
    "Act": object_schema(
        {
            "id": ID,
            "at": MOMENT,
            "how": TEXT,
            "by": object_schema({"id": WHOLE, "name": TEXT}, ["id"]),
            "undoes": ID,
            "changes": {"type": "array", "items": ref("RowChange")},
        },
        ["id", "at", "how", "changes"],
    ),
    "RowChange": object_schema(
        {"kind": TEXT, "id": TEXT, "action": TEXT, "part_of": TEXT}
        | dict.fromkeys(("before", "after"), {"type": "object"}),
        ["kind", "id", "action"],
    ),
    "SentReport": object_schema(
        dict.fromkeys(("kind", "slug", "topic", "suggestion", "words", "email"), TEXT), ["topic"]
    ),
    "ReceivedReport": object_schema({"code": TEXT, "state": TEXT, "url": TEXT}, ["code", "state", "url"]),
    "Errors": object_schema({"errors": {"type": "object", "additionalProperties": TEXTS}}, ["errors"]),
    "Detail": object_schema({"detail": TEXT}, ["detail"]),
}

BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "Una chiave personale, fatta in /account/chiavi/: `Authorization: Bearer punto_…`.",
}


class Schema(AutoSchema):
    """Describes a view by what it says of itself: `name`, `summary`, `returns`, `parameters`."""

    def get_operation_id(self):
        return self.view.name

    def get_summary(self):
        return self.view.summary

    def get_description(self):
        return self.view.summary

    def get_tags(self):
        return [self.view.tag]

    def get_auth(self):
        return [] if self.view.access.is_public else [{"token": []}]

    def get_override_parameters(self):
        own = [parameter.openapi() for parameter in self.view.parameters]
        return [*own, *([self.identifier()] if "{id}" in self.path else [])]

    def identifier(self):
        return OpenApiParameter("id", ID, OpenApiParameter.PATH, description="L’identificativo, un UUID.")

    def get_request_serializer(self):
        return None

    def get_response_serializers(self):
        answers = {200: self.view.returns}
        if any(parameter.name == "format" for parameter in self.view.parameters):
            answers[200, "application/x-ndjson"] = TEXT
        if self.view.parameters or "{id}" not in self.path:
            answers[400] = ref("Errors")
        if "{id}" in self.path:
            answers |= {400: ref("Errors"), 404: ref("Detail")}
        refusals = {304: {}} if self.view.access.is_public else {401: ref("Detail"), 403: ref("Detail")}
        if getattr(self.view, "hides", False):
            refusals[404] = ref("Detail")
        return answers | refusals | {429: ref("Detail")}


class Generator(SchemaGenerator):
    def get_schema(self, request=None, public=False):
        schema = super().get_schema(request, public)
        schema["components"] |= {"schemas": COMPONENTS, "securitySchemes": {"token": BEARER}}
        return schema


@functools.cache
def openapi():
    """The whole description as plain dicts; the same for everyone, so made once."""
    generator = Generator(patterns=[path("api/", include(all_endpoints()))])
    return generator.get_schema(request=None, public=True)
