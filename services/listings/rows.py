"""The rows: each thing at a place, flattened into what the search finds and a card shows."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.text import Truncator

from organizations.models import CommunityPoint
from services import tokens, words
from services.models import Asset, Listing, Service, TaxonomyTerm
from services.tokens import EASE
from territory.models import Quarter

from .registry import listed, uuid_of

COLUMNS = [field.column for field in Listing._meta.concrete_fields if not field.generated and not field.primary_key]


class TermPaths:
    """{term id: the ids of the term and all above it}, read once for a whole refresh (one query)."""

    def __init__(self):
        self.parents = dict(TaxonomyTerm.objects.values_list("id", "parent_id"))

    def __call__(self, term_ids: Iterable[int]) -> list[int]:
        found = set()
        for term_id in term_ids:
            while term_id and term_id not in found:
                found.add(term_id)
                term_id = self.parents.get(term_id)
        return sorted(found)


def rows_of(kind, ids, paths: TermPaths):
    """The rows, as dicts by column, of the sources with these ids."""
    if kind in listed():
        yield from listed()[kind].rows(ids, paths)
        return
    for source in SOURCES[kind].objects.filter(id__in=ids).select_related(*RELATED[kind]).prefetch_related(*MANY[kind]):
        yield from ROWS[kind](source, paths)


def service_rows(service, paths):
    """One row for each location of a service, or one for the area it serves."""
    if service.status not in (Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED):
        return
    places = list(service.service_at_locations.all()) or [None]
    for place in places:
        yield service_row(service, place, paths)


def service_row(service, place, paths) -> dict:
    location = place and place.location
    hours = (place and place.opening_hours) or service.opening_hours
    return row(
        kind=Listing.Kind.SERVICE,
        source=service,
        organization=service.organization,
        location=location,
        hours=hours,
        term_ids=paths(term.id for term in service.terms.all()),
        phone=first_phone(place, service, location, service.organization),
        text=[service.alternate_name, service.description, service.eligibility_description, service.outcome],
        marks=[] if location else coverage(service.service_areas.all()),
        uuid=place.id if place else service.id,
        service_id=service.id,
        service_at_location_id=place and place.id,
        languages=codes(service.languages),
        free=bool(service.free),
        no_appointment=service.no_appointment,
        anonymous=service.anonymous,
        soft_entry=service.soft_entry,
        comes_home=service.comes_home,
        by_phone=service.by_phone,
        online=service.online,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
    )


def asset_rows(asset, paths):
    if asset.offered_by_resident:
        phone, organization = "", None
    else:
        phone, organization = first_phone(asset, asset.location, asset.organization), asset.organization
    yield row(
        kind=Listing.Kind.ASSET,
        source=asset,
        organization=organization,
        location=asset.location,
        quarter=asset.quarter,
        hours=asset.opening_hours or (asset.location and asset.location.opening_hours),
        term_ids=paths([asset.kind_id, *(term.id for term in asset.terms.all())]),
        phone=phone,
        text=[asset.description],
        asset_id=asset.id,
        free=bool(asset.free),
    )


def community_point_rows(point, paths):
    yield row(
        kind=Listing.Kind.COMMUNITY_POINT,
        source=point,
        organization=point.lead_organization,
        location=point.location,
        hours=point.opening_hours,
        term_ids=[],
        phone=first_phone(point, point.location, point.lead_organization),
        text=[point.description],
        marks=[mark for quarter in point.quarters.all() for mark in marks_of_quarter(quarter)],
        community_point_id=point.id,
        free=True,
        no_appointment=True,
        anonymous=True,
        soft_entry=True,
    )


class Told(NamedTuple):
    """What a row says of something that is no entry of the directory."""

    id: Any
    name: str
    description: str
    slug: str = ""
    verified_on: None = None
    verified_how: str = ""


class Place(NamedTuple):
    """Where that is, as far as everybody may know; without a point, all of its quarter or municipality."""

    municipality_id: int
    quarter: Quarter | None = None
    address: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    wheelchair: bool = False

    @classmethod
    def of(cls, location):
        names = set(cls._fields) - {"wheelchair"}
        return cls(**{name: getattr(location, name) for name in names}, wheelchair=bool(location.wheelchair))

    @property
    def marks(self) -> set[str]:
        if self.latitude is not None:
            return set()
        return set(marks_of_quarter(self.quarter)) if self.quarter else marks_of_municipality(self.municipality_id)


def row_with_path(*, kind, thing, name, description, place, organization=None, hours=None, term_ids=(), **more):
    """The row of what has a page of its own; `more` are `text`, `marks`, `phone` and columns."""
    return row(
        kind=kind,
        source=Told(uuid_of(kind, thing.pk), name, description),
        organization=organization,
        location=place,
        hours=hours,
        term_ids=list(term_ids),
        marks={*place.marks, *more.pop("marks", ())},
        text=[description, *more.pop("text", ())],
        phone=more.pop("phone", ""),
        path=thing.get_absolute_url(),
        **more,
    )


def row(*, kind, source, organization, location, hours, term_ids, text, phone, marks=(), quarter=None, **columns):
    """One row: what all kinds share, with the columns that only some have."""
    quarter = (location and location.quarter) or quarter
    values = dict.fromkeys(COLUMNS)
    values |= dict.fromkeys([*EASE, "comes_home", "by_phone", "online"], False)
    values |= {
        "kind": kind,
        "uuid": source.id,
        "slug": source.slug,
        "name": source.name,
        "name_key": " ".join(words.plain(word) for word in words.split(source.name))[:300],
        "organization_id": organization and organization.id,
        "organization_name": organization.name if organization else "",
        "summary": Truncator(" ".join(source.description.split())).chars(240),
        "phone": phone[:60],
        "languages": [],
        "path": "",
        "happens": [],
        "terms": term_ids,
        "timetable_id": hours and hours.timetable_id,
        "verified_on": source.verified_on,
        "verified_how": source.verified_how,
    }
    values |= where(location, quarter) | columns
    name = words.lexemes(source.name)
    around = " ".join([*text, values["organization_name"], values["address"], quarter.name if quarter else ""])
    values["words"] = {words.plain(word) for word in words.split(f"{source.name} {around}")}
    values["tokens"] = sorted(
        name | {tokens.in_name(word) for word in name} | words.lexemes(around) | marks_of_row(values) | set(marks)
    )
    return values


def where(location, quarter) -> dict:
    """The columns of a place, and of the quarter it is in or is said to be in; either may be None."""
    return {
        "municipality_id": (quarter and quarter.municipality_id) or (location and location.municipality_id),
        "zone_id": quarter and quarter.zone_id,
        "quarter_id": quarter and quarter.id,
        "address": location.address if location else "",
        "postal_code": location.postal_code if location else "",
        "latitude": location and location.latitude,
        "longitude": location and location.longitude,
        "wheelchair": bool(location and location.wheelchair),
    }


def marks_of_row(values) -> set[str]:
    places = {"m": "municipality_id", "z": "zone_id", "q": "quarter_id", "p": "postal_code"}
    return {
        tokens.kind(values["kind"]),
        *(tokens.term(term_id) for term_id in values["terms"]),
        *(tokens.language(code) for code in values["languages"]),
        *(tokens.ease(name) for name in EASE if values[name]),
        *(tokens.inside(level, values[column]) for level, column in places.items() if values[column]),
    }


def marks_of_quarter(quarter):
    """Reaches into the quarter, its zone and its municipality, and covers the whole quarter."""
    yield tokens.covering("q", quarter.id)
    yield tokens.inside("q", quarter.id)
    yield tokens.inside("z", quarter.zone_id)
    yield tokens.inside("m", quarter.municipality_id)


def marks_of_municipality(pk) -> set[str]:
    return {tokens.covering("m", pk), tokens.inside("m", pk)}


def coverage(areas) -> set[str]:
    """The marks of the areas a service without a door serves; none stated means not known, so none."""
    marks = set()
    for area in areas:
        if area.everywhere:
            marks.add(tokens.EVERYWHERE)
        if area.municipality_id:
            marks |= marks_of_municipality(area.municipality_id)
        if area.zone:
            marks |= {
                tokens.covering("z", area.zone_id),
                tokens.inside("z", area.zone_id),
                tokens.inside("m", area.zone.municipality_id),
            }
        if area.quarter:
            marks |= set(marks_of_quarter(area.quarter))
        if area.postal_code:
            marks |= {tokens.covering("p", area.postal_code), tokens.inside("p", area.postal_code)}
    return marks


def first_phone(*owners) -> str:
    for owner in owners:
        for phone in (owner and owner.phones) or ():
            if phone.get("number"):
                return phone["number"]
    return ""


def codes(languages) -> list[str]:
    """ISO 639 codes of HSDS languages; one without a code is left to the page of the service."""
    return sorted({language["code"].lower()[:8] for language in languages if language.get("code", "").isalpha()})


SOURCES = {
    Listing.Kind.SERVICE: Service,
    Listing.Kind.ASSET: Asset,
    Listing.Kind.COMMUNITY_POINT: CommunityPoint,
}
RELATED = {
    Listing.Kind.SERVICE: ["organization", "opening_hours"],
    Listing.Kind.ASSET: ["organization", "opening_hours", "quarter", "location__quarter", "location__opening_hours"],
    Listing.Kind.COMMUNITY_POINT: ["lead_organization", "opening_hours", "location__quarter"],
}
MANY = {
    Listing.Kind.SERVICE: [
        "terms",
        "service_areas__zone",
        "service_areas__quarter",
        "service_at_locations__location__quarter",
        "service_at_locations__opening_hours",
    ],
    Listing.Kind.ASSET: ["terms"],
    Listing.Kind.COMMUNITY_POINT: ["quarters"],
}
ROWS = {
    Listing.Kind.SERVICE: service_rows,
    Listing.Kind.ASSET: asset_rows,
    Listing.Kind.COMMUNITY_POINT: community_point_rows,
}
