"""The tables of HSDS 3.0: their columns, and what each row belongs to."""

ENTITIES = ("taxonomy", "taxonomy_term", "organization", "location", "service", "service_at_location")

# kind of row → name of its list on the owner, {column: kind of owner}
OWNED = {
    "accessibility": ("accessibility", {"location_id": "location"}),
    "address": ("addresses", {"location_id": "location"}),
    "contact": (
        "contacts",
        {
            "organization_id": "organization",
            "service_id": "service",
            "service_at_location_id": "service_at_location",
            "location_id": "location",
        },
    ),
    "cost_option": ("cost_options", {"service_id": "service"}),
    "funding": ("funding", {"organization_id": "organization", "service_id": "service"}),
    "language": ("languages", {"service_id": "service", "location_id": "location", "phone_id": "phone"}),
    "organization_identifier": ("organization_identifiers", {"organization_id": "organization"}),
    "phone": (
        "phones",
        {
            "location_id": "location",
            "service_id": "service",
            "organization_id": "organization",
            "contact_id": "contact",
            "service_at_location_id": "service_at_location",
        },
    ),
    "program": ("programs", {"organization_id": "organization"}),
    "required_document": ("required_documents", {"service_id": "service"}),
    "schedule": (
        "schedules",
        {"service_id": "service", "location_id": "location", "service_at_location_id": "service_at_location"},
    ),
    "service_area": ("service_areas", {"service_id": "service"}),
}
LINKED = {  # rows that may belong to anything; the kind of owner stands in a column
    "attribute": ("attributes", "link_id", "link_entity"),
    "metadata": ("metadata", "resource_id", "resource_type"),
}
LISTS = {  # the lists a kind of thing may carry, each of rows of a kind
    "organization": {
        "funding": "funding",
        "contacts": "contact",
        "phones": "phone",
        "programs": "program",
        "organization_identifiers": "organization_identifier",
    },
    "location": {
        "languages": "language",
        "addresses": "address",
        "contacts": "contact",
        "accessibility": "accessibility",
        "phones": "phone",
        "schedules": "schedule",
    },
    "service": {
        "phones": "phone",
        "schedules": "schedule",
        "service_areas": "service_area",
        "languages": "language",
        "funding": "funding",
        "cost_options": "cost_option",
        "required_documents": "required_document",
        "contacts": "contact",
    },
    "service_at_location": {"contacts": "contact", "phones": "phone", "schedules": "schedule"},
    "contact": {"phones": "phone"},
    "phone": {"languages": "language"},
}
SCALARS = {
    "organization": "id name alternate_name description email website tax_status tax_id year_incorporated legal_status"
    " logo uri parent_organization_id",
    "service": "id organization_id program_id name alternate_name description url email status interpretation_services"
    " application_process fees_description wait_time fees accreditations eligibility_description minimum_age"
    " maximum_age assured_date assurer_email licenses alert last_modified",
    "location": "id location_type url organization_id name alternate_name description transportation latitude"
    " longitude external_identifier external_identifier_type",
    "service_at_location": "id service_id location_id description",
    "taxonomy": "id name description uri version",
    "taxonomy_term": "id code name description parent_id taxonomy language taxonomy_id term_uri",
    "accessibility": "id location_id description details url",
    "address": "id location_id attention address_1 address_2 city region state_province postal_code country"
    " address_type",
    "attribute": "id link_id taxonomy_term_id link_type link_entity value label",
    "contact": "id organization_id service_id service_at_location_id location_id name title department email",
    "cost_option": "id service_id valid_from valid_to option currency amount amount_description",
    "funding": "id organization_id service_id source",
    "language": "id service_id location_id phone_id name code note",
    "metadata": "id resource_id resource_type last_action_date last_action_type field_name previous_value"
    " replacement_value updated_by",
    "organization_identifier": "id organization_id identifier_scheme identifier_type identifier",
    "phone": "id location_id service_id organization_id contact_id service_at_location_id number extension type"
    " description",
    "program": "id organization_id name alternate_name description",
    "required_document": "id service_id document uri",
    "schedule": "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count"
    " wkst freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link"
    " attending_type notes",
    "service_area": "id service_id name description extent extent_type uri",
}
SCALARS = {kind: tuple(columns.split()) for kind, columns in SCALARS.items()}

TABLES = {  # names of tables, as files are called, for each kind
    "organization": "organization organizations",
    "program": "program programs",
    "service": "service services",
    "location": "location locations",
    "service_at_location": "service_at_location service_at_locations services_at_location services_at_locations",
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_term taxonomy_terms",
    "attribute": "attribute attributes",
    "phone": "phone phones",
    "contact": "contact contacts",
    "address": "address addresses",
    "schedule": "schedule schedules",
    "funding": "funding",
    "service_area": "service_area service_areas",
    "required_document": "required_document required_documents",
    "language": "language languages",
    "accessibility": "accessibility",
    "metadata": "metadata",
    "cost_option": "cost_option cost_options",
    "organization_identifier": "organization_identifier organization_identifiers",
}
KIND_OF_TABLE = {name: kind for kind, names in TABLES.items() for name in names.split()}
IGNORED_TABLES = {"meta_table_description", "meta_table_descriptions", "schema"}
TERRITORY = ("municipality", "zone", "quarter", "postal_code")
PAGE_LISTS = {  # lists of a page, beside `contents` those of our own export
    "organizations": "organization",
    "locations": "location",
    "contents": "service",
    "community_points": "community_point",
    "assets": "asset",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "municipalities": "municipality",
    "zones": "zone",
    "quarters": "quarter",
    "postal_codes": "postal_code",
}
