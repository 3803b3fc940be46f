from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from .health import health
from .well_known import RobotsView, SecurityView

handler400, handler403 = "puntocomunita.errors.bad_request", "puntocomunita.errors.forbidden"
handler404, handler500 = "puntocomunita.errors.not_found", "puntocomunita.errors.server_error"
handler429 = "puntocomunita.errors.too_many_requests"  # read by django-allauth

urlpatterns = [
    path("api/", include("helpdesk.api_urls")),
    path("api/", include("network.api_urls")),
    path("api/", include("community.api_urls")),
    path("api/", include("services.api_urls")),
    path("salute/", health, name="health"),
    path("robots.txt", RobotsView.as_view(), name="robots"),
    path(".well-known/security.txt", SecurityView.as_view(), name="security"),
    path("amministrazione/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", include("services.urls")),
    path("", include("services.organization_urls")),
    path("", include("helpdesk.urls")),
    path("", include("network.urls")),
    path("", include("community.urls")),
    path("account/", include("accounts.urls")),
    prefix_default_language=False,
)
