from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from .health import health

urlpatterns = [
    path("api/", include("services.api_urls")),
    path("salute/", health, name="health"),
    path("amministrazione/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", include("services.urls")),
    path("", include("services.organization_urls")),
    path("account/", include("accounts.urls")),
    prefix_default_language=False,
)
