from django.conf import settings


def portal(request):
    """What every page may use; no query."""
    return {"PUNTO_ENV": settings.PUNTO_ENV, "SITE_URL": settings.SITE_URL, "TILE_URL": settings.TILE_URL}
