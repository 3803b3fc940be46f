"""`/comunita/…`: what the people of a city do together (`/comunita/` itself tells of every way to take part).

A room has an url file of its own.
"""

from django.urls import path

from . import (
    calls_urls,
    concierge_urls,
    events_urls,
    groups_urls,
    houses_urls,
    initiatives_urls,
    needs_urls,
    notices_urls,
    pacts_urls,
    proposals_urls,
    safety_urls,
    spaces_urls,
)
from .views.community import CommunityDetailView, CommunityListView, OwnThingsView, WaitingView

app_name = "community"

urlpatterns = [
    path("comunita/bisogni/", CommunityListView.as_view(), name="list"),
    *notices_urls.urlpatterns,
    *safety_urls.of_nobody,
    path("comunita/<slug:slug>/", CommunityDetailView.as_view(), name="detail"),
    path("comunita/<slug:slug>/le-tue-cose/", OwnThingsView.as_view(), name="own_things"),
    path("comunita/<slug:slug>/da-fare/", WaitingView.as_view(), name="waiting"),
    *initiatives_urls.urlpatterns,
    *events_urls.urlpatterns,
    *houses_urls.urlpatterns,
    *concierge_urls.urlpatterns,
    *needs_urls.urlpatterns,
    *calls_urls.urlpatterns,
    *pacts_urls.urlpatterns,
    *groups_urls.urlpatterns,
    *spaces_urls.urlpatterns,
    *safety_urls.urlpatterns,
    *proposals_urls.urlpatterns,
]
