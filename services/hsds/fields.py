"""Which HSDS 3.0 field is which column of ours; export, API and import read the same tables.

HSDS schemas allow further keys, so what HSDS cannot say goes out under a key of our own beside them
(`slug`, `outcome`, `free`, `quarter`…): nothing is lost between an export and its import.
`created_at` alone stays behind: it says when our row was born, not what the directory knows.
"""

from dataclasses import dataclass, field

from organizations.models import CommunityPoint, Location, OpeningHours, Organization, Schedule
from services.models import Asset, Service, ServiceArea, ServiceAtLocation, Taxonomy, TaxonomyTerm
from territory.models import Municipality, PostalCode, Quarter, Zone


@dataclass(frozen=True, eq=False)
class Table:
    """One kind of thing: `columns` is HSDS key → lookup of ours, `lists` are JSON lists of HSDS objects."""

    name: str
    model: type
    columns: dict
    lists: tuple = ()
    required: tuple = ()  # keys that HSDS wants even when there is nothing to say: ""
    hours: bool = False
    terms: bool = False
    inside: dict = field(default_factory=dict)  # key → lookup, said by documents.py in their own way


def same(*names):
    return {name: name for name in names}


CHECKED = {"assured_date": "verified_on", **same("verified_how", "last_modified")}
SAID_OF_ALL = ("contacts", "phones", "attributes", "metadata")

ORGANIZATION = Table(
    "organization",
    Organization,
    same("id", "name", "alternate_name", "description", "email", "website")
    | {"tax_id": "tax_code"}
    | same("year_incorporated", "legal_status", "logo", "uri", "parent_organization_id")
    | same("slug", "sector", "level", "offers", "looks_for")
    | CHECKED,
    lists=("funding", "programs", "organization_identifiers", *SAID_OF_ALL),
    required=("description",),
)

SERVICE = Table(
    "service",
    Service,
    same("id", "organization_id", "program_id", "name", "alternate_name", "description", "url", "email", "status")
    | same("interpretation_services", "application_process", "fees_description", "wait_time", "fees")
    | same("accreditations", "eligibility_description", "minimum_age", "maximum_age")
    | {"assured_date": "verified_on"}
    | same("assurer_email", "licenses", "alert", "last_modified")
    | same("slug", "outcome", "special_cases", "verified_how")
    | same("free", "no_appointment", "anonymous", "place_to_sit", "phone_or_internet", "play_area")
    | same("comes_home", "by_phone", "online"),
    lists=("languages", "funding", "cost_options", "required_documents", *SAID_OF_ALL),
    hours=True,
    terms=True,
)

SERVICE_AT_LOCATION = Table(
    "service_at_location",
    ServiceAtLocation,
    same("id", "service_id", "location_id", "description"),
    lists=SAID_OF_ALL,
    hours=True,
)

LOCATION = Table(
    "location",
    Location,
    same("id", "location_type", "url", "organization_id", "name", "alternate_name", "description")
    | same("transportation", "latitude", "longitude", "external_identifier", "external_identifier_type")
    | same("wheelchair")
    | {"municipality": "municipality__slug"}
    | CHECKED,
    lists=("languages", "accessibility", *SAID_OF_ALL),
    hours=True,
    inside={
        "address_1": "address",
        "address_2": "address_detail",
        **same("city", "region", "state_province", "postal_code", "country"),
        "addresses": "addresses",
        "quarter_slug": "quarter__slug",
        "quarter_municipality": "quarter__municipality__slug",
    },
)

SERVICE_AREA = Table(
    "service_area",
    ServiceArea,
    same("id", "name", "description", "extent", "extent_type", "uri", "everywhere", "postal_code")
    | {"municipality": "municipality__slug"},
    lists=("attributes", "metadata"),
    inside={
        "zone_slug": "zone__slug",
        "zone_municipality": "zone__municipality__slug",
        "quarter_slug": "quarter__slug",
        "quarter_municipality": "quarter__municipality__slug",
    },
)

OPENING_HOURS = Table(
    "opening_hours", OpeningHours, same("id", "on_holidays", "notes") | {"municipality": "municipality__slug"}
)

SCHEDULE = Table(
    "schedule",
    Schedule,
    same("id", "valid_from", "valid_to", "dtstart", "until", "count", "wkst", "freq", "interval", "byday")
    | same("byweekno", "bymonthday", "byyearday", "description", "opens_at", "closes_at", "schedule_link")
    | same("attending_type", "notes"),
)
JOINED = ("byday", "byweekno", "bymonthday", "byyearday")  # arrays of ours, text with commas in HSDS
CLOSURE = same("first_day", "last_day", "reason")

TAXONOMY = Table(
    "taxonomy", Taxonomy, same("id", "name", "description", "uri", "version", "slug"), required=("description",)
)

TAXONOMY_TERM = Table(
    "taxonomy_term",
    TaxonomyTerm,
    {"id": "uuid", **same("code", "name", "description"), "parent_id": "parent__uuid", "taxonomy": "taxonomy__name"}
    | same("taxonomy_id", "term_uri", "slug", "position", "names", "synonyms", "discreet", "icon")
    | same("agid_subject", "life_event", "istat_area"),
    required=("description",),
)

COMMUNITY_POINT = Table(
    "community_point",
    CommunityPoint,
    same("id", "slug", "name", "description", "email", "lead_organization_id", "location_id")
    | same("is_hub", "is_network", "is_community")
    | CHECKED,
    lists=SAID_OF_ALL,
    hours=True,
)

ASSET = Table(
    "asset",
    Asset,
    same("id", "slug", "name", "description")
    | {"kind": "kind__slug", "kind_id": "kind__uuid"}
    | same("organization_id", "location_id", "url", "email", "free")
    | CHECKED,
    lists=SAID_OF_ALL,
    hours=True,
    terms=True,
    inside={"quarter_slug": "quarter__slug", "quarter_municipality": "quarter__municipality__slug"},
)

# The territory that the rest points at by slug, so that an empty database can take an export in.
MUNICIPALITY = Table(
    "municipality",
    Municipality,
    same("slug", "name", "istat_code", "province", "patron_month", "patron_day", "patron_name")
    | same("latitude", "longitude", "boundary"),
)
ZONE = Table("zone", Zone, {"municipality": "municipality__slug", **same("slug", "name", "phone", "email")})
QUARTER = Table(
    "quarter",
    Quarter,
    {"municipality": "municipality__slug", "zone": "zone__slug"}
    | same("slug", "name", "istat_code", "latitude", "longitude", "boundary"),
)
POSTAL_CODE = Table(
    "postal_code", PostalCode, {"municipality": "municipality__slug", **same("code", "latitude", "longitude")}
)

# HSDS objects inside a JSON list: what each list holds, and what HSDS wants of it at least.
KIND = {
    "accessibility": "accessibility",
    "addresses": "address",
    "attributes": "attribute",
    "contacts": "contact",
    "cost_options": "cost_option",
    "funding": "funding",
    "languages": "language",
    "metadata": "metadata",
    "organization_identifiers": "organization_identifier",
    "phones": "phone",
    "programs": "program",
    "required_documents": "required_document",
}
REQUIRED = {
    "address": ("address_1", "city", "state_province", "postal_code", "country"),
    "metadata": (
        *("last_action_date", "last_action_type", "field_name"),
        *("previous_value", "replacement_value", "updated_by"),
    ),
    "organization_identifier": ("identifier_type", "identifier"),
    "phone": ("number",),
    "program": ("name", "description"),
}
NUMBERS = ("extension", "amount")
