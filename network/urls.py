"""`/rete/`: the network of each city. A room has an url file of its own."""

from django.urls import path

from . import bulletin_urls, coaching_urls, exchange_urls, governance_urls, meetings_urls, members_urls, trainings_urls
from .views.network import NetworkDetailView, NetworkListView

app_name = "network"

urlpatterns = [
    path("rete/", NetworkListView.as_view(), name="network_list"),
    path("rete/<slug:slug>/", NetworkDetailView.as_view(), name="network_detail"),
    *members_urls.urlpatterns,
    *bulletin_urls.urlpatterns,
    *meetings_urls.urlpatterns,
    *exchange_urls.urlpatterns,
    *governance_urls.urlpatterns,
    *trainings_urls.urlpatterns,
    *coaching_urls.urlpatterns,
]
