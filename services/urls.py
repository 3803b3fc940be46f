from django.urls import include, path

from .views.details import AssetDetailView, ServiceDetailView
from .views.home import HomeView
from .views.listing_list import ListingListView
from .views.offline import OfflineView, service_worker
from .views.outline import outline
from .views.pages import AccessibilityView, AssetListView, PrivacyView, StartView, TakePartView
from .views.shortlist import ShortlistSendView, ShortlistSheetView, ShortlistView

app_name = "services"

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("servizi/", ListingListView.as_view(), name="listing_list"),
    path("servizi/contorni.geojson", outline, name="outline"),
    path("servizi/<slug:slug>/", ServiceDetailView.as_view(), name="service_detail"),
    path("risorse/", AssetListView.as_view(), name="asset_list"),
    path("risorse/<slug:slug>/", AssetDetailView.as_view(), name="asset_detail"),
    path("lista/", ShortlistView.as_view(), name="shortlist"),
    path("lista/foglio/", ShortlistSheetView.as_view(), name="shortlist_sheet"),
    path("lista/invia/", ShortlistSendView.as_view(), name="shortlist_send"),
    path("", include("services.embed_urls")),
    path("sw.js", service_worker, name="service_worker"),
    path("senza-rete/", OfflineView.as_view(), name="offline"),
    path("inizia/", StartView.as_view(), name="start"),
    path("comunita/", TakePartView.as_view(), name="take_part"),
    path("dati/", include("services.figures_urls")),
    path("privacy/", PrivacyView.as_view(), name="privacy"),
    path("accessibilita/", AccessibilityView.as_view(), name="accessibility"),
    path("", include("services.history_urls")),
    path("", include("services.hours_urls")),
    path("", include("services.keeping_urls")),
    path("", include("services.merging_urls")),
    path("", include("services.campaign_urls")),
    path("", include("services.report_urls")),
    path("", include("services.claim_urls")),
    path("", include("services.freshness_urls")),
]
