"""Reads what a page of documents needs: plain dicts keyed as in `fields.py`, one query a kind of thing.

The number of queries depends on the kind of document alone, never on how many there are. `ids` may be a
list or a sliced queryset of keys; what comes back by id is in the order of the keys.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from organizations.models import Closure, CommunityPoint, Location, OpeningHours, Organization, Schedule
from services.models import Asset, Service, ServiceArea, ServiceAtLocation, TaxonomyTerm

from . import documents
from .fields import (
    ASSET,
    CLOSURE,
    COMMUNITY_POINT,
    LOCATION,
    OPENING_HOURS,
    ORGANIZATION,
    SCHEDULE,
    SERVICE,
    SERVICE_AREA,
    SERVICE_AT_LOCATION,
    TAXONOMY_TERM,
)


def lookups(table):
    """Key → lookup of every column a row of the table needs."""
    hours = {"opening_hours_id": "opening_hours_id"} if table.hours else {}
    return table.columns | {key: key for key in table.lists} | table.inside | hours


def read(queryset, table, **subqueries):
    """Rows of a queryset as dicts, in its order; one query."""
    added = {f"its_{key}": subquery for key, subquery in subqueries.items()}
    wanted = lookups(table) | {key: f"its_{key}" for key in subqueries}
    found = queryset.annotate(**added).values_list(*wanted.values())
    return [dict(zip(wanted, values, strict=True)) for values in found]


def objects(queryset, lookups_):
    return ArraySubquery(queryset.values(json=JSONObject(**lookups_)))


def terms_of(owner):
    """Subquery: the terms of a service or an asset, as rows of `TAXONOMY_TERM`."""
    terms = TaxonomyTerm.objects.filter(**{owner: OuterRef("pk")}).order_by("taxonomy__slug", "slug")
    return objects(terms, {key: TAXONOMY_TERM.columns[key] for key in documents.BRIEF_TERM})


def areas_of_service():
    return objects(ServiceArea.objects.filter(service=OuterRef("pk")).order_by("id"), lookups(SERVICE_AREA))


def opening_hours(owners):
    """Hours of many owners by id, with their schedules and closures; one query, none when nobody has any."""
    ids = {row["opening_hours_id"] for row in owners} - {None}
    schedules = Schedule.objects.filter(opening_hours=OuterRef("pk"))
    closures = Closure.objects.filter(opening_hours=OuterRef("pk"))
    rows = read(
        OpeningHours.objects.filter(id__in=ids),
        OPENING_HOURS,
        schedules=objects(schedules.order_by("valid_from", "byday", "opens_at", "id"), SCHEDULE.columns),
        closures=objects(closures.order_by("first_day", "last_day", "reason"), CLOSURE),
    )
    return {row["id"]: row for row in rows}


def organizations(ids):
    return {row["id"]: row for row in read(Organization.objects.filter(id__in=ids).order_by("id"), ORGANIZATION)}


def services(ids):
    """Whole rows by id, with terms and areas."""
    queryset = Service.objects.filter(id__in=ids).order_by("id")
    rows = read(queryset, SERVICE, terms=terms_of("services"), areas=areas_of_service())
    return {row["id"]: row for row in rows}


def locations(queryset):
    return read(queryset, LOCATION)


def service_at_locations(queryset):
    """Pairs of rows: the service at the location, and its location; one query."""
    own = lookups(SERVICE_AT_LOCATION)
    theirs = {key: f"location__{lookup}" for key, lookup in lookups(LOCATION).items()}
    size = len(own)
    return [
        (dict(zip(own, values[:size], strict=True)), dict(zip(theirs, values[size:], strict=True)))
        for values in queryset.values_list(*own.values(), *theirs.values())
    ]


def in_order(ids, found):
    return [found[id] for id in ids if id in found]


def brief_service_documents(ids):
    """Documents of a list by id: 2 queries."""
    rows = {row["id"]: row for row in read(Service.objects.filter(id__in=ids).order_by("id"), SERVICE)}
    owners = organizations({row["organization_id"] for row in rows.values()})
    return {id: documents.brief_service_document(row, owners[row["organization_id"]]) for id, row in rows.items()}


def service_documents(ids):
    """Fully nested, by id: 4 queries."""
    rows = services(ids)
    owners = organizations({row["organization_id"] for row in rows.values()})
    pairs = service_at_locations(ServiceAtLocation.objects.filter(service__in=list(rows)).order_by("id"))
    hours = opening_hours([*rows.values(), *(row for pair in pairs for row in pair)])
    at_locations = {}
    for row, location in pairs:
        at_locations.setdefault(row["service_id"], []).append(nested_at_location(row, location, hours))
    return {
        id: nested_service(row, owners[row["organization_id"]], at_locations.get(id, []), hours)
        for id, row in rows.items()
    }


def nested_at_location(row, location, hours):
    place = documents.location_document(location, hours.get(location["opening_hours_id"]))
    return documents.service_at_location_document(row, place, hours.get(row["opening_hours_id"]))


def nested_service(row, owner, at_locations, hours):
    organization = documents.organization_document(owner)
    document = documents.service_document(row, organization, at_locations, hours.get(row["opening_hours_id"]))
    program = documents.program_of(row, owner)
    return document | {"program": program} if program else document


def brief_service_at_location_documents(ids):
    """Documents of a list by id: 3 queries."""
    pairs = service_at_locations(ServiceAtLocation.objects.filter(id__in=ids).order_by("id"))
    found = brief_service_documents({row["service_id"] for row, _ in pairs})
    return {
        row["id"]: documents.brief_service_at_location_document(row, location, found[row["service_id"]])
        for row, location in pairs
    }


def service_at_location_documents(ids):
    """Fully nested with the service around it, by id: 4 queries."""
    pairs = service_at_locations(ServiceAtLocation.objects.filter(id__in=ids).order_by("id"))
    rows = services({row["service_id"] for row, _ in pairs})
    owners = organizations({row["organization_id"] for row in rows.values()})
    hours = opening_hours([*rows.values(), *(row for pair in pairs for row in pair)])
    return {
        row["id"]: nested_at_location(row, location, hours)
        | {"service": around(rows[row["service_id"]], owners, hours)}
        for row, location in pairs
    }


def around(row, owners, hours):
    return nested_service(row, owners[row["organization_id"]], [], hours)


def brief_organization_documents(ids):
    return {id: documents.brief_organization_document(row) for id, row in organizations(ids).items()}


def organization_documents(ids, *, full_service=False):
    """Fully nested by id: 4 queries; with whole services 3 more."""
    rows = organizations(ids)
    places = locations(Location.objects.filter(organization__in=list(rows)).order_by("id"))
    hours = opening_hours(places)
    offered = services_of(list(rows), full_service=full_service)
    result = {id: documents.organization_document(row) for id, row in rows.items()}
    for row in places:
        place = documents.location_document(row, hours.get(row["opening_hours_id"]))
        result[row["organization_id"]].setdefault("locations", []).append(place)
    for id, found in offered.items():
        result[id]["services"] = found
    return result


def services_of(organization_ids, *, full_service):
    """Services by organization: whole documents, or id, name and status."""
    queryset = Service.objects.filter(organization__in=organization_ids).order_by("id")
    found = list(queryset.values("id", "name", "status", "organization_id"))
    whole = service_documents([row["id"] for row in found]) if full_service else {}
    result = {}
    for row in found:
        organization_id = row.pop("organization_id")
        result.setdefault(organization_id, []).append(whole.get(row["id"], row))
    return result


def community_points(queryset):
    """Documents in the order of the queryset: 2 queries."""
    partners = Organization.objects.filter(partnered_points=OuterRef("pk")).order_by("id")
    quarters = CommunityPoint.quarters.through.objects.filter(communitypoint=OuterRef("pk")).order_by(
        "quarter__municipality__slug", "quarter__slug"
    )
    slugs = {"municipality": "quarter__municipality__slug", "slug": "quarter__slug"}
    rows = read(
        queryset,
        COMMUNITY_POINT,
        partner_ids=ArraySubquery(partners.values("id")),
        quarters=objects(quarters, slugs),
    )
    hours = opening_hours(rows)
    for row in rows:
        row["quarters"] = [documents.place(**quarter) for quarter in row["quarters"]]
    return [documents.community_point_document(row, hours.get(row["opening_hours_id"])) for row in rows]


def assets(queryset):
    """Documents in the order of the queryset: 2 queries."""
    rows = read(queryset, ASSET, terms=terms_of("assets_about"))
    hours = opening_hours(rows)
    return [documents.asset_document(row, hours.get(row["opening_hours_id"])) for row in rows]


def public_services():
    """What lists show: given now, or paused. The others answer by their id, with their status."""
    return Service.objects.exclude(pk__in=gone_services())


def public_service_at_locations():
    return ServiceAtLocation.objects.exclude(service__in=gone_services())


def gone_services():
    """The few that are left out: named so, counts and pages of the many need nothing but the index of keys."""
    return Service.objects.filter(status__in=[Service.Status.INACTIVE, Service.Status.DEFUNCT]).values("pk")


def public_assets():
    """What is published: never a skill a resident offers."""
    return Asset.objects.filter(offered_by_resident=False)
