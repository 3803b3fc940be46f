"""`luoghi.geojson`: all that has a place, RFC 7946, with the licence beside the features."""

from django.conf import settings

from puntocomunita.api import to_json
from services.api.listings import PATHS
from services.models import Listing

from . import LICENCE, batches, page_of

COLUMNS = ["latitude", "longitude", "kind", "slug", "name", "organization_name", "address", "postal_code"]
COLUMNS += ["quarter__name", "phone", "verified_on"]


def pieces(changed_at):
    head = {
        "type": "FeatureCollection",
        "license": LICENCE,
        "attribution": settings.PUBLISHER_NAME,
        "modified": changed_at,
    }
    yield to_json(head)[:-1] + b',"features":['
    for position, values in enumerate(batches(Listing.objects.of_directory().located(), COLUMNS)):
        yield (b",\n" if position else b"\n") + to_json(feature(*values))
    yield b"\n]}\n"


def feature(uuid, latitude, longitude, kind, slug, *said):
    names = ["name", "organization", "address", "postal_code", "quarter", "phone", "verified_on"]
    properties = {"kind": kind, "url": page_of(PATHS[kind], slug)} | dict(zip(names, said, strict=True))
    return {
        "type": "Feature",
        "id": uuid,
        "geometry": {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]},
        "properties": {name: value for name, value in properties.items() if value not in ("", None)},
    }
