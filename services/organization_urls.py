"""Addresses of Punti Comunità and organisations: their pages show services, which they may not import."""

from django.urls import path

from organizations.views import CommunityPointListView, OrganizationListView

from .views.details import CommunityPointDetailView, OrganizationDetailView

app_name = "organizations"

urlpatterns = [
    path("punti/", CommunityPointListView.as_view(), name="community_point_list"),
    path("punti/<slug:slug>/", CommunityPointDetailView.as_view(), name="community_point_detail"),
    path("organizzazioni/", OrganizationListView.as_view(), name="organization_list"),
    path("organizzazioni/<slug:slug>/", OrganizationDetailView.as_view(), name="organization_detail"),
]
