"""`/giri/`: mapping campaigns."""

from django.urls import path

from .views import campaigns as views
from .views import visits

urlpatterns = [
    path("giri/", views.CampaignListView.as_view(), name="campaign_list"),
    path("giri/nuovo/", views.CampaignPointView.as_view(), name="campaign_point"),
    path("giri/nuovo/<slug:slug>/", views.CampaignCreateView.as_view(), name="campaign_create"),
    path("giri/<uuid:campaign>/", views.CampaignDetailView.as_view(), name="campaign_detail"),
    path("giri/<uuid:campaign>/cambia/", views.CampaignUpdateView.as_view(), name="campaign_update"),
    path("giri/<uuid:campaign>/aggiungi/", views.CampaignFillView.as_view(), name="campaign_fill"),
    path("giri/<uuid:campaign>/assegna/", views.CampaignDealView.as_view(), name="campaign_deal"),
    path("giri/<uuid:campaign>/prendi/", visits.VisitTakeView.as_view(), name="visit_take"),
    path("giri/<uuid:campaign>/riassunto/", views.CampaignSummaryView.as_view(), name="campaign_summary"),
    path("giri/<uuid:campaign>/giro.csv", views.CampaignCsvView.as_view(), name="campaign_csv"),
    path("giri/<uuid:campaign>/nuova-risorsa/", visits.CampaignAssetView.as_view(), name="campaign_asset"),
    path("giri/<uuid:campaign>/visite/<int:visit>/", visits.VisitView.as_view(), name="visit"),
    path("giri/<uuid:campaign>/visite/<int:visit>/lascia/", visits.VisitLeaveView.as_view(), name="visit_leave"),
]
