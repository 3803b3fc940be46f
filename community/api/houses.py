"""`/api/houses`: the houses that organisations share, with their rooms; who has a room is not in it."""

from django.conf import settings
from django.db.models import Prefetch
from rest_framework.response import Response
from rest_framework.views import APIView

from community.models import Space
from helpdesk.api.statistics import CITY
from organizations.models import House
from puntocomunita.api import Public, envelope, slice_of
from services.api import parameters
from services.api.parameters import TEXT
from services.api.schema import TEXTS, WHOLE, Schema, object_schema, page_of

ROOM = {"id": WHOLE, "capacity": WHOLE} | dict.fromkeys(("name", "description", "url"), TEXT)
SAID = {"id": WHOLE, "organizations": TEXTS, "spaces": {"type": "array", "items": object_schema(ROOM, ROOM)}}
SAID |= dict.fromkeys(("city", "name", "description", "address", "url"), TEXT)
HOUSE = object_schema(SAID, SAID)


class HouseList(Public, APIView):
    schema = Schema()
    name, tag, returns = "houses", "La comunità", page_of(HOUSE)
    summary = "Le case delle associazioni: dove sono, chi ospitano, quali stanze hanno."
    parameters = (CITY, *parameters.PAGING)

    def get(self, request):
        asked = parameters.read(request.query_params, self.parameters)
        rows = House.objects.all()
        rows = rows.filter(location__municipality__slug=asked["city"]) if asked.get("city") else rows
        number, size, total = asked.get("page", 1), asked.get("per_page", 20), rows.count()
        first, last = slice_of(number, size, total)
        rows = rows.select_related("location__municipality").order_by("name", "id")
        rows = rows.prefetch_related("organizations", Prefetch("spaces", Space.objects.for_reading()))
        response = Response(
            envelope([document(each) for each in rows[first:last]], number=number, size=size, total=total)
        )
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def document(house):
    return {
        "id": house.pk,
        "city": house.location.municipality.slug,
        "name": house.name,
        "description": house.words,
        "address": house.location.address,
        "organizations": sorted(each.name for each in house.organizations.all()),
        "spaces": [room(each) for each in house.spaces.all()],
        "url": settings.SITE_URL + house.get_absolute_url(),
    }


def room(space):
    return {
        "id": space.pk,
        "name": space.name,
        "description": space.words,
        "capacity": space.capacity,
        "url": settings.SITE_URL + space.get_absolute_url(),
    }
