"""`/api/…`, each path with and without its closing slash."""

from django.urls import path

from .api import account, directory, docs, history, listings, places, reports

app_name = "api"


endpoints = [
    path("", directory.Root.as_view(), name="root"),
    path("services", directory.ServiceList.as_view(), name="service_list"),
    path("services/<str:id>", directory.ServiceDetail.as_view(), name="service_detail"),
    path("organizations", directory.OrganizationList.as_view(), name="organization_list"),
    path("organizations/<str:id>", directory.OrganizationDetail.as_view(), name="organization_detail"),
    path("service_at_locations", directory.ServiceAtLocationList.as_view(), name="service_at_location_list"),
    path(
        "service_at_locations/<str:id>", directory.ServiceAtLocationDetail.as_view(), name="service_at_location_detail"
    ),
    path("taxonomies", directory.TaxonomyList.as_view(), name="taxonomy_list"),
    path("taxonomies/<str:id>", directory.TaxonomyDetail.as_view(), name="taxonomy_detail"),
    path("taxonomy_terms", directory.TaxonomyTermList.as_view(), name="taxonomy_term_list"),
    path("taxonomy_terms/<str:id>", directory.TaxonomyTermDetail.as_view(), name="taxonomy_term_detail"),
    path("community_points", places.CommunityPointList.as_view(), name="community_point_list"),
    path("assets", places.AssetList.as_view(), name="asset_list"),
    path("places", places.PlaceList.as_view(), name="place_list"),
    path("listings", listings.ListingList.as_view(), name="listing_list"),
    path("listings.geojson", listings.ListingMap.as_view(), name="listing_map"),
    path("reports", reports.ReportList.as_view(), name="report_create"),
    path("account", account.OwnAccount.as_view(), name="account"),
    path("history", history.History.as_view(), name="history"),
    path("openapi.json", docs.OpenAPI.as_view(), name="openapi"),
    path("docs", docs.Docs.as_view(), name="docs"),
]
with_slash = [path(f"{each.pattern}/", each.callback) for each in endpoints[1:]]
urlpatterns = [*endpoints, *with_slash, path("<path:rest>", directory.Unknown.as_view())]
