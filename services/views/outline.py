from django.db.models import Q
from django.http import JsonResponse
from django.views.decorators.cache import cache_control

from accounts.access import PUBLIC, access
from territory.models import Quarter

MOST = 400  # quarters drawn; a country's would be no orientation


@access({"GET": PUBLIC})
@cache_control(public=True, max_age=3600)
def outline(request):
    """The quarters for the map, as GeoJSON: their boundary where it is known, else their point."""
    drawn = Quarter.objects.filter(Q(boundary__has_key="type") | Q(latitude__isnull=False))[:MOST]
    return JsonResponse({"type": "FeatureCollection", "features": [feature(quarter) for quarter in drawn]})


def feature(quarter):
    point = {"type": "Point", "coordinates": [quarter.longitude, quarter.latitude]}
    return {"type": "Feature", "properties": {"name": quarter.name}, "geometry": quarter.boundary or point}
