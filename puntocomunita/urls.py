from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from .health import health

urlpatterns = [
    path("api/", include("services.api_urls")),
    path("salute/", health, name="health"),
]

urlpatterns += i18n_patterns(
    path("", include("services.urls")),
    path("", include("services.organization_urls")),
    prefix_default_language=False,
)
