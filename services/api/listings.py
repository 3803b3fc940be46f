"""What the search page shows, for programs: listings with the reason of each, and the points of a map."""

from django.db.models import Avg, CharField, Count, F, Min
from django.db.models.functions import Cast, Floor
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import APIView

from puntocomunita.api import envelope, refuse, slice_of

from . import parameters
from .directory import Fresh
from .found import search_of
from .schema import TEXT, object_schema, page_of, ref

COLUMNS = ("kind", "slug", "name", "organization_name", "summary", "address", "phone", "postal_code", "languages") + (
    *("latitude", "longitude", "free", "no_appointment", "anonymous", "soft_entry", "wheelchair"),
    *("comes_home", "by_phone", "online", "minimum_age", "maximum_age", "verified_on", "verified_how"),
    *("service_id", "organization_id", "starts_at", "happens_until"),
)
CELLS = 4  # to the side of a map tile of 256 pixels: a cell is about as wide as a cluster drawn
MOST_POINTS = 5_000
PATHS = {"service": "servizi", "asset": "risorse", "community_point": "punti"}


class ListingList(Fresh, APIView):
    name, tag = "listings", "search"
    returns = page_of(ref("Listing"))
    summary = "Quello che mostra la pagina della ricerca: posti, conteggi dei filtri, perché ognuno è lì."
    parameters = (*parameters.SEARCH, parameters.KIND, *parameters.PAGING)

    def looks_at_the_clock(self, asked):
        return True  # every listing says whether it is open

    def answer(self, asked):
        number, size = asked.get("page", 1), asked.get("per_page", 20)
        page = search_of(self.request).page(number, size)
        slice_of(number, size, page.total)
        contents = [listing_document(listing) for listing in page.listings]
        facets = {name: facet_document(facet) for name, facet in page.facets.items()}
        return Response(envelope(contents, number=number, size=size, total=page.total) | {"facets": facets})


def listing_document(listing):
    document = {key: getattr(listing, key) for key in COLUMNS}
    document = {key: value for key, value in document.items() if value not in (None, "", [])}
    return {
        "id": listing.uuid,
        "url": listing.get_absolute_url(),
        **document,
        **({"quarter": listing.quarter.slug} if listing.quarter else {}),
        **({} if listing.distance is None else {"distance": round(listing.distance)}),
        "state": state_document(listing),
        **({"in_doubt": True} if listing.in_doubt else {}),
        "reasons": [str(reason) for reason in listing.reasons],
    }


def state_document(listing):
    """Open, closed or unknown, in words, and until when or from when; local times."""
    moments = {key: getattr(listing.state, key) for key in ("until", "opens")}
    said = {key: moment.strftime("%Y-%m-%dT%H:%M") for key, moment in moments.items() if moment}
    return {"state": listing.state.state, "label": str(listing.label), **said}


def facet_document(facet):
    """Each further choice with how many it would leave; `approximate`: at least so many."""
    keys = ("value", "label", "count", "selected", "approximate", "parent")
    return [
        {key: getattr(value, key) for key in keys if getattr(value, key) not in ("", None)} for value in facet.values
    ]


class ListingMap(Fresh, APIView):
    name, tag = "listings_geojson", "search"
    returns = object_schema(
        {"type": TEXT, "features": {"type": "array", "items": ref("Feature")}}, ["type", "features"]
    )
    summary = "Gli stessi posti come punti GeoJSON; i vicini si riuniscono, con quanti sono, a seconda di `zoom`."
    parameters = (*parameters.SEARCH, parameters.KIND, parameters.ZOOM)

    def looks_at_the_clock(self, asked):
        return True  # an event that is over is not there

    def answer(self, asked):
        found = search_of(self.request).filterset.narrowed()
        features = [feature(row) for row in cells(found, asked.get("zoom", 12))]
        return Response({"type": "FeatureCollection", "features": features})


def cells(listings, zoom):
    """One row a cell of the grid of that zoom: how many, their middle, and the one where there is one."""
    side = 360 / 2**zoom / CELLS
    found = (
        listings.filter(latitude__isnull=False)
        .order_by()
        .annotate(column=Floor(F("longitude") / side), row=Floor(F("latitude") / side))
        .values("column", "row")
        .annotate(
            count=Count("id"),
            lat=Avg("latitude"),
            lng=Avg("longitude"),
            **{f"one_{key}": Min(key) for key in ("kind", "slug", "path", "name")},
            one_uuid=Min(Cast("uuid", CharField())),
        )
        .order_by("column", "row")[: MOST_POINTS + 1]
    )
    if len(found) > MOST_POINTS:
        refuse("zoom", _("Da qui si vedono troppi punti: stringi bbox oppure scegli uno zoom più basso."))
    return found


def feature(row):
    properties = {"count": row["count"]}
    if row["count"] == 1:
        url = row["one_path"] or f"/{PATHS[row['one_kind']]}/{row['one_slug']}/"
        properties |= {"id": row["one_uuid"], "kind": row["one_kind"], "name": row["one_name"], "url": url}
    coordinates = [round(row["lng"], 6), round(row["lat"], 6)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordinates}, "properties": properties}
