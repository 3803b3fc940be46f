"""What is not a service: Punti Comunità, assets, places of the gazetteer."""

from django.core.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.models import CommunityPoint, Location
from services.hsds import documents, rows
from services.models import Asset
from territory.models import Quarter
from territory.places import search_places

from . import parameters
from .directory import Fresh, List
from .schema import object_schema, page_of, ref


def with_locations(found):
    """The same documents with their location, brief, instead of its id alone; one query."""
    ids = {document["location_id"] for document in found if "location_id" in document}
    places = {row["id"]: row for row in rows.locations(Location.objects.filter(id__in=ids))}
    for document in found:
        if "location_id" in document:
            row = places[document["location_id"]]
            document["location"] = documents.brief_location_document(row) | {"addresses": addresses(row)}
    return {document["id"]: document for document in found}


def addresses(row):
    return [address for address in [documents.own_address(row)] if address]


class InQuarters:
    """Narrowed by `quarter`; one that does not exist is refused, never an empty list."""

    def queryset(self, asked):
        slugs = set(asked.get("quarter", ()))
        known = dict(Quarter.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
        for slug in sorted(slugs - known.keys()):
            parameters.unknown("quarter", slug)
        return self.things().filter(**{f"{self.of_quarter}__slug__in": slugs}).distinct() if slugs else self.things()


class CommunityPointList(InQuarters, List):
    name, tag, returns = "community_points", "places", page_of(ref("CommunityPoint"))
    summary = "I Punti Comunità: dove sono, quali quartieri servono, quando è aperto lo sportello."

    parameters = (parameters.QUARTER, *List.parameters)
    of_quarter = "quarters"

    def things(self):
        return CommunityPoint.objects.all()

    def by_id(self, ids, asked):
        return with_locations(rows.community_points(CommunityPoint.objects.filter(id__in=ids).order_by("id")))


class AssetList(InQuarters, List):
    name, tag, returns = "assets", "places", page_of(ref("Asset"))
    summary = "Le risorse del quartiere: parchi, sale, negozi. Mai ciò che offre chi abita lì."

    parameters = (parameters.QUARTER, *List.parameters)
    of_quarter = "quarter"

    def things(self):
        return rows.public_assets()

    def by_id(self, ids, asked):
        return with_locations(rows.assets(Asset.objects.filter(id__in=ids).order_by("id")))


class PlaceList(Fresh, APIView):
    name, tag = "places", "places"
    returns = object_schema({"contents": {"type": "array", "items": ref("Place")}}, ["contents"])
    summary = "I luoghi che corrispondono a ciò che si sta scrivendo."

    parameters = (parameters.PLACE_WORDS, parameters.LIMIT)

    def etag(self, asked):
        return None  # the gazetteer has a life of its own

    def answer(self, asked):
        if not asked.get("search"):
            parameters.missing("search")
        try:
            found = search_places(asked["search"], limit=asked.get("limit", 10))
        except ValidationError as error:
            raise ValidationError({"search": error.messages}) from None
        return Response({"contents": [place_document(place) for place in found]})


def place_document(place):
    areas = {name: getattr(place, name) for name in ("quarter", "zone", "municipality")}
    document = {key: getattr(place, key) for key in ("label", "kind", "latitude", "longitude", "approximate")}
    document |= {name: {"slug": area.slug, "name": area.name} for name, area in areas.items() if area}
    return document | ({"postal_code": place.postal_code} if place.postal_code else {})
